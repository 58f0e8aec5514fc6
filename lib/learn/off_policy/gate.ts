import { z } from "zod";
import { checkJson, checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/mod.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits");

const PASS = z.strictObject({
  format: z.literal("aiops gate"),
  version: z.literal(1),
  agent: z.string().min(1),
  state: digest.optional(),
  log: digest,
  bound: z.string().min(1),
  confidence: z.number().gt(0).lt(1),
  lowerBound: z.number(),
  logged: z.number(),
  decisions: z.int().min(1),
  episodes: z.int().min(1),
});

const ARGUMENTS = z.object({
  pass: z.looseObject({ agent: z.string() }),
  acting: z.strictObject({ agent: z.string(), state: z.string().optional() }),
});

/** That a policy has passed the gate: by a log of what acted until then its lower bound lies above what that earned. */
export interface GatePass {
  /** What the file is. */
  readonly format: "aiops gate";
  /** Version of its layout. */
  readonly version: 1;
  /** The agent or policy that was judged. */
  readonly agent: string;
  /** SHA-256 of the file of what it had learnt; absent: it learns nothing. */
  readonly state?: string;
  /** SHA-256 of the log. */
  readonly log: string;
  /** How the bound was made: `bernstein`, or the estimator whose interval's lower end it is. */
  readonly bound: string;
  /** Confidence of the bound. */
  readonly confidence: number;
  /** The policy earns at least this. */
  readonly lowerBound: number;
  /** What the logged policy earned. */
  readonly logged: number;
  /** Decisions in the log. */
  readonly decisions: number;
  /** Episodes in the log. */
  readonly episodes: number;
}

/**
 * Reads a passed gate.
 *
 * @param input the JSON of its file
 * @throws {UsageError} for what is none, and for a bound that does not lie above what the logged policy earned
 */
export function parseGate(input: unknown): GatePass {
  const pass = checkJson(PASS, input, "the gate") as GatePass;
  if (pass.lowerBound > pass.logged) return pass;
  throw new UsageError(
    `lowerBound must lie above logged, ${pass.logged}, what the logged policy earned, found ${pass.lowerBound}`,
  );
}

/**
 * Why a passed gate is not that of an agent that is to act.
 *
 * @param acting the agent by name, and the SHA-256 of the file of what it has learnt
 * @returns undefined where it is
 * @throws {UsageError} for an argument of another type
 *
 * @example
 * ```ts
 * import { match } from "node:assert";
 * import { parseGate, whyNotPassed } from "./gate.ts";
 * const pass = parseGate({
 *   ...{ format: "aiops gate", version: 1, agent: "blind", log: "0".repeat(64), bound: "bernstein", confidence: 0.95 },
 *   ...{ lowerBound: 0.7, logged: 0.5, decisions: 900, episodes: 90 },
 * });
 * match(whyNotPassed(pass, { agent: "full" })!, /passed by "blind", and "full" is to act/);
 * ```
 */
export function whyNotPassed(
  pass: GatePass,
  acting: { readonly agent: string; readonly state?: string },
): string | undefined {
  checkOptions("whyNotPassed", ARGUMENTS, { pass, acting });
  if (pass.agent !== acting.agent) {
    return `it was passed by "${pass.agent}", and "${acting.agent}" is to act`;
  }
  if (pass.state === acting.state) return undefined;
  if (acting.state === undefined) {
    return `"${pass.agent}" passed it with what it had learnt, and starts here without`;
  }
  return `"${pass.agent}" passed it ${
    pass.state === undefined ? "without a state" : `with the state ${pass.state.slice(0, 8)}…`
  }, and starts here with ${acting.state.slice(0, 8)}…`;
}
