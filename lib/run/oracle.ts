import { type Action, NOOP } from "../model/mod.ts";
import { everyAction } from "../decide/mod.ts";
import { UNLEARNED } from "../decide/policy.ts";
import { type Environment, REWARD } from "../simulator/mod.ts";
import type { PrivilegedAgent } from "./run_episode.ts";

/** Steps that a plan is simulated ahead. */
const HORIZON_STEPS = 36;
/** Steps between searches while doing nothing is best. */
const SEARCH_INTERVAL_STEPS = 3;

/**
 * An agent that knows when a fault is active, simulates every plan on a snapshot of the system, noise included, and
 * takes the best one: the ceiling for one or two actions within the horizon.
 */
export function createOracle(): PrivilegedAgent {
  let environment: Environment | undefined;
  let plans: readonly (readonly Action[])[] = [];
  let queue: Action[] = [];
  let rest = 0;
  let changed = 0;

  /** The reward of a plan, or -Infinity as soon as it cannot exceed `least`: most plans end after a few steps. */
  function play(plan: readonly Action[], least: number): number {
    let reward = 0;
    const { reward: { healthy } = REWARD } = environment!;
    for (let step = 0; step < HORIZON_STEPS; step++) {
      reward += environment!.stepAhead(plan[step] ?? NOOP).reward;
      if (reward + (HORIZON_STEPS - 1 - step) * healthy <= least) return -Infinity;
    }
    return reward;
  }

  function search(): readonly Action[] {
    const here = environment!.snapshot();
    const { reward: { healthy } = REWARD } = environment!;
    let best: readonly Action[] = [];
    let most = -Infinity;
    for (const plan of plans) {
      if (most >= HORIZON_STEPS * healthy) break;
      const reward = play(plan, most + 1e-9);
      environment!.restore(here);
      if (reward > most) {
        most = reward;
        best = plan;
      }
    }
    return best;
  }

  /** Whether there is a fault to repair, or recently was one. */
  function troubled(step: number): boolean {
    const { faults } = environment!;
    return faults.some(({ startStep }) => step >= startStep) && step < changed + 60;
  }

  return {
    name: "oracle",
    begin: ({ topology }) => {
      plans = plansFor(everyAction(topology), topology.front);
      queue = [];
      rest = 0;
      changed = 0;
    },
    attach: (system) => {
      environment = system;
      changed = Math.max(
        0,
        ...system.faults.map(({ startStep, durationSteps }) => startStep + durationSteps),
      );
    },
    act: ({ step }) => {
      if (queue.length === 0 && rest-- <= 0 && troubled(step)) {
        queue = [...search()];
        rest = queue.length === 0 ? SEARCH_INTERVAL_STEPS : 0;
      }
      const action = queue.shift() ?? NOOP;
      return { decision: { action, propensity: 1, reason: "best of all plans played ahead" } };
    },
    ...UNLEARNED,
  };
}

/** The plans: nothing, each single action, and each repair behind a traffic limit. */
function plansFor(actions: readonly Action[], front: string): Action[][] {
  const single = actions.filter(({ kind }) => kind !== "noop").map((action) => [action]);
  const limit: Action = { kind: "limit_traffic", factor: 0.4 };
  const scale: Action = { kind: "scale", service: front, delta: 1 };
  const shielded = actions.filter(({ kind }) =>
    kind === "restart" || kind === "clear_cache" || kind === "failover" || kind === "drain"
  )
    .map((action) => [limit, action]);
  return [[], ...single, ...shielded, [limit, scale, scale], [scale, scale, scale], [
    limit,
    scale,
    scale,
    scale,
    scale,
  ]];
}
