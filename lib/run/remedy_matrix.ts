import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { beginWork } from "../model/shown/progress.ts";
import { displayable } from "../model/shown/displayable.ts";
import { type Action, checkAction, describeAction, NOOP, UsageError } from "../model/mod.ts";
import { createEnvironment, createTopology } from "../simulator/mod.ts";

/** The result of one plan against one fault. */
export interface RemedyResult {
  /** `type[:service[:severity]]`. */
  readonly fault: string;
  /** The actions of the plan as text, joined by " + ", repeated ones with a count. */
  readonly action: string;
  /** Mean SLO-violation steps after the fault began. */
  readonly sloSteps: number;
}

/** Steps from the first SLO violation to the first action of a plan. */
const REACTION_STEPS = 2;

const OPTIONS = z.strictObject({
  topology: z.string().optional(),
  faults: z.array(z.string()),
  plans: z.array(z.array(z.unknown())),
  seeds: z.array(z.int()),
  steps: z.number().optional(),
});

/**
 * Runs every plan against every fault on the same seeds: the plan starts two steps after the first SLO violation, and
 * nothing else is done.
 *
 * @throws {UsageError} without a fault, a plan or a seed, for an action that is none of the system's, and as `createEnvironment`
 */
export function remedyMatrix(options: {
  /** Name of the service graph. Default `three-tier`. */
  topology?: string;
  /** Each `type[:service[:severity]]`. */
  faults: readonly string[];
  /** Actions of consecutive steps; an empty list does nothing. */
  plans: readonly (readonly Action[])[];
  /** Seeds on which each plan meets each fault. */
  seeds: readonly number[];
  /** Steps of an episode, 5 s each. Default 300. */
  steps?: number;
}): RemedyResult[] {
  checkOptions("remedyMatrix", OPTIONS, options);
  const { topology = "three-tier", faults, plans, seeds, steps = 300 } = options;
  if (faults.length === 0 || plans.length === 0 || seeds.length === 0) {
    throw new UsageError("A matrix of remedies needs at least one fault, one plan and one seed");
  }
  const system = createTopology(topology);
  for (const action of plans.flat()) checkAction(action, system);
  using work = beginWork({
    label: "remedyMatrix",
    unit: "episodes",
    total: faults.length * plans.length * seeds.length,
  });
  let done = 0;
  const results = faults.flatMap((fault) => {
    const environment = createEnvironment({ topology, fault, steps });
    return plans.map((plan) => {
      let total = 0;
      for (const seed of seeds) {
        total += violations(environment, { plan, seed });
        work.update(++done);
      }
      return {
        fault,
        action: describePlan(plan),
        sloSteps: total / seeds.length,
      };
    });
  });
  return displayable(results, "records");
}

function violations(
  environment: ReturnType<typeof createEnvironment>,
  { plan, seed }: { plan: readonly Action[]; seed: number },
): number {
  environment.reset({ seed });
  let first = Infinity;
  let count = 0;
  for (let step = 1; step <= environment.steps; step++) {
    const { info } = environment.step(plan[step - first - REACTION_STEPS] ?? NOOP);
    if (!info.sloViolated) continue;
    count++;
    first = Math.min(first, step);
  }
  return count;
}

function describePlan(plan: readonly Action[]): string {
  const counts = new Map<string, number>();
  for (const action of plan) {
    const text = describeAction(action);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => count > 1 ? `${count} x ${text}` : text).join(" + ") || "nothing";
}
