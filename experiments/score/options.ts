import { z } from "zod";
import { requireName, UsageError } from "../../lib/model/mod.ts";
import { type Split, SPLITS } from "../../lib/serve/mod.ts";
import { CALM_SUITE } from "../../lib/serve/scoreboard/mod.ts";
import { type Given, wholeNumber } from "../cli/arguments.ts";

/** A suite that agents are scored on. */
export type ScoredSuite = "baselines" | "shifts" | "unseen" | "calm";

/** All of them, the default first. */
export const SCORED_SUITES = ["baselines", "shifts", "unseen", CALM_SUITE] as const satisfies ScoredSuite[];

/** Where the key of a language model is read from. */
export const KEY_VARIABLE = "AIOPS_LLM_KEY";

/** The options of the command. */
export const OPTIONS = {
  agent: {
    type: "string",
    value: "AGENT",
    help: "a NAME of deno task list agents; http://… with AIOpsLab's routes; llm:http://…/v1; mcp:COMMAND",
  },
  suite: { type: "string", value: "SUITE", help: `${SCORED_SUITES.join(", ")} (${SCORED_SUITES[0]})` },
  episodes: { type: "string", value: "N", help: "episodes of the suite (50)" },
  calm: { type: "string", value: "N", help: "calm episodes among them, where nothing is wrong (10)" },
  split: {
    type: "string",
    value: "SPLIT",
    help: `seeds: ${SPLITS.join(", ")} (judging, those of published results)`,
  },
  secret: { type: "string", value: "FILE", help: "what the split hidden is drawn from" },
  telemetry: { type: "boolean", help: "logs and traces besides metrics, for every agent" },
  out: {
    type: "string",
    value: "FILE",
    help: "a JSON with the scores and all that is needed to repeat them",
  },
  "max-calls": {
    type: "string",
    value: "N",
    help: "answers an episode; the rest of it then passes (60)",
    section: "agents that are not of this project",
  },
  "timeout-seconds": { type: "string", value: "N", help: "longest wait for an answer (120)" },
  model: {
    type: "string",
    value: "NAME",
    help: `the language model; its key is read from ${KEY_VARIABLE}, where there is one`,
  },
  transcript: {
    type: "string",
    value: "FILE",
    help: "what was asked and answered, as JSON lines",
  },
  replay: {
    type: "string",
    value: "FILE",
    help: "the score of a transcript, again and without the network, in place of all of the above but --out",
  },
  help: { type: "boolean", help: "this text" },
} as const;

/** What a score is asked for: the same settings give the same score of the same answers. */
export interface Settings {
  readonly agent: string;
  readonly suite: ScoredSuite;
  readonly split: Split;
  readonly episodes: number;
  readonly calm: number;
  readonly telemetry: boolean;
  readonly maxCalls: number;
  readonly model: string | null;
}

/** Most episodes of a score. */
export const MAX_EPISODES = 10_000;

/** Settings as a transcript has them. */
export const settingsSchema: z.ZodType<Settings> = z.strictObject({
  agent: z.string(),
  suite: z.enum(SCORED_SUITES),
  split: z.enum(SPLITS),
  episodes: z.int().min(1).max(MAX_EPISODES),
  calm: z.int().min(0).max(MAX_EPISODES),
  telemetry: z.boolean(),
  maxCalls: z.int().min(1).max(MAX_EPISODES),
  model: z.string().nullable(),
});

/** What is asked for. @throws {UsageError} for a mistake in the options */
export function settingsOf(given: Given<typeof OPTIONS>): Settings {
  if (given.agent === undefined) {
    throw new UsageError(
      "Which agent? deno task score --agent NAME, a URL, llm:URL or mcp:COMMAND; or --help",
    );
  }
  const suite = requireName("suite", given.suite ?? SCORED_SUITES[0], SCORED_SUITES);
  const split = requireName("split", given.split ?? "judging", SPLITS);
  if (given.secret !== undefined && split !== "hidden") {
    throw new UsageError("The option --secret is for --split hidden: leave it out");
  }
  if (split === "hidden" && given.secret === undefined) {
    throw new UsageError("The split hidden is drawn from a secret: name its file by --secret FILE");
  }
  if (suite === CALM_SUITE && given.calm !== undefined) {
    throw new UsageError(`Every episode of the suite ${CALM_SUITE} is calm: leave --calm out`);
  }
  const kind = kindOf(given.agent);
  for (const option of ["max-calls", "timeout-seconds", "transcript"] as const) {
    if (given[option] === undefined || kind !== "name") continue;
    throw new UsageError(`The option --${option} is not for this kind of agent: leave it out`);
  }
  const isLlm = kind === "llm";
  if (isLlm !== (given.model !== undefined)) {
    throw new UsageError(
      isLlm
        ? "Which language model? Name it by --model NAME"
        : "The option --model is for llm:URL: leave it out",
    );
  }
  const number = (name: "episodes" | "calm" | "max-calls", fallback: number, min: number) =>
    wholeNumber(given[name], { name, fallback, min, max: MAX_EPISODES });
  return {
    agent: given.agent,
    suite,
    split,
    episodes: number("episodes", 50, 1),
    calm: suite === CALM_SUITE ? 0 : number("calm", 10, 0),
    telemetry: given.telemetry ?? false,
    maxCalls: number("max-calls", 60, 1),
    model: given.model ?? null,
  };
}

/** The kinds of agents: by name, at an address, a language model at an address, a program that speaks MCP. */
export type AgentKind = "name" | "http" | "llm" | "mcp";

/** What kind of agent is asked for. */
export function kindOf(agent: string): AgentKind {
  if (agent.startsWith("llm:")) return "llm";
  if (agent.startsWith("mcp:")) return "mcp";
  return agent.includes("://") ? "http" : "name";
}

/** What stands behind `llm:` or `mcp:`. */
export function behindKind(agent: string): string {
  return agent.slice("llm:".length);
}
