import { z } from "zod";
import { checkOptions, objectWith } from "../model/check_options.ts";
import { type Action, checkAction, describeAction, NOOP, type Topology, UsageError } from "../model/mod.ts";
import { showValue } from "../model/show_value.ts";
import { type Guardrails, resolveGuardrails } from "./guardrails.ts";
import { type Passed, refusalOf } from "./refusal.ts";

/** The outcome of a proposal. */
export interface Outcome {
  /** The proposal, as it was when it was checked. */
  readonly proposed: Action;
  /** The action carried out; `noop` where the proposal was refused. */
  readonly executed: Action;
  /** The proposal and the guardrail that refused it, as text. */
  readonly refused?: string;
}

/**
 * An entry of the audit log: a proposal other than `noop` with its outcome, or a replica removed by `undoAfterSteps`, for which `noop` was
 * proposed.
 */
export interface AuditEntry extends Outcome {
  /** Step of the episode. */
  readonly step: number;
}

/** What an executor has let through, as far as later decisions depend on it. It survives JSON. */
export interface ExecutorState {
  /** Replicas by service, as the executor counts them. */
  readonly replicas: Readonly<Record<string, number>>;
  /** Step of the last restart, rollback or failover, by service. */
  readonly restarted: Readonly<Record<string, number>>;
  /** Step of the last drain, by service. */
  readonly drained: Readonly<Record<string, number>>;
  /** Steps of the latest actions other than `restore`. */
  readonly acted: readonly number[];
  /** Replicas added that may still be removed by `undoAfterSteps`, with the steps from which that time counts. */
  readonly added: readonly { readonly service: string; readonly step: number }[];
  /** Step in which the caches were last cleared; null: never. */
  readonly cleared: number | null;
  /** Whether changes are frozen. */
  readonly frozen: boolean;
}

/** Carries out decisions within the guardrails: the only way from an agent to the system. */
export interface Executor {
  /** The audit log of the episode, oldest entry first; of its entries only the latest `maxLogEntries` where that was given. */
  readonly log: readonly AuditEntry[];
  /**
   * Carries out or refuses a proposal; call once in each step. `inBreach`: whether the SLO is violated now.
   *
   * @returns the action as a copy of its own: what the caller does to the proposal afterwards changes nothing
   * @throws {UsageError} for a proposal that is no action in this topology, and without a step or `inBreach`
   */
  execute(proposal: Action, now: {
    /** Number of the step, from 0; one call a step. */
    step: number;
    /** Whether the SLO is violated now. */
    inBreach: boolean;
  }): Outcome;
  /**
   * What the guardrails would let through in a step, for an agent to be told: a function that says whether they would let an action through
   * then, and changes nothing. It holds copies: whoever has it can't reach the executor.
   *
   * @param told the topology as the agent knows it: an action that is none in it is a UsageError. Default: the executor's
   * @throws {UsageError} for a step that is no finite number
   */
  allowsIn(step: number, told?: Topology): (action: Action) => boolean;
  /**
   * Takes back the replica that was counted for an action which then wasn't carried out. Cooldowns and rates stay, so that an action that
   * failed isn't tried again at once.
   */
  notCarriedOut(action: Action): void;
  /** Freezes or unfreezes changes; while frozen, every proposal other than `noop` is refused. */
  freeze(frozen: boolean): void;
  /** The state for the `state` of another executor, which then goes on where this one stands; the log is not part of it. */
  saveState(): ExecutorState;
}

const steps = z.record(z.string(), z.number());
const STATE: z.ZodType<ExecutorState> = z.strictObject({
  replicas: steps,
  restarted: steps,
  drained: steps,
  acted: z.array(z.number()),
  added: z.array(z.strictObject({ service: z.string(), step: z.number() })),
  cleared: z.number().nullable(),
  frozen: z.boolean(),
});

const OPTIONS = z.strictObject({
  topology: objectWith({ services: "list", calls: "list" }),
  guardrails: z.unknown().optional(),
  state: STATE.optional(),
  maxLogEntries: z.int().min(0).optional(),
});

/**
 * Creates the executor of one episode.
 *
 * @param options the topology, the guardrails that differ from `DEFAULT_GUARDRAILS`, and the saved state of an executor to go on from, whose
 * steps must count on from the same beginning; what it says of services that the topology doesn't have is left out. `maxLogEntries` is for an executor
 * that runs without end: older entries are dropped from its log (default: all are kept)
 * @throws {UsageError} without a topology, for an unknown guardrail, one out of range, a minimum above its maximum, a state that is none, or a
 * `maxLogEntries` that is no whole number of 0 or more
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createTopology } from "aiops";
 * import { createExecutor } from "aiops/act";
 * const executor = createExecutor({ topology: createTopology("three-tier") });
 * const restart = { kind: "restart", service: "db" } as const;
 * executor.execute(restart, { step: 4, inBreach: true });
 * const { refused } = executor.execute(restart, { step: 9, inBreach: true });
 * strictEqual(refused, "restart(db) refused: db was restarted 5 steps ago, the cooldown is 20");
 * ```
 */
export function createExecutor(
  options: {
    /** The services and calls that actions may name. */
    topology: Topology;
    /** Limits that differ from `DEFAULT_GUARDRAILS`. */
    guardrails?: Partial<Guardrails>;
    /** The saved state of an executor to go on from. Default: none. */
    state?: ExecutorState;
    /** Entries that the log keeps, the latest. Default: all. */
    maxLogEntries?: number;
  },
): Executor {
  checkOptions("createExecutor", OPTIONS, options);
  const { topology, guardrails = {}, state, maxLogEntries = Infinity } = options;
  const rules = resolveGuardrails(guardrails);
  const isHere = ([service]: [string, number]) => topology.services.some(({ name }) => name === service);
  const restored = (saved: Readonly<Record<string, number>> = {}) => Object.entries(saved).filter(isHere);
  const initial = topology.services.map(({ name, replicas }): [string, number] => [name, replicas]);
  const replicas = new Map([...initial, ...restored(state?.replicas)]);
  const restarted = new Map(restored(state?.restarted));
  const drained = new Map(restored(state?.drained));
  const acted = [...state?.acted ?? []];
  const added = (state?.added ?? []).filter(({ service }) => replicas.has(service)).map((one) => ({
    ...one,
  }));
  const log: AuditEntry[] = [];
  let cleared = state?.cleared ?? -Infinity;
  let frozen = state?.frozen ?? false;
  let copy: Passed | undefined;

  const stateNow = (): Passed => ({ replicas, restarted, drained, acted, cleared, frozen });

  const copyNow = (): Passed => ({
    replicas: new Map(replicas),
    restarted: new Map(restarted),
    drained: new Map(drained),
    acted: [...acted],
    cleared,
    frozen,
  });

  function record(entry: AuditEntry): void {
    log.push(entry);
    if (log.length > maxLogEntries) log.shift();
  }

  const refusal = (action: Action, step: number) => refusalOf(action, step, { rules, passed: stateNow() });

  /** Registers an action that is carried out. */
  function note(action: Action, step: number): void {
    copy = undefined;
    if (action.kind !== "restore") acted.push(step);
    if (acted.length > rules.mostActions) acted.shift();
    if (action.kind === "restart" || action.kind === "rollback" || action.kind === "failover") {
      restarted.set(action.service, step);
    }
    if (action.kind === "drain") drained.set(action.service, step);
    if (action.kind === "clear_cache") cleared = step;
    if (action.kind !== "scale") return;
    replicas.set(action.service, replicas.get(action.service)! + action.delta);
    if (action.delta > 0) added.push({ service: action.service, step });
    else forgetAdded(action.service);
  }

  function forgetAdded(name: string): void {
    const last = added.findLastIndex(({ service }) => service === name);
    if (last >= 0) added.splice(last, 1);
  }

  /** The removal of a replica that was added `undoAfterSteps` ago without ending the breach. */
  function undo(step: number): Action | undefined {
    const unhelpful = added.find((entry) => step - entry.step >= rules.undoAfterSteps);
    if (unhelpful === undefined) return undefined;
    const action: Action = { kind: "scale", service: unhelpful.service, delta: -1 };
    return refusal(action, step) === undefined ? action : undefined;
  }

  return {
    log,
    execute: (proposed, now) => {
      const proposal = ownAction(proposed, topology);
      const { step, inBreach } = checkNow(now);
      // Replicas added before a healthy step have helped: their time starts anew.
      if (!inBreach) { for (const entry of added) entry.step = step; }
      if (proposal.kind === "noop") {
        const action = undo(step);
        if (action === undefined) return { proposed: NOOP, executed: NOOP };
        note(action, step);
        record({ step, proposed: NOOP, executed: action });
        return { proposed: NOOP, executed: action };
      }
      const refused = refusal(proposal, step);
      if (refused === undefined) note(proposal, step);
      const outcome: Outcome = refused === undefined
        ? { proposed: proposal, executed: proposal }
        : { proposed: proposal, executed: NOOP, refused: `${describeAction(proposal)} refused: ${refused}` };
      record({ step, ...outcome });
      return outcome;
    },
    allowsIn: (step, told = topology) => {
      checkStep("allowsIn", step);
      const passed = copy ??= copyNow();
      const own = { ...rules };
      return (action) => refusalOf(ownAction(action, told), step, { rules: own, passed }) === undefined;
    },
    notCarriedOut: (action) => {
      if (action.kind !== "scale") return;
      copy = undefined;
      replicas.set(action.service, replicas.get(action.service)! - action.delta);
      if (action.delta > 0) forgetAdded(action.service);
    },
    freeze: (value) => {
      copy = undefined;
      frozen = value;
    },
    saveState: () => ({
      replicas: Object.fromEntries(replicas),
      restarted: Object.fromEntries(restarted),
      drained: Object.fromEntries(drained),
      acted: [...acted],
      added: added.map((one) => ({ ...one })),
      cleared: Number.isFinite(cleared) ? cleared : null,
      frozen,
    }),
  };
}

/** The proposal as a frozen copy. The copy is checked: what the proposal says of itself may change from one look to the next. */
function ownAction(proposal: Action, topology: Topology): Action {
  if (proposal?.kind === "noop") return NOOP;
  const own = proposal?.kind === undefined ? proposal : Object.freeze({ ...proposal });
  checkAction(own, topology);
  return own;
}

function checkNow(now: { readonly step: number; readonly inBreach: boolean }): typeof now {
  if (Number.isFinite(now?.step) && typeof now.inBreach === "boolean") return now;
  throw new UsageError(`execute: an action needs its step and inBreach, found ${showValue(now)}`);
}

function checkStep(thing: string, step: number): void {
  if (!Number.isFinite(step)) {
    throw new UsageError(`${thing}: a step must be a finite number, found ${showValue(step)}`);
  }
}
