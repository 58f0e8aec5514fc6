import type { Claim } from "../claim.ts";

const NOTEBOOK = "01-first-episode";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says: "A neighbour takes the database's CPU at {8}:{10}.",
    by: (saved) => saved.numbers("cell-6", /severity [\d.]+, from (\d+):(\d+) /),
  },
  {
    in: NOTEBOOK,
    says: "Left alone, the service stays in breach for {310} s, until the neighbour goes.",
    by: (saved) => [saved.number("cell-8", /agent noop: (\d+) s in breach/)],
  },
  {
    in: NOTEBOOK,
    says: "from its [p95](../docs/glossary.md#p95) latency, {4.4} times the usual, " +
      "and its CPU utilisation, {2.0} times the usual.",
    by: (saved) => {
      const [latency, usualLatency] = saved.numbers("cell-6", /p95 latency is (\d+) ms .*?usually (\d+) ms/);
      const [cpu, usualCpu] = saved.numbers("cell-6", /CPU utilisation is (\d+) %.*?usually (\d+) %/);
      return [latency! / usualLatency!, cpu! / usualCpu!];
    },
  },
  {
    in: NOTEBOOK,
    says: "and fails over in the next step, {99}.",
    by: (saved) => [saved.value("front-steps", "step", { action: "failover(db)" })],
  },
  {
    in: NOTEBOOK,
    says: "From then on p95 is below {<80} ms, and errors stay near the limit of {6} % " +
      "and pass it in {two} steps, {102} and {109}.",
    by: (saved) => {
      const from = saved.value("front-steps", "step", { action: "failover(db)" });
      const later = saved.rows("front-steps", "errors (%)").filter(({ step }) => Number(step) >= from);
      const limit = saved.number("front-steps", /errors of at most (\d+) %/);
      const over = later.filter((row) => Number(row["errors (%)"]) > limit);
      return [
        Math.max(...later.map((row) => Number(row["p95 (ms)"]))),
        limit,
        over.length,
        ...over.map(({ step }) => Number(step)),
      ];
    },
  },
  {
    in: NOTEBOOK,
    says: "At step {110} it opens the breaker again.",
    by: (saved) => [saved.number("cell-6", /failover\(db\) at \d+, open_breaker\(api, db\) at (\d+)/)],
  },
  {
    in: NOTEBOOK,
    says: "In all the SLO is breached for {15} s.",
    by: (saved) => [saved.number("cell-6", /in breach for \d+ steps \((\d+) s\)/)],
  },
];
