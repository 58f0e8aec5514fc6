import { match, ok, strictEqual } from "node:assert";
import type { Incident, Signals } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { diagnoseIncident } from "../diagnose_incident.ts";
import { quietWindow } from "../testing/quiet_windows.ts";

const KINDS = {
  autocorrelated: [
    "wandering, .5",
    "wandering, .9",
    "wandering, .97",
    "wandering, .98",
    "smoothed wandering",
  ],
  stepping: ["steps", "shifts", "a random walk"],
  rounded: ["rounded to a few values", "rounded to hardly any", "counts", "small counts"],
};
const SIZES = [{ before: 200, after: 100 }, { before: 60, after: 20 }];

/** 500 quiet windows, a quarter of each kind alone, the rest of all. */
const quiet = (graph: boolean) =>
  Array.from({ length: 500 }, (_, i) => {
    const kinds = [...Object.values(KINDS), Object.values(KINDS).flat()][i % 4]!;
    return quietWindow(i + 1, { kinds, graph, ...SIZES[i % 2]! });
  });

for (const graph of [false, true]) {
  Deno.test(`fused with${graph ? "" : "out"} a graph accuses in at most 2 % of 500 quiet windows, and never without evidence`, () => {
    const diagnoses = quiet(graph).map((incident) => diagnoseIncident(incident));
    const accusing = diagnoses.filter(({ confidence }) => confidence > 0);
    ok(accusing.every(({ evidence = [] }) => evidence.length > 0));
    ok(accusing.filter(({ confidence }) => confidence >= 0.5).length <= 10, `${accusing.length}`);
    const silent = diagnoses.find(({ confidence }) => confidence === 0)!;
    match(silent.rationale, /^Nobody can be named/);
    // Who would be suspected first is told, but hardly believed.
    ok(silent.ranking.reduce((sum, { score }) => sum + score, 0) <= 0.05 + 1e-9);
  });
}

/** The same window with values missing here and there, and the last ones of some metrics not there yet. */
function gappy(incident: Incident, seed: number): Incident {
  const stream = createStream(seed, "gaps");
  const spoilt = ({ metrics }: Signals, ends: boolean): Signals => ({
    metrics: {
      ...metrics,
      columns: metrics.columns.map((column) => {
        const late = ends ? stream.integer(3) : 0;
        let gap = 0;
        return column.map((x, row) => {
          gap = gap > 0 ? gap - 1 : stream.next() < 0.02 ? 1 + stream.integer(3) : 0;
          return gap > 0 || row >= column.length - late ? NaN : x;
        });
      }),
    },
  });
  return { ...incident, before: spoilt(incident.before, false), after: spoilt(incident.after, true) };
}

Deno.test("fused accuses in at most 2 % of 300 quiet windows with gaps and late scrapes", () => {
  const said = quiet(true).slice(0, 300).map((incident, i) => diagnoseIncident(gappy(incident, i)));
  const accusing = said.filter(({ confidence }) => confidence >= 0.5);
  ok(accusing.length <= 6, `${accusing.length}`);
});

/** The same window, but that the latency of a service is so many times as long and it is busy. */
function struck(incident: Incident, service: string, factor: number): Incident {
  const { metrics } = incident.after;
  const columns = metrics.columns.map((column, i) => {
    const { service: of, role } = metrics.indicators[i]!;
    return of === service && (role === "latency" || role === "cpu") ? column.map((x) => factor * x) : column;
  });
  return { ...incident, after: { metrics: { ...metrics, columns } } };
}

Deno.test("where the latency and the CPU of one service are six times as large in such windows, fused names it", () => {
  const kinds = ["independent", "wandering, .5", "wandering, .9", "steps", "spiky", "counts"];
  const incidents = Array.from(
    { length: 40 },
    (_, i) => struck(quietWindow(i + 1, { kinds, graph: i % 2 === 0, ...SIZES[i % 2]! }), "user", 6),
  );
  const named = incidents.map((incident) => diagnoseIncident(incident)).filter(({ confidence }) =>
    confidence >= 0.5
  );
  ok(named.length >= 36, `${named.length}`);
  for (const { suspect, evidence } of named) {
    strictEqual(suspect, "user");
    ok(evidence!.some(({ text }) => /^its (latency|cpu) is .*, usually /.test(text)));
  }
});
