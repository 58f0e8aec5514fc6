import type { Claim } from "../claim.ts";

const NOTEBOOK = "06-statistics-and-power";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says:
      "the spread of a difference is {29.5} steps paired and {29.3} not paired. `full` needs about the same few " +
      "steps whatever happens (standard deviation {7.1}), so that the spread is the rival's own ({28.5}).",
    by: (saved) => [
      ...saved.numbers("06-06", /([\d.]+) steps paired, ([\d.]+) not paired/),
      ...saved.numbers("06-06", /standard deviation ([\d.]+);/),
    ],
  },
  {
    in: NOTEBOOK,
    says:
      "A difference of 5 steps takes {276} episodes, one of 2 steps {1,713}: small claims need long runs.",
    by: (saved) =>
      ["5.0", "2.0"].map((difference) =>
        saved.value("06-11", "pairs for a power of 80 %", { "difference (steps)": difference })
      ),
  },
  {
    in: NOTEBOOK,
    says: "the worst tenth of the rival's episodes has {33} % of its steps in breach.",
    by: (saved) => [saved.number("06-06", /^threshold-only: .* the worst tenth of the episodes has (\d+) %/)],
  },
  {
    in: NOTEBOOK,
    says:
      "after {10} episodes the interval is {57.5} steps wide, more than twice the difference of {24.5} steps, " +
      "after {600} it is {4.8} steps wide.",
    by: (saved) => {
      const [counts, widths] = ["episodes", "width"].map((column) => saved.column("06-08b", column));
      const difference = saved.column("06-08b", "mean difference").at(-1)!;
      return [
        counts![0]!,
        widths![0]! > 2 * difference ? widths![0]! : NaN,
        difference,
        counts!.at(-1)!,
        widths!.at(-1)!,
      ];
    },
  },
  {
    in: NOTEBOOK,
    says: "{85} % of `full`'s episodes have at most {12} steps in breach, {10} % of the rival's.",
    by: (saved) =>
      saved.numbers("06-13", /^([\d.]+) % of full's episodes have at most (\d+) .*, ([\d.]+) % of/).slice(
        0,
        3,
      ),
  },
];
