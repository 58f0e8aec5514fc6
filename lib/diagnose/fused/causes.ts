import type { Diagnosis } from "../../model/mod.ts";

/** Services that are weighed against each other, likeliest first, and their least probability. */
const [MAX_SERVICES, MIN_PROBABILITY] = [6, 0.01];
/** Sets that are told. */
const MAX_SETS = 5;

/**
 * The probabilities of sets of services that are at fault together; the empty set is nobody.
 *
 * @param blame per service the probability that it is at fault
 * @param independent whether several can be at fault, each with its own probability; otherwise one at most is
 * @returns the likeliest sets first; those that are left out are less likely than each of them
 */
export function causesOf(
  services: readonly string[],
  blame: ArrayLike<number>,
  independent: boolean,
): Required<Diagnosis>["causes"] {
  const likely = services.map((service, i) => ({ service, probability: blame[i]! }))
    .filter(({ probability }) => probability >= MIN_PROBABILITY)
    .sort((a, b) => b.probability - a.probability).slice(0, MAX_SERVICES);
  const sets = independent ? setsOf(likely) : [
    ...likely.map(({ service, probability }) => ({ services: [service], probability })),
    {
      services: [],
      probability: Math.max(0, 1 - Array.from(blame).reduce((a, b) => a + b, 0)),
    },
  ];
  return sets.filter(({ probability }) => probability > 0)
    .sort((a, b) => b.probability - a.probability).slice(0, MAX_SETS);
}

/** The likeliest sets of causes by several opinions, each with its weight. */
export function mixedCauses(
  opinions: readonly (readonly [weight: number, Required<Diagnosis>["causes"]])[],
): Required<Diagnosis>["causes"] {
  const sets = new Map<string, { services: readonly string[]; probability: number }>();
  for (const [weight, causes] of opinions) {
    for (const { services, probability } of causes) {
      const key = JSON.stringify(services.toSorted());
      const known = sets.get(key) ?? { services, probability: 0 };
      sets.set(key, { ...known, probability: known.probability + weight * probability });
    }
  }
  return [...sets.values()].sort((a, b) => b.probability - a.probability).slice(0, MAX_SETS);
}

function setsOf(
  likely: readonly { readonly service: string; readonly probability: number }[],
): { services: readonly string[]; probability: number }[] {
  return Array.from({ length: 2 ** likely.length }, (_, members) => ({
    services: likely.filter((_, i) => members >> i & 1).map(({ service }) => service),
    probability: likely.reduce(
      (product, { probability }, i) => product * (members >> i & 1 ? probability : 1 - probability),
      1,
    ),
  }));
}
