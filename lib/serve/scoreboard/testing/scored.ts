import { createTaskBook, type TaskBook } from "../../core/tasks.ts";
import type { ScenarioInput } from "../../../bench/mod.ts";
import { madeUpSuite, SECRET } from "../../testing/made_up_host.ts";
import type { Judged } from "../judge.ts";
import { createField, type Player } from "../play.ts";

/** Tasks of a made-up suite `small` and of `calm`. */
export function madeUpTasks(scenarios: readonly ScenarioInput[] = [{ name: "one fault" }]): TaskBook {
  return createTaskBook({
    suites: [madeUpSuite("small", scenarios), madeUpSuite("calm", [{ name: "nothing", faultCount: 0 }])],
    secret: SECRET,
  });
}

/** What a player comes to in some episodes. */
export async function scored(
  player: Player,
  { tasks = madeUpTasks(), suite = "small", count = 10 }: {
    readonly tasks?: TaskBook;
    readonly suite?: string;
    readonly count?: number;
  } = {},
): Promise<Judged[]> {
  const field = createField(tasks);
  const judged = [];
  for (let index = 0; index < count; index++) {
    const choice = { suite, split: "judging", index } as const;
    judged.push(await field.play(player, { choice, number: index + 1, withTelemetry: false }));
  }
  return judged;
}

/** How many of the episodes in which it is defined came to true. */
export function countOf(
  judged: readonly Judged[],
  key: "detected" | "localised" | "analysed" | "exactSet" | "mitigated",
): number {
  return judged.filter((one) => one[key] === true).length;
}
