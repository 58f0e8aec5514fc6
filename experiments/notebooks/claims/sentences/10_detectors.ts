import type { Claim } from "../claim.ts";
import type { SavedNotebook } from "../saved_notebook.ts";

const NOTEBOOK = "10-detectors";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says:
      "the ensemble is first or within {0.01} of the first in each of the {five} regimes ({0.85} to {0.98})",
    by: (saved) => {
      const regimes = ["stationary", "diurnal", "level_shift", "drift", "zero_error_warmup"];
      const precision = (row: Readonly<Record<string, string>>, regime: string) =>
        Number(row[regime]!.split("/")[1]);
      const rows = saved.rows("10-05", "diurnal");
      const own = rows.find(({ detector }) => detector === "ensemble")!;
      const behind = regimes.map((regime) =>
        Math.max(...rows.map((row) => precision(row, regime))) - precision(own, regime)
      );
      const values = regimes.map((regime) => precision(own, regime));
      return [Math.max(...behind), regimes.length, Math.min(...values), Math.max(...values)];
    },
  },
  {
    in: NOTEBOOK,
    says: "by NAB's score `seasonal-residual` is {0.3} ahead.",
    by: (saved) => [saved.number("10-06", /standard score [\d.]+, ([\d.]+) more than ensemble/)],
  },
  {
    in: NOTEBOOK,
    says:
      "from {3} standard deviations on its score is at its largest, so that noise and outage get the same, " +
      "where the ensemble is at {0.063} of its own.",
    by: (saved) => {
      const rows = saved.rows("10-09b", "standard deviations");
      const first = rows.find((row) => Number(row["isolation-forest"]) === 1)!;
      return [Number(first["standard deviations"]), Number(first.ensemble)];
    },
  },
  {
    in: NOTEBOOK,
    says: "its ten oddest stretches touch {4} of the {7} windows, the ensemble's {6}; " +
      "among the ensemble's twenty oddest are all {7}, among the forest's still {4}.",
    by: (saved) => {
      const found = (count: string, detector: string) =>
        saved.value("10-13b", detector, { "oddest stretches": count });
      return [
        found("10", "isolation-forest"),
        saved.number("10-12", /in \d+ of (\d+) windows/),
        found("10", "ensemble"),
        found("20", "ensemble"),
        found("20", "isolation-forest"),
      ];
    },
  },
  {
    in: NOTEBOOK,
    says: "On weeks and cycles the ensemble has an average precision of {0.52} and the next best {0.11}",
    by: (saved) => {
      const rows = saved.rows("10-16e", "avg. precision");
      const precisions = rows.map((row) => Number(row["avg. precision"]!.split(" ")[0]));
      return [
        precisions[rows.findIndex(({ detector }) => detector === "ensemble")]!,
        precisions.toSorted((a, b) => b - a)[1]!,
      ];
    },
  },
  {
    in: NOTEBOOK,
    says: "those that find at least {>half} of the windows raise {11} to {83} false alarms a day.",
    by: (saved) => {
      const useful = saved.rows("10-05", "false a day").filter(({ found }) => Number(found) >= 0.5);
      const raised = useful.map((row) => Number(row["false a day"]));
      return [
        Math.min(...useful.map(({ found }) => Number(found))),
        Math.min(...raised),
        Math.max(...raised),
      ];
    },
  },
  {
    in: NOTEBOOK,
    says: "`peaks` raises {1.2} to {1.9} times as many false alarms as it is asked for.",
    by: (saved) => leastAndMost(ratiosOf(saved, "peaks")),
  },
  {
    in: NOTEBOOK,
    says:
      "`conformal` keeps within them, but raises {none} where {1} is asked for; SPOT learns from a tail that it " +
      "has cut off itself, and raises {3.1} to {25.4} times as many.",
    by: (saved) => {
      const conformal = ratiosOf(saved, "conformal");
      return [
        Math.max(...conformal) <= 1 ? conformal[0]! : NaN,
        ASKED[0],
        ...leastAndMost(ratiosOf(saved, "spot")),
      ];
    },
  },
  {
    in: NOTEBOOK,
    says:
      "`two-opinions` raises {2.95} [false-positive steps](../docs/glossary.md#false-positive-steps) an episode on " +
      "`boutique`, `operator-z` alone {12.17}, the ensemble {1.85} and the prototype's forest {24.12}, while the steps " +
      "in [breach](../docs/glossary.md#breach) hardly differ ({12.07} to {12.33}).",
    by: (saved) => [
      ...["two-opinions", "operator-z", "ensemble", "prototype-forest"].map((detector) =>
        saved.value("10-19b", "false-positive steps", { detector })
      ),
      ...leastAndMost(saved.column("10-19b", "SLO steps")),
    ],
  },
  {
    in: NOTEBOOK,
    says: "which on Numenta's files gets {77.3}.",
    by: (saved) => [saved.value("10-21", "NAB", { detector: "ensemble" })],
  },
  {
    in: NOTEBOOK,
    says: "on those at hand the windowed Gaussian has {45.4}, more than its published score",
    by: (saved) => [saved.value("10-21", "NAB", { detector: "windowed-gaussian" })],
  },
];

/** False alarms in 10,000 steps that 10 asks for. */
const ASKED = [1, 2, 5, 10, 20] as const;

/** The false alarms that a threshold of 10 raises, over those that it is asked for. */
function ratiosOf(saved: SavedNotebook, threshold: string): number[] {
  return ASKED.map((asked) => saved.value("10-16b", `${asked} asked for`, { threshold }) / asked);
}

function leastAndMost(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}
