import type { Guardrails } from "../../act/mod.ts";
import { type Action, serviceIndex, type Topology } from "../../model/mod.ts";

/** The outcome of a proposal, as an index of an action. The record is reused. */
export interface GuardOutcome {
  /** Index of the action that is carried out: 0, which is `noop`, where the proposal was refused. */
  executed: number;
  /** Whether a guardrail refused the proposal. */
  refused: boolean;
}

/**
 * The guardrails of many copies of a system, on indices of actions: it refuses what the executor of `act` refuses, and takes back what that
 * takes back. It gives no reasons and keeps no log, and allocates nothing in a step without a scaling.
 */
export interface ActionGuard {
  /** Begins an episode in a copy. */
  reset(copy: number): void;
  /** Carries out or refuses an action; call once in each step. `inBreach`: whether the SLO is violated now. */
  execute(copy: number, action: number, step: number, inBreach: boolean): GuardOutcome;
  /** Notes that an action was carried out, by whomever. */
  note(copy: number, action: number, step: number): void;
  /** Writes 1 for each action that would be carried out in a step and 0 for each that would be refused, from an index on. */
  writeMask(copy: number, step: number, mask: Uint8Array, from: number): void;
}

/** Kinds of actions that replace what runs. */
const REPLACING: ReadonlySet<Action["kind"]> = new Set(["restart", "rollback", "failover"]);
/** A step long before every other. */
const NEVER = -(2 ** 30);

/** A replica that was added, with the step from which it counts as unhelpful. */
interface AddedReplica {
  readonly service: number;
  step: number;
}

/** What limits an action. */
const RULE = { none: 0, replace: 1, scale: 2, drain: 3, clear: 4, limit: 5, restore: 6 } as const;

/** Creates the guard of a list of actions, noop first, as `everyAction` makes it. */
export function createActionGuard(
  { topology, actions, rules, count }: {
    readonly topology: Topology;
    readonly actions: readonly Action[];
    readonly rules: Guardrails;
    /** Number of copies. */
    readonly count: number;
  },
): ActionGuard {
  const nodes = topology.services.length;
  const rule = Uint8Array.from(actions, ruleOf);
  const node = Int32Array.from(
    actions,
    (action) => "service" in action ? serviceIndex(topology, action.service) : -1,
  );
  const delta = Int32Array.from(actions, (action) => action.kind === "scale" ? action.delta : 0);
  const allowedLimit = Uint8Array.from(
    actions,
    (action) => action.kind === "limit_traffic" && action.factor >= rules.leastTraffic ? 1 : 0,
  );
  /** Per node: the action that takes a replica away; -1 for none. */
  const lessOf = Int32Array.from(
    { length: nodes },
    (_, i) => actions.findIndex((_, a) => delta[a] === -1 && node[a] === i),
  );
  const replicas = new Int32Array(count * nodes);
  const replaced = new Int32Array(count * nodes);
  const drained = new Int32Array(count * nodes);
  const cleared = new Int32Array(count);
  // One action a step at most: a limit that high refuses nothing.
  const places = rules.mostActions > rules.rateWindowSteps ? 0 : rules.mostActions;
  const forbidsAll = rules.mostActions === 0;
  /** Per copy: steps of the latest actions, in a ring, and the place of the oldest. */
  const acted = new Int32Array(count * places);
  const oldest = new Int32Array(count);
  const added: AddedReplica[][] = Array.from({ length: count }, () => []);
  /** Per copy: how many those are. The lists themselves are spread over the heap. */
  const addedCount = new Int32Array(count);
  const outcome: GuardOutcome = { executed: 0, refused: false };

  /** Whether so many actions were carried out lately that only `restore` is left. */
  function isRateReached(copy: number, step: number): boolean {
    return forbidsAll ||
      (places > 0 && step - acted[copy * places + oldest[copy]!]! < rules.rateWindowSteps);
  }

  /** Whether any service is still restarting. */
  function isDisrupted(copy: number, step: number): boolean {
    for (let i = copy * nodes; i < (copy + 1) * nodes; i++) {
      if (step - replaced[i]! < rules.disruptionSteps) return true;
    }
    return false;
  }

  /** Whether an action is refused where neither the rate nor a restart elsewhere forbids it. */
  function isRefusedAlone(copy: number, action: number, step: number): boolean {
    const at = copy * nodes + node[action]!;
    switch (rule[action]) {
      case RULE.replace:
        return step - replaced[at]! < rules.restartCooldownSteps;
      case RULE.scale:
        return isScaleRefused(at, delta[action]!, step);
      case RULE.drain:
        return step - drained[at]! < rules.restartCooldownSteps || isScaleRefused(at, -1, step);
      case RULE.clear:
        return step - cleared[copy]! < rules.clearCooldownSteps;
      case RULE.limit:
        return allowedLimit[action] === 0;
      default:
        return false;
    }
  }

  function isRefused(copy: number, action: number, step: number): boolean {
    const kind = rule[action]!;
    return kind !== RULE.restore && isRateReached(copy, step) ||
      kind === RULE.replace && isDisrupted(copy, step) || isRefusedAlone(copy, action, step);
  }

  function isScaleRefused(at: number, change: number, step: number): boolean {
    const next = replicas[at]! + change;
    if (next < rules.leastReplicas || next > rules.mostReplicas) return true;
    return change < 0 &&
      (step - replaced[at]! < rules.disruptionSteps || step - drained[at]! < rules.disruptionSteps);
  }

  function note(copy: number, action: number, step: number): void {
    const kind = rule[action]!;
    if (action === 0) return;
    if (kind !== RULE.restore && places > 0) {
      acted[copy * places + oldest[copy]!] = step;
      oldest[copy] = (oldest[copy]! + 1) % places;
    }
    const service = node[action]!;
    const at = copy * nodes + service;
    if (kind === RULE.replace) replaced[at] = step;
    else if (kind === RULE.drain) drained[at] = step;
    else if (kind === RULE.clear) cleared[copy] = step;
    else if (kind === RULE.scale) {
      replicas[at] = replicas[at]! + delta[action]!;
      if (delta[action]! > 0) added[copy]!.push({ service, step });
      else forgetAdded(added[copy]!, service);
      addedCount[copy] = added[copy]!.length;
    }
  }

  /** The action that takes back a replica that was added and did not end the breach; 0 for none. */
  function undo(copy: number, step: number): number {
    for (const entry of added[copy]!) {
      if (step - entry.step < rules.undoAfterSteps) continue;
      const action = lessOf[entry.service]!;
      return isRefused(copy, action, step) ? 0 : action;
    }
    return 0;
  }

  return {
    reset(copy) {
      for (let i = 0; i < nodes; i++) replicas[copy * nodes + i] = topology.services[i]!.replicas;
      replaced.fill(NEVER, copy * nodes, (copy + 1) * nodes);
      drained.fill(NEVER, copy * nodes, (copy + 1) * nodes);
      acted.fill(NEVER, copy * places, (copy + 1) * places);
      cleared[copy] = NEVER;
      oldest[copy] = 0;
      added[copy]!.length = addedCount[copy] = 0;
    },
    execute(copy, action, step, inBreach) {
      outcome.refused = false;
      outcome.executed = 0;
      if (action === 0 && addedCount[copy] === 0) return outcome;
      // Replicas added before a healthy step have helped: their time starts anew.
      if (!inBreach) { for (const entry of added[copy]!) entry.step = step; }
      outcome.refused = action !== 0 && isRefused(copy, action, step);
      outcome.executed = outcome.refused ? 0 : action === 0 ? undo(copy, step) : action;
      note(copy, outcome.executed, step);
      return outcome;
    },
    note,
    writeMask(copy, step, mask, from) {
      // Asked once for all actions.
      const [limited, disrupted] = [isRateReached(copy, step), isDisrupted(copy, step)];
      mask[from] = 1;
      for (let a = 1; a < actions.length; a++) {
        const kind = rule[a]!;
        const isAllowed = kind === RULE.restore ||
          !limited && !(disrupted && kind === RULE.replace) && !isRefusedAlone(copy, a, step);
        mask[from + a] = isAllowed ? 1 : 0;
      }
    },
  };
}

function ruleOf({ kind }: Action): number {
  if (REPLACING.has(kind)) return RULE.replace;
  switch (kind) {
    case "scale":
      return RULE.scale;
    case "drain":
      return RULE.drain;
    case "clear_cache":
      return RULE.clear;
    case "limit_traffic":
      return RULE.limit;
    case "restore":
      return RULE.restore;
    default:
      return RULE.none;
  }
}

function forgetAdded(added: AddedReplica[], service: number): void {
  for (let i = added.length - 1; i >= 0; i--) {
    if (added[i]!.service === service) return void added.splice(i, 1);
  }
}
