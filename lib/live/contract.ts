import type { Action, Observation } from "../model/mod.ts";

/** Time as the live loop sees it, so that tests run a day in a second. */
export interface Clock {
  /** Unix seconds now. */
  now(): number;
  /** Resolves after so many seconds, or as soon as the signal is aborted. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Where the observations of a running system come from. A value that could not be had is NaN; a source that is away answers with
 * observations of NaN, it does not throw.
 */
export interface Source {
  /** What the page and the audit call it, as `prometheus http://127.0.0.1:9090`. */
  readonly name: string;
  /**
   * Tries each of its queries once.
   *
   * @throws {UsageError} that names the query that is wrong, with the server's own answer
   */
  check(signal?: AbortSignal): Promise<void>;
  /**
   * The latest `count` observations before now, oldest first, from the past that the source remembers; fewer where it remembers less.
   *
   * @param suits which of them are wanted: a source that remembers a long past looks as far back as four times as long for enough of these, and leaves
   * the others out
   */
  past(
    count: number,
    signal?: AbortSignal,
    suits?: (observation: Observation) => boolean,
  ): Promise<readonly Observation[]>;
  /** The observation of the step that ends at a time (Unix seconds). */
  observe(step: number, atSeconds: number, signal?: AbortSignal): Promise<Observation>;
  /** Lets go of what it holds: sockets, timers. */
  close(): Promise<void>;
}

/** What an actuator is asked for. */
export interface Order {
  /** The action, already approved by the guardrails. */
  readonly action: Exclude<Action, { kind: "noop" }>;
  /** The incident that it is for. */
  readonly incident: string;
  /** The same for every attempt at the same order: whoever carries it out can tell a repetition by it. */
  readonly idempotencyKey: string;
  /** Whether to say what would be done, and do nothing. */
  readonly dryRun: boolean;
  /** Why: the rationale of the decision, as a person reads it. */
  readonly reason: string;
  /** Of a `restore`: the limits, breakers and drains of this loop that are known to be in force, and are to be taken back. */
  readonly measures?: readonly Order["action"][];
  /** Of a `restore`: whether nothing but its `measures` is to be taken back. */
  readonly isPartial?: boolean;
  /** Unix seconds after which it must not be sent any more: whoever takes over waits for that before an order that never arrived has failed. */
  readonly expiresAtSeconds?: number;
}

/** What came of an order. Free of secrets: it goes into the audit log as it is. */
export interface Receipt {
  /** `done`: carried out; `planned`: what a dry run would have done; `failed`: nothing was changed; `unknown`: nobody can tell (a time-out). */
  readonly outcome: "done" | "planned" | "failed" | "unknown";
  /** What was done or would be done, in one line: `PATCH …/deployments/api/scale replicas 3 -> 4`. */
  readonly detail: string;
  /** The order that takes it back, where there is one. */
  readonly undo?: Order["action"];
}

/** What is known of an order that was looked up; `pending`: it is still under way, and is to be looked up again. */
export type Finding = Receipt | { readonly outcome: "pending"; readonly detail: string };

/**
 * Carries orders out on a real system. It holds no limits of its own: those are the guardrails' and the loop's. It never throws for what the
 * system answers, that is a receipt.
 */
export interface Actuator {
  /** Its kind, as in the configuration: `webhook`, `command`, `haproxy`, `kubernetes`, `dry-run`, `simulator`. */
  readonly kind: string;
  /** What it can carry out: shown on the page, checked at the start. */
  supports(action: Order["action"]): boolean;
  /** Whether a `restore` takes back the `measures` of its order and nothing else. Absent: it may take back all that there is. */
  readonly restoresSingly?: boolean;
  /**
   * Carries an order out, or says what it would do. Resolves within its own time-out.
   *
   * @param maySend asked right before each try that could change something; where it says no, the order is not sent (again)
   */
  carryOut(order: Order, signal?: AbortSignal, maySend?: () => boolean): Promise<Receipt>;
  /** What came of an order of which nobody knows, after a restart; `unknown` where the system can't say. */
  find?(order: Order, signal?: AbortSignal): Promise<Finding>;
  /** Lets go of what it holds. */
  close(): Promise<void>;
}

/** How much the loop may do by itself. */
export const MODES = ["observe", "suggest", "approve", "act"] as const;

/** One of `MODES`. */
export type Mode = typeof MODES[number];
