import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createTrial } from "../../run/mod.ts";
import type { Session } from "../core/session.ts";
import type { Turn } from "../core/turn.ts";
import { environmentOptions } from "../../bench/agents/resolve.ts";
import { baselinesFor } from "../core/baselines.ts";
import { opensBreakers, restartsAll, shedsAll } from "../testing/cheats.ts";
import type { Player } from "./play.ts";
import { ourPlayer } from "./players/ours.ts";
import { countOf, madeUpTasks, scored } from "./testing/scored.ts";

/** A player that takes the same kind of turn in every step. */
function playing(name: string, turn: (session: Session) => Turn, first?: Turn): Player {
  return {
    name,
    play(session, { choice }) {
      session.begin(choice, { trace: true });
      if (first !== undefined) session.take(first);
      let calls = 0;
      while (!session.seen.done) {
        session.take(turn(session));
        calls++;
      }
      return { calls, tokens: null };
    },
  };
}

/** Restarts everything, and blames the database from the first step on. */
const blaming = playing(restartsAll.name, restartsAll.turn, {
  kind: "submit_diagnosis",
  suspects: [{ service: "db" }],
});
const shedding = playing(shedsAll.name, shedsAll.turn);
const opening = playing(opensBreakers.name, opensBreakers.turn);

Deno.test("full stands far above agents that restart everything, turn users away or cut services off, and these no higher than noop", async () => {
  const [full, noop] = [await scored(ourPlayer("full")), await scored(ourPlayer("noop"))];
  ok(countOf(full, "detected") >= 9 && countOf(full, "mitigated") >= 8 && countOf(full, "localised") >= 8);
  for (const stage of ["detected", "localised", "analysed", "exactSet", "mitigated"] as const) {
    strictEqual(countOf(noop, stage), 0, stage);
  }
  const denied = (judged: typeof full) => judged.reduce((sum, { deniedSeconds }) => sum + deniedSeconds, 0);
  for (const cheat of [blaming, shedding, opening]) {
    const judged = await scored(cheat);
    ok(countOf(judged, "mitigated") <= 2, `${cheat.name}: ${countOf(judged, "mitigated")}`);
    for (const stage of ["detected", "localised", "analysed", "exactSet"] as const) {
      strictEqual(countOf(judged, stage), 0, `${cheat.name} ${stage}`);
    }
    ok(denied(judged) > 3 * denied(full), cheat.name);
  }
  strictEqual(countOf(await scored(shedding), "mitigated"), 0);
});

Deno.test("in calm episodes an alarm and every act count against an agent", async () => {
  const calm = { suite: "calm", count: 3 };
  for (const { detected, falseActs, mitigated } of await scored(ourPlayer("noop"), calm)) {
    deepStrictEqual([detected, falseActs, mitigated], [true, 0, null]);
  }
  for (const { detected, falseActs } of await scored(blaming, calm)) {
    strictEqual(detected, false);
    ok(falseActs > 3, String(falseActs));
  }
});

Deno.test("an agent that is told the truth is judged by what it does, not by what it says", async () => {
  const judged = await scored(ourPlayer("oracle"), { count: 4 });
  ok(judged.every(({ detected, localised }) => detected === null && localised === null));
  ok(countOf(judged, "mitigated") >= 3);
});

Deno.test("an agent of ours does on the scoreboard what it does in a trial", async () => {
  const tasks = madeUpTasks();
  const player = ourPlayer("full");
  const judged = await scored(player, { tasks, count: 4 });
  for (const [index, { deniedSeconds, falseActs }] of judged.entries()) {
    const { scenario, seed } = tasks.find({ suite: "small", split: "judging", index });
    const { guardrails, name } = scenario;
    const trial = createTrial({ agent: "full", ...environmentOptions(scenario), guardrails, scenario: name });
    const { impact_steps, false_acts } = trial(seed);
    deepStrictEqual([deniedSeconds, falseActs], [5 * impact_steps, false_acts]);
  }
});

Deno.test("the healthy baseline is the incident up to its first fault, digit by digit, in the hidden split too", () => {
  const tasks = madeUpTasks([{ name: "db", fault: "slow_query:db:1" }]);
  for (const split of ["judging", "hidden"] as const) {
    const { healthy, untouched, isMendable } = baselinesFor(
      tasks.find({ suite: "small", split, index: 2 }),
    );
    const start = untouched.findIndex(({ active }) => active.length > 0);
    ok(start > 60);
    deepStrictEqual(healthy.slice(0, start), untouched.slice(0, start));
    ok(healthy.every(({ active, sloViolated }) => active.length === 0 && !sloViolated));
    deepStrictEqual(isMendable, [true]);
  }
});
