import type { Claim } from "../claim.ts";

const NOTEBOOK = "11-from-simulation-to-reality";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says: "{2} of {15} faults are right within a factor of {2} of the p95 and {10} points of the errors",
    by: (saved) => {
      const [right, all] = saved.numbers("11-10", /latency_injection \((\d+) of (\d+)\)\./);
      return [
        right!,
        all!,
        ...saved.numbers("11-10", /Right within a factor of (\d+) of the p95 and (\d+) points of the errors/),
      ];
    },
  },
  {
    in: NOTEBOOK,
    says: "the simulated p95 goes the way of the real one in {2} of {11} and the error rate in {3} of {8}",
    by: (saved) => [
      ...saved.numbers("11-05", /^The simulated p95 .* in (\d+) of (\d+) faults/).slice(0, 2),
      ...saved.numbers("11-06", /^The simulated error rate .* in (\d+) of (\d+) faults/).slice(0, 2),
    ],
  },
  {
    in: NOTEBOOK,
    says:
      "in {7} of {15} a simulated p95 passes {2540} ms, which the shop can't show. In {5} of {11} times to recovery " +
      "the simulator takes more than {2} times as long.",
    by: (saved) => [
      ...saved.numbers("11-10", /In (\d+) of (\d+) the simulated p95 passes (\d+) ms/),
      ...saved.numbers(
        "11-10",
        /In (\d+) of (\d+) times to recovery the simulator takes more than (\d+) times/,
      ),
    ],
  },
];
