import { z } from "zod";
import { readState } from "../../detect/state/state.ts";
import { type Action, type Diagnosis, type JsonValue, number, wholeNumber } from "../../model/mod.ts";
import { createStream, type Stream } from "../../random/mod.ts";
import { chancesOfBest } from "../../stats/mod.ts";
import { wait } from "../policy.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";
import { USUAL_LIMIT } from "../remedies/usual_limit.ts";

/** The plans that can be tried on a suspect: actions for consecutive steps. */
const PLANS: readonly { readonly name: string; readonly on: (suspect: string) => readonly Action[] }[] = [
  { name: "wait", on: () => [{ kind: "noop" }] },
  { name: "restart", on: (service) => [{ kind: "restart", service }] },
  { name: "rollback", on: (service) => [{ kind: "rollback", service }] },
  { name: "failover", on: (service) => [{ kind: "failover", service }] },
  { name: "scale out", on: (service) => Array(2).fill({ kind: "scale", service, delta: 1 }) },
  { name: "limit", on: () => [USUAL_LIMIT] },
  { name: "limit and restart", on: (service) => [USUAL_LIMIT, { kind: "restart", service }] },
  { name: "limit and clear the caches", on: () => [USUAL_LIMIT, { kind: "clear_cache" }] },
];

/** The number of times that a plan ended a breach, and that it did not. */
type Tally = [ended: number, lasted: number];

/**
 * Thompson sampling over remedies, keyed by the diagnosis: the suspect, and the kind of fault if it is diagnosed. A plan counts as a success if
 * the SLO is met `verdictSteps` after its last action; the posterior of its success probability is Beta(prior + ended, prior + lasted), and
 * each plan is chosen with the probability that it is the best one. It learns across episodes, from decisions made during a breach only.
 */
export const thompson: PolicyEntry = policy({
  name: "thompson",
  needsDiagnoser: true,
  about: "a contextual bandit over plans, keyed by the kind of fault and service",
  source:
    'Thompson, "On the likelihood that one unknown probability exceeds another", Biometrika 1933; Chapelle and Li, "An empirical evaluation of Thompson sampling", NIPS 2011',
  learns: true,
  parameters: {
    verdictSteps: wholeNumber({
      about:
        "steps from the last action of a plan to the verdict on it: a failover takes 6 to show an effect",
      unit: "steps",
      range: [0, 60],
      default: 6,
    }),
    prior: number({
      about: "successes and failures that each plan begins with",
      unit: "pseudo-counts",
      range: [0.1, 100],
      default: 1,
    }),
  },
  create: (_, { verdictSteps, prior }) => {
    let stream: Stream;
    let table = new Map<string, Tally[]>();
    let queue: Action[] = [];
    let trial: { tally: Tally; left: number; met: boolean } | undefined;

    function settle(): void {
      if (trial) trial.tally[trial.met ? 0 : 1]++;
      trial = undefined;
    }

    function choose(diagnosis: Diagnosis) {
      const key = `${diagnosis.suspect}/${diagnosis.fault ?? "fault"}`;
      const tallies = table.get(key) ?? PLANS.map((): Tally => [0, 0]);
      table.set(key, tallies);
      const chances = chancesOfBest(
        tallies.map(([ended, lasted]) => ({ a: prior + ended, b: prior + lasted })),
      );
      const chosen = drawn(chances, stream.next());
      queue = [...PLANS[chosen]!.on(diagnosis.suspect)];
      trial = { tally: tallies[chosen]!, left: queue.length - 1 + verdictSteps, met: false };
      const [ended, lasted] = tallies[chosen]!;
      return {
        action: queue.shift()!,
        propensity: chances[chosen]!,
        reason: `${PLANS[chosen]!.name} for ${key}: it ended ${ended} of ${ended + lasted} breaches`,
      };
    }

    return {
      name: "thompson",
      begin: ({ seed }) => {
        stream = createStream(seed, "thompson");
        queue = [];
        settle();
      },
      fit: () => {},
      decide: ({ inBreach, diagnose }) => {
        const action = queue.shift();
        if (action) return { action, propensity: 1, reason: "the next step of the plan" };
        if (trial) return wait("the last plan needs time to take effect");
        return inBreach ? choose(diagnose()) : wait("healthy");
      },
      learn: ({ sloViolated }) => {
        if (!trial) return;
        trial.met = !sloViolated;
        if (trial.left-- === 0) settle();
      },
      saveState: () => {
        // A plan without a verdict is judged by the latest step, as it is when the next episode begins.
        settle();
        return Object.fromEntries(table);
      },
      loadState: (state) => {
        table = parseTable(state);
      },
    };
  },
});

/** Draws an index with the given probabilities by a uniform number. */
function drawn(chances: readonly number[], number: number): number {
  let sum = 0;
  const place = chances.findIndex((chance) => (sum += chance) > number);
  return place < 0 ? chances.length - 1 : place;
}

const count = z.int().min(0);

/** Counts by diagnosis, a pair for each plan. */
const STATE = z.record(z.string(), z.array(z.tuple([count, count])).length(PLANS.length));

function parseTable(state: JsonValue): Map<string, Tally[]> {
  return new Map(Object.entries(readState("thompson", STATE, state, "policy")));
}
