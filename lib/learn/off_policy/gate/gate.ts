import { z } from "zod";
import { checkJson, checkOptions } from "../../../model/check_options.ts";
import { UsageError } from "../../../model/mod.ts";

/** The bounds by which an agent may pass: those that hold whatever the distribution of the rewards. */
export const GATE_BOUNDS: readonly ["difference", "betting", "bernstein"] = [
  "difference",
  "betting",
  "bernstein",
] as const;

/** The bound of a passed gate. */
export type GateBound = typeof GATE_BOUNDS[number];

/** Less is no gate. */
export const GATE_LEAST: { readonly confidence: number; readonly episodes: number } = Object.freeze({
  /** Confidence of the bound. */
  confidence: 0.9,
  /** Episodes in the log. */
  episodes: 30,
});

const digest = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits")
  .refine((text) => !/^0*$/.test(text), "that of a file, and no row of zeros");
const agent = z.strictObject({
  name: z.string().min(1),
  parts: z.record(z.string(), z.string().min(1)),
});
const counts = { decisions: z.int().min(1), episodes: z.int().min(1) };

const DOCUMENT = z.looseObject({
  format: z.literal("aiops gate"),
  version: z.literal(2),
  verdict: z.enum(["passed", "refused"]),
});
const PASS = z.strictObject({
  ...DOCUMENT.shape,
  agent,
  state: digest.optional(),
  log: digest,
  bound: z.enum(GATE_BOUNDS),
  confidence: z.number().min(GATE_LEAST.confidence).lt(1),
  leastReward: z.number(),
  greatestReward: z.number(),
  lowerBound: z.number(),
  toBeat: z.number(),
  logged: z.number(),
  ...counts,
  episodes: z.int().min(GATE_LEAST.episodes),
});
const REFUSAL = z.strictObject({
  ...DOCUMENT.shape,
  agent,
  state: digest.optional(),
  log: digest,
  why: z.string().min(1),
  ...counts,
});

const ACTING = z.strictObject({ agent, state: z.string().optional() });
const ARGUMENTS = z.object({ pass: z.looseObject({ agent }), acting: ACTING });

/** An agent as a gate knows it: two with the same parts are the same, whatever they are called. */
export interface GateAgent {
  /** Its name, for people. */
  readonly name: string;
  /** Each part by the shortest text that chooses it, as `agentParts` gives them. */
  readonly parts: Readonly<Record<string, string>>;
}

/** What both verdicts say. */
export interface GateFacts {
  /** What the file is. */
  readonly format: "aiops gate";
  /** Version of its layout. */
  readonly version: 2;
  /** The agent that was judged. */
  readonly agent: GateAgent;
  /** SHA-256 of the file of what it had learnt; absent: it learns nothing. */
  readonly state?: string;
  /** SHA-256 of the log. */
  readonly log: string;
  /** Decisions in the log. */
  readonly decisions: number;
  /** Episodes in the log. */
  readonly episodes: number;
}

/** That an agent has passed the gate: by a log of what acted until then its lower bound lies above what that earned. */
export interface GatePass extends GateFacts {
  /** That it was passed. */
  readonly verdict: "passed";
  /** How the bound was made. */
  readonly bound: GateBound;
  /** Confidence of the bound, 0.9 or more. */
  readonly confidence: number;
  /** The least possible reward of a decision, on which the bound rests. */
  readonly leastReward: number;
  /** The greatest one. */
  readonly greatestReward: number;
  /** The agent earns at least this a decision. */
  readonly lowerBound: number;
  /** What that had to exceed: `logged`, or where the bound doesn't compare, the upper end of its interval. */
  readonly toBeat: number;
  /** What the logged policy earned a decision. */
  readonly logged: number;
}

/** That an agent has not passed the gate. */
export interface GateRefusal extends GateFacts {
  /** That it stayed closed. */
  readonly verdict: "refused";
  /** In one line. */
  readonly why: string;
}

/**
 * Reads a passed gate. Whoever may write the file can forge it: this protects from mistakes, and from files that belong to something else.
 *
 * @param input the JSON of its file
 * @throws {UsageError} for what is none, a gate that stayed closed, an unknown bound, a confidence below 0.9, fewer than 30 episodes, a bound that
 * does not lie above what had to be beaten, and figures that no log can have
 */
export function parseGate(input: unknown): GatePass {
  const { verdict } = checkJson(DOCUMENT, input, "the gate");
  if (verdict === "refused") {
    const { agent: { name }, why } = checkJson(REFUSAL, input, "the gate");
    throw new UsageError(`the gate stayed closed for "${name}": ${why}`);
  }
  const pass = checkJson(PASS, input, "the gate") as GatePass;
  const { lowerBound, toBeat, logged, leastReward, greatestReward, decisions, episodes } = pass;
  if (!(lowerBound > toBeat)) {
    throw new UsageError(`lowerBound must lie above toBeat, ${toBeat}, found ${lowerBound}`);
  }
  if (toBeat < logged) throw new UsageError(`toBeat must be at least logged, ${logged}, found ${toBeat}`);
  if (leastReward > logged || lowerBound > greatestReward) {
    throw new UsageError(
      `logged and lowerBound must lie from leastReward, ${leastReward}, to greatestReward, ${greatestReward}, found ${logged} and ${lowerBound}`,
    );
  }
  if (decisions >= episodes) return pass;
  throw new UsageError(`decisions must be at least episodes, ${episodes}, found ${decisions}`);
}

/**
 * Why a passed gate is not that of an agent that is to act: another part, or another file of what it has learnt.
 *
 * @param acting the agent, and the SHA-256 of the file of what it has learnt
 * @returns undefined where it is
 * @throws {UsageError} for an argument of another type
 *
 * @example
 * ```ts
 * import { match } from "node:assert";
 * import { parseGate, whyNotPassed } from "./gate.ts";
 * const agent = (policy: string) => ({ name: policy, parts: { policy } });
 * const pass = parseGate({
 *   ...{ format: "aiops gate", version: 2, verdict: "passed", agent: agent("fixed-list"), log: "1".repeat(64) },
 *   ...{ bound: "difference", confidence: 0.95, leastReward: -6, greatestReward: 1, lowerBound: 0.7, toBeat: 0.5 },
 *   ...{ logged: 0.5, decisions: 900, episodes: 90 },
 * });
 * match(whyNotPassed(pass, { agent: agent("playbook") })!, /passed by "fixed-list", and "playbook" is to act/);
 * ```
 */
export function whyNotPassed(
  pass: GatePass,
  acting: {
    /** The agent that is to act, and its parts. */
    readonly agent: GateAgent;
    /** SHA-256 of what it has learnt, in hexadecimal. Default: it begins with nothing. */
    readonly state?: string;
  },
): string | undefined {
  checkOptions("whyNotPassed", ARGUMENTS, { pass, acting });
  const { name } = acting.agent;
  const other = otherPart(pass.agent.parts, acting.agent.parts);
  if (other !== undefined) {
    return `it was passed by "${pass.agent.name}", and "${name}" is to act${
      pass.agent.name === name ? `, with another ${other}` : ""
    }`;
  }
  if (pass.state === acting.state) return undefined;
  if (acting.state === undefined) {
    return `"${pass.agent.name}" passed it with what it had learnt, and starts here without`;
  }
  return `"${pass.agent.name}" passed it ${
    pass.state === undefined ? "without a state" : `with the state ${pass.state.slice(0, 8)}…`
  }, and starts here with ${acting.state.slice(0, 8)}…`;
}

function otherPart(a: GateAgent["parts"], b: GateAgent["parts"]): string | undefined {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].find((part) => a[part] !== b[part]);
}
