import type { Claim } from "../claim.ts";

const NOTEBOOK = "03-baselines";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says:
      "On these {100} seeds the full agent wins {97.6} % of the [headroom](../docs/glossary.md#headroom): " +
      "of what the oracle shows could be won.",
    by: (saved) => [
      saved.number("03-12", /(\d+) episodes of each agent/),
      saved.value("03-12", "headroom", { agent: "full" }),
    ],
  },
  {
    in: NOTEBOOK,
    says: "leaves to be won, it wins {94.8} %.",
    by: (saved) => [saved.value("03-12", "above blind", { agent: "full" })],
  },
  {
    in: NOTEBOOK,
    says: "is at least {15.7} steps by the lower end of the [interval](../docs/glossary.md#bca-interval).",
    by: (saved) => [
      Math.min(
        ...["noop", "random", "blind", "tree", "hpa", "threshold-only", "anomaly-only", "prototype"]
          .map((agent) => saved.values("03-12", "minus full", { agent })[1]!),
      ),
    ],
  },
  {
    in: NOTEBOOK,
    says:
      "by steps ({144.7} against {78.9}) and by [reward](../docs/glossary.md#reward) ({-297.3} against {3.24}).",
    by: (saved) =>
      ["SLO steps", "reward"].flatMap((column) =>
        ["random", "noop"].map((agent) => saved.value("03-12", column, { agent }))
      ),
  },
  {
    in: NOTEBOOK,
    says: "the fixed list wins {53.9} %, threshold rules {65.3} %, a decision tree {70.3} %. " +
      "Adding replicas alone (`hpa`) wins {21.3} %.",
    by: (saved) =>
      ["blind", "threshold-only", "tree", "hpa"].map((agent) => saved.value("03-12", "headroom", { agent })),
  },
  {
    in: NOTEBOOK,
    says:
      "The prototype names the service at fault in {42.0} % of the incidents and the kind of fault in {none}, " +
      "and is never less than {50.1} % sure.",
    by: (saved) => [
      saved.value("03-12", "service right", { agent: "prototype" }),
      saved.value("03-12", "and kind", { agent: "prototype" }),
      saved.value("03-11b", "confidence, least (%)", { agent: "prototype" }),
    ],
  },
  {
    in: NOTEBOOK,
    says: "The full agent is {99.1} % sure on average and right about the service in all {100} incidents; " +
      "about the kind, too, in {80.0} %.",
    by: (saved) => [
      saved.value("03-11b", "mean (%)", { agent: "full" }),
      saved.value("03-11b", "diagnoses", { agent: "full" }) *
      saved.value("03-12", "service right", { agent: "full" }) / 100,
      saved.value("03-11b", "kind right (%)", { agent: "full" }),
    ],
  },
  {
    in: NOTEBOOK,
    says: "wins {58} % of what `full` leaves to the oracle, and names the service less often: in {98.0} %.",
    by: (saved) => {
      const minusFull = (agent: string) => saved.value("03-12", "minus full", { agent });
      return [
        100 * minusFull("planner") / minusFull("oracle"),
        saved.value("03-12", "service right", { agent: "planner" }),
      ];
    },
  },
];
