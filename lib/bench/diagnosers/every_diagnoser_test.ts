import { deepStrictEqual, ok } from "node:assert";
import { contextOf, contextOfIncident, createDiagnoser, DIAGNOSERS } from "../../diagnose/mod.ts";
import type { Incident, MetricTable, Signals } from "../../model/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { simulateIncident } from "../../run/simulated_incident.ts";
import { seenThrough, VIEWS } from "./view.ts";

const environment = createEnvironment({ topology: "three-tier", signals: ["logs", "traces"], decoys: 1 });
const labelled = simulateIncident(environment, { seed: 1003 });
const { incident } = labelled;

/** Windows of the same incident, by what is odd about them. */
const WINDOWS: Readonly<Record<string, Incident>> = {
  ...Object.fromEntries(VIEWS.map((view) => [`given ${view}`, seenThrough(view, labelled).incident])),
  "logs and spans recorded, but none": withSignals((signals) => ({ ...signals, logs: [], spans: [] })),
  "of one row": withSignals((signals) => cut(signals, 1)),
  "of no row": withSignals((signals) => cut(signals, 0)),
  "with one row before": { ...incident, before: cut(incident.before, 1) },
  "with no row before": { ...incident, before: cut(incident.before, 0) },
  "with one row after": { ...incident, after: cut(incident.after, 1) },
  "with no row after": { ...incident, after: cut(incident.after, 0) },
  "without a value": withSignals((signals) => filled(signals, NaN)),
  "without a change": withSignals((signals) => filled(signals, 1)),
  "without an indicator": withSignals((signals) => ({
    ...signals,
    metrics: withoutColumns(signals.metrics),
  })),
};

function withSignals(change: (signals: Signals) => Signals): Incident {
  return { ...incident, before: change(incident.before), after: change(incident.after) };
}

function cut({ metrics, ...rest }: Signals, rows: number): Signals {
  const none = rows === 0;
  return {
    metrics: {
      ...metrics,
      timesSeconds: metrics.timesSeconds.slice(0, rows),
      columns: metrics.columns.map((column) => column.slice(0, rows)),
    },
    ...(rest.logs && { logs: none ? [] : rest.logs }),
    ...(rest.spans && { spans: none ? [] : rest.spans }),
  };
}

function filled({ metrics }: Signals, value: number): Signals {
  return { metrics: { ...metrics, columns: metrics.columns.map((column) => column.map(() => value)) } };
}

function withoutColumns({ timesSeconds }: MetricTable): MetricTable {
  return { indicators: [], timesSeconds, columns: [] };
}

/** @throws {AssertionError} unless all services are ranked once with finite scores and the confidence is a probability */
function requireWellFormed(name: string, seen: Incident): void {
  const diagnoser = createDiagnoser(name, contextOfIncident(seen));
  diagnoser.fit(seen.before);
  const { suspect, confidence, ranking, rationale } = diagnoser.diagnose(seen.after);
  deepStrictEqual(ranking.map(({ service }) => service).toSorted(), seen.services.toSorted());
  const scores = ranking.map(({ score }) => score);
  ok(scores.every(Number.isFinite), `scores ${scores}`);
  deepStrictEqual(scores, scores.toSorted((a, b) => b - a), "highest first");
  deepStrictEqual(suspect, ranking[0]!.service);
  ok(confidence >= 0 && confidence <= 1, `confidence ${confidence}`);
  ok(rationale.length > 0, "a rationale");
}

for (const name of DIAGNOSERS) {
  Deno.test(`${name} gives a well-formed diagnosis of any window`, () => {
    for (const [which, seen] of Object.entries(WINDOWS)) {
      try {
        requireWellFormed(name, seen);
      } catch (cause) {
        throw new Error(`${name}, windows ${which}: ${(cause as Error).message}`, { cause });
      }
    }
  });
}

Deno.test("every diagnoser gives the same diagnosis of the same incident twice", () => {
  const answer = (name: string) => {
    const diagnoser = createDiagnoser(name, contextOf(environment.topology));
    diagnoser.fit(incident.before);
    return diagnoser.diagnose(incident.after);
  };
  for (const name of DIAGNOSERS) deepStrictEqual(answer(name), answer(name), name);
});
