import { checkTopology, type Incident, type MetricTable } from "../../../model/mod.ts";

/** What is left of an incident if nobody has written its topology down: who calls whom. */
export function withoutTopology({ topology: _, ...incident }: Incident): Incident {
  return incident;
}

/** The topology of an incident as somebody writes it who knows names, kinds and calls, and nothing else. */
export function roughlyWritten(incident: Incident): Incident {
  const { front, services, calls } = incident.topology!;
  return {
    ...incident,
    topology: checkTopology({
      name: "roughly written",
      front,
      entryRate: 100,
      services: services.map(({ name, kind }) => ({ name, kind, replicas: 1, ratePerReplica: 1000 })),
      calls: calls.map(({ caller, callee }) => ({ caller, callee })),
    }),
  };
}

/** The metrics of an observation in units of another system, with the factor of each; failures are counted, and requests, per step of 5 s. */
const OTHER_UNITS = [
  ["request_duration_seconds_p95", 1e-3],
  ["errors", 5],
  ["cpu_millicores", 1700],
  ["memory_bytes", 2e9],
  ["requests", 5],
] as const;

/** An incident without its topology, by metrics as another system might export them. */
export function inOtherUnits(incident: Incident): Incident {
  const converted = ({ indicators, timesSeconds, columns }: MetricTable): MetricTable => ({
    indicators: indicators.map((one, i) => ({ ...one, metric: OTHER_UNITS[i % OTHER_UNITS.length]![0] })),
    timesSeconds,
    columns: columns.map((column, i) => {
      const [name, factor] = OTHER_UNITS[i % OTHER_UNITS.length]!;
      const requests = columns[i - i % OTHER_UNITS.length + OTHER_UNITS.length - 1]!;
      return column.map((x, row) => factor * x * (name === "errors" ? requests[row]! : 1));
    }),
  });
  return {
    ...withoutTopology(incident),
    before: { ...incident.before, metrics: converted(incident.before.metrics) },
    after: { ...incident.after, metrics: converted(incident.after.metrics) },
  };
}
