import { z } from "zod";
import { checkOptions } from "../../lib/model/check_options.ts";
import { agentSchema } from "../../lib/model/schemas.ts";
import { displayable } from "../../lib/model/shown/displayable.ts";
import { type Agent, UsageError } from "../../lib/model/mod.ts";
import { createTaskBook, type Split, SPLITS, type TaskBook } from "../../lib/serve/mod.ts";
import {
  CALM_SUITE,
  type McpClient,
  mcpClientPlayer,
  ourPlayer,
  type Player,
  scoreSheets,
  scoreText,
} from "../../lib/serve/scoreboard/mod.ts";
import { partsBundle } from "../../lib/report/tables/sheet.ts";
import { interruptible } from "../runner/interrupt.ts";
import { suites } from "../serve.ts";
import { contestantOf } from "./contestants.ts";
import { MAX_EPISODES, SCORED_SUITES, type ScoredSuite, type Settings, settingsSchema } from "./options.ts";
import { playAll, type Scores } from "./run.ts";

/** An agent as a value. */
export type ScoredAgent =
  /** As for `deno task score --agent`: a name of the catalogue, `http://…` with AIOpsLab's routes, `mcp:COMMAND`. */
  | string
  /** As `createAgent` makes it. */
  | Agent
  /** A client of MCP, which works an episode on its end of a connection and returns when it is done. */
  | {
    /** What tables call it. */
    readonly name: string;
    /** Called for each episode. */
    readonly client: McpClient;
  };

/** Options of `scoreboard`. */
export interface ScoreboardOptions {
  /** Those that play; the first is compared with each of the others. One or more, with different names. */
  readonly agents: readonly ScoredAgent[];
  /** What is played. Default: `baselines`. */
  readonly suite?: ScoredSuite;
  /** Which seeds; `hidden` is for `deno task score`. Default: `tuning`. */
  readonly split?: Exclude<Split, "hidden">;
  /** Episodes of the suite, 1 to 10,000. Default: 20. */
  readonly episodes?: number;
  /** Calm episodes among them, 0 to 10,000; of the suite `calm` all are. Default: 5. */
  readonly calm?: number;
  /** Answers of an agent from outside in an episode, 1 to 10,000; the rest of it then passes. Default: 60. */
  readonly maxCalls?: number;
  /** Longest wait for an answer of an agent from outside, in seconds. Default: 120. */
  readonly timeoutSeconds?: number;
}

const fn = z.custom<McpClient>((value) => typeof value === "function", "must be a function");
const count = (min: number) => z.int().min(min).max(MAX_EPISODES).optional();
const OPTIONS = z.strictObject({
  agents: z.array(
    z.union([z.string(), z.strictObject({ name: z.string().min(1), client: fn }), agentSchema]),
  ).min(1),
  suite: z.enum(SCORED_SUITES).optional(),
  split: z.enum(SPLITS).exclude(["hidden"]).optional(),
  episodes: count(1),
  calm: count(0),
  maxCalls: count(1),
  timeoutSeconds: z.number().min(1).max(3600).optional(),
});

/**
 * Lets agents of any kind play the same incidents and calm episodes, as `deno task score` does, and judges them stage by stage. A notebook shows
 * the tables.
 *
 * @throws {UsageError} for a mistake in the options, an unknown name, two agents of one name, and more episodes than there are
 * @throws {Error} for an agent from outside that fails or doesn't answer, and after an interrupt
 */
export async function scoreboard(options: ScoreboardOptions): Promise<Scores> {
  const { agents, timeoutSeconds = 120, ...given } = checkOptions("scoreboard", OPTIONS, options);
  const { suite = SCORED_SUITES[0], split = "tuning", episodes = 20, calm = 5, maxCalls = 60 } = given;
  const settings = {
    ...{ suite, split, episodes, calm: suite === CALM_SUITE ? 0 : calm, maxCalls },
    ...{ telemetry: false, model: null },
  };
  const tasks = createTaskBook({ suites: suites(), secret: "of the splits that need none" });
  const players = (agents as readonly ScoredAgent[]).map((agent) =>
    playerOf(agent, { settings, tasks, timeoutMs: 1000 * timeoutSeconds })
  );
  const names = players.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new UsageError(`Agents must have different names, found "${twice}" twice`);
  const scores = await interruptible((signal) => playAll(settings, { tasks, players, signal }));
  const shown = scores.agents;
  return Object.defineProperty(
    displayable(scores, () => partsBundle(scoreSheets(shown, scores.comparisons))),
    "toString",
    { value: () => scoreText(shown, scores.comparisons) },
  );
}

function playerOf(
  agent: ScoredAgent,
  { settings, tasks, timeoutMs }: {
    readonly settings: Omit<Settings, "agent">;
    readonly tasks: TaskBook;
    readonly timeoutMs: number;
  },
): Player {
  if (typeof agent !== "string") {
    if (!("client" in agent)) return ourPlayer(agent);
    return mcpClientPlayer({ ...agent, tasks, maxCalls: settings.maxCalls, timeoutMs });
  }
  if (agent.startsWith("llm:")) {
    throw new UsageError(`A language model is scored by deno task score --agent "${agent}" --model NAME`);
  }
  const one = checkOptions("scoreboard", settingsSchema, { ...settings, agent });
  return contestantOf(one, { timeoutMs, tasks }).player;
}
