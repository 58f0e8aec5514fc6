import type { Claim } from "../claim.ts";

const NOTEBOOK = "07-topologies";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says: "The order of the agents is the same on {3}, {11} and {30} services.",
    by: (saved) => {
      const rows = saved.rows("07-11b", "services");
      const agents = ["full", "threshold-only", "anomaly-only", "noop"];
      const ordered = rows.filter((row) =>
        agents.every((agent, i) => i === 0 || Number(row[agents[i - 1]!]) < Number(row[agent]))
      );
      return ordered.map(({ services }) => Number(services));
    },
  },
  {
    in: NOTEBOOK,
    says: "is {20.3} and {20.1} on the first two and {5.2} on the random graph.",
    by: (saved) => saved.column("07-11b", "threshold-only minus full"),
  },
  {
    in: NOTEBOOK,
    says:
      "and in {98.3} % on `boutique`; and in each picture the service at fault bears more than {0.99} of the blame",
    by: (saved) => {
      const right = ["three-tier", "boutique", "random-30"].map((topology) =>
        saved.value("07-12", "diagnosis right (%)", { topology })
      );
      const blame = ["07-06", "07-07", "07-08"].map((cell) =>
        saved.number(cell, /^The diagnosis blames \S+ with > ([\d.]+) and is right$/)
      );
      return [right[0] === 100 && right[2] === 100 ? right[1]! : NaN, Math.min(...blame)];
    },
  },
];
