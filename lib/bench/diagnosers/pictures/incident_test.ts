import { deepStrictEqual, match, ok } from "node:assert";
import type { Incident, MetricTable } from "../../../model/mod.ts";
import { nobody } from "../../../diagnose/mod.ts";
import { toSvg } from "../../../plot/mod.ts";
import { plotIncident } from "./incident.ts";

const START = 1_709_539_200;
const NAMES = [
  ["web", "latency_p95_ms", "latency"],
  ["web", "cpu", "cpu"],
  ["web", "requests", "requests"],
  ["db", "latency", "latency"],
  ["db", "heap_bytes", "memory"],
  ["db", "errors", "errors"],
] as const;

/** Sixty rows of a minute; from row 40 on the cpu of web is three times as high, a fifth as much as before otherwise. */
function metrics(from: number, to: number): MetricTable {
  const rows = Array.from({ length: to - from }, (_, i) => from + i);
  return {
    indicators: NAMES.map(([service, metric, role]) => ({ service, metric, role })),
    timesSeconds: Float64Array.from(rows, (row) => START + 60 * row),
    columns: NAMES.map(([, metric], i) =>
      Float64Array.from(rows, (row) => {
        const wave = 1 + 0.02 * Math.sin(row * (i + 1));
        return (metric === "cpu" ? 0.2 * (row >= 40 ? 3 : 1) : metric === "errors" ? 0.01 : 5) * wave;
      })
    ),
  };
}

const parted = (onset: number, end: number): Incident => ({
  id: "own",
  services: ["web", "db"],
  before: { metrics: metrics(0, onset) },
  after: { metrics: metrics(onset, end) },
});

const headings = (svg: string) =>
  [...svg.matchAll(/>([a-z0-9_]+ of (?:web|db)[^<]*)</g)].map(([, text]) => text);

Deno.test("plotIncident() draws what the evidence quotes with its unit, and the end where it is known", () => {
  const evidence = [{ signal: "metric", service: "web", indicator: "cpu", text: "its cpu is 60 %" }] as const;
  const diagnosis = {
    suspect: "web",
    confidence: 0.9,
    ranking: [{ service: "web", score: 0.9 }, { service: "db", score: 0.1 }],
    rationale: "its cpu",
    evidence,
  };
  const end = START + 60 * 50;
  const svg = toSvg(plotIncident(parted(40, 50), diagnosis, { recorded: metrics(0, 60), endSeconds: end }));
  deepStrictEqual(headings(svg), ["cpu of web (%)"]);
  match(
    svg,
    /The line is the beginning of the incident: 2024-03-04 08:40 UTC; dashed: its end: 2024-03-04 08:50 UTC/,
  );
  match(svg, /time \(UTC\), from 2024-03-04 on/);
  match(svg, />08:40</);
});

Deno.test("plotIncident() shows the metrics that moved most where nobody is named, units told by name or left open", () => {
  const svg = toSvg(plotIncident(parted(40, 60), nobody(["web", "db"], "too little speaks for any of them")));
  ok(!svg.includes("Nobody can be named: "));
  match(svg, /Too little speaks for any of them; the line is the supposed beginning: 2024-03-04 08:40 UTC/);
  match(svg, /below: the metrics that/);
  deepStrictEqual(headings(svg)[0], "cpu of web (%)");
  const units = headings(svg).slice(1).map((heading = "") => heading.replace(/^[^(]*/, ""));
  const known = ["", "(ms)", "(%)", "(bytes)", "(in the unit of the recording)"];
  ok(units.length === 4 && units.every((unit) => known.includes(unit)), units.join());
});

Deno.test("plotIncident() shows first what is told of nobody, and no percent of what is counted at another service", () => {
  const told = [{ service: "db", metric: "errors", score: 1 }];
  const diagnosis = { ...nobody(["web", "db"], "the farthest: db's errors"), indicators: told };
  const drawn = (table: (from: number, to: number) => MetricTable) => {
    const incident = {
      ...parted(40, 60),
      before: { metrics: table(0, 40) },
      after: { metrics: table(40, 60) },
    };
    return headings(toSvg(plotIncident(incident, diagnosis)));
  };
  deepStrictEqual([drawn(metrics)[0], drawn(metrics).length], ["errors of db (%)", 5]);
  const counted = (from: number, to: number) => {
    const table = metrics(from, to);
    const indicators = table.indicators.map((one) =>
      one.metric === "requests" ? { ...one, metric: "errors", role: "errors" as const } : one
    );
    return { ...table, indicators };
  };
  deepStrictEqual(drawn(counted)[0], "errors of db");
});

Deno.test("plotIncident() has no line where no beginning was found", () => {
  const svg = toSvg(plotIncident(parted(60, 60), nobody(["web", "db"], "no beginning was found")));
  match(svg, /No beginning was found; below: the metrics that vary most/);
  ok(headings(svg).length === 5);
});

Deno.test("plotIncident() draws no line where nothing was recorded for long", () => {
  const paths = (recorded: MetricTable) =>
    toSvg(plotIncident(parted(40, 60), nobody(["web", "db"], "too little"), { recorded })).split(/M\d/)
      .length;
  const whole = metrics(0, 60);
  const rows = Array.from({ length: 60 }, (_, row) => row).filter((row) => row < 10 || row >= 20);
  const holed = {
    ...whole,
    timesSeconds: Float64Array.from(rows, (row) => whole.timesSeconds[row]!),
    columns: whole.columns.map((column) => Float64Array.from(rows, (row) => column[row]!)),
  };
  // Five metrics, each in two strokes.
  deepStrictEqual(paths(holed) - paths(whole), 5);
});

Deno.test("plotIncident() draws services as caches and databases where nobody says otherwise than their names", () => {
  const diagnosis = nobody(["web", "db"], "no metric has moved");
  const incident = { ...parted(40, 60), graph: [{ caller: "web", callee: "db" }] };
  ok(toSvg(plotIncident(incident, diagnosis)).includes(">database<"));
  const topology = { services: [{ name: "web", kind: "service" }, { name: "db", kind: "service" }] };
  const known = { ...incident, topology } as unknown as Incident;
  ok(!toSvg(plotIncident(known, diagnosis)).includes(">database<"));
});
