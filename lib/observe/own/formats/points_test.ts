import { deepStrictEqual, throws } from "node:assert";
import { POINT_FORMATS } from "./points.ts";

/** The format that a document is known as, and its frames as plain lists. */
function read(document: unknown) {
  const known = POINT_FORMATS.filter(({ isOf }) => isOf(document));
  deepStrictEqual(known.length, 1, "one format, no more");
  const { frames } = known[0]!.read(document, "m.json");
  return {
    origin: known[0]!.origin,
    frames: frames.map(({ name, labels, timesSeconds, values }) => ({
      ...{ name, labels },
      points: Array.from(timesSeconds, (time, i) => [time, values[i]]),
    })),
  };
}

const POINTS = [[1709510400, 20.5], [1709510460, 21]];

Deno.test("Graphite's points have the value first, and gaps are null", () => {
  const datapoints = [[20.5, 1709510400], [21, 1709510460], [null, 1709510520]];
  deepStrictEqual(read({ target: "servers.web01.cpu", datapoints }), {
    origin: "Graphite",
    frames: [{ name: "servers.web01.cpu", labels: {}, points: [...POINTS, [1709510520, NaN]] }],
  });
  deepStrictEqual(
    read({ target: "x", tags: { name: "cpu", server: "web01" }, datapoints }).frames[0]!.labels,
    {
      server: "web01",
    },
  );
});

Deno.test("OpenTSDB's points are keyed by seconds or milliseconds in any order", () => {
  const frames = [{ name: "sys.cpu", labels: { host: "web01" }, points: POINTS }];
  const tags = { host: "web01" };
  for (
    const dps of [
      { "1709510460": 21, "1709510400": 20.5 },
      { "1709510400000": 20.5, "1709510460000": 21 },
      [[1709510400, 20.5], [1709510460, 21]],
    ]
  ) {
    deepStrictEqual(read({ metric: "sys.cpu", tags, aggregateTags: [], dps }), {
      origin: "OpenTSDB",
      frames,
    });
  }
});

Deno.test("VictoriaMetrics exports a line for each series, with times in milliseconds", () => {
  const line = {
    metric: { __name__: "cpu", job: "node" },
    values: [20.5, 21],
    timestamps: [1709510400000, 1709510460000],
  };
  deepStrictEqual(read(line).frames, [{ name: "cpu", labels: { job: "node" }, points: POINTS }]);
  throws(
    () => read({ ...line, values: [1] }),
    { name: "UsageError", message: /^m\.json: expected series of VictoriaMetrics, .*as many values/ },
  );
});

Deno.test("InfluxDB's JSON has a table for each series: its numbers are metrics, its tags labels", () => {
  const values = [["2024-03-04T00:00:00Z", 20.5, "eu"], ["2024-03-04T00:01:00Z", 21, "eu"]];
  const series = [{ name: "cpu", tags: { host: "a" }, columns: ["time", "usage", "region"], values }];
  deepStrictEqual(read({ results: [{ statement_id: 0, series }] }).frames, [
    { name: "cpu_usage", labels: { host: "a" }, points: POINTS },
  ]);
  const milliseconds = values.map(([time, ...rest]) => [Date.parse(String(time)), ...rest]);
  const one = { ...series[0]!, columns: ["time", "mean", "region"], values: milliseconds };
  deepStrictEqual(read({ results: [{ series: [one] }] }).frames[0], {
    ...{ name: "cpu", labels: { host: "a" }, points: POINTS },
  });
});

Deno.test("Google's and Azure's series are read by their own names, the latest point first or last", () => {
  const point = (time: string, value: object) => ({ interval: { startTime: time, endTime: time }, value });
  const timeSeries = [{
    metric: { type: "compute.googleapis.com/instance/cpu", labels: { state: "used" } },
    resource: { type: "gce_instance", labels: { instance_id: "123" } },
    points: [
      point("2024-03-04T00:01:00Z", { int64Value: "21" }),
      point("2024-03-04T00:00:00Z", { doubleValue: 20.5 }),
    ],
  }];
  deepStrictEqual(read({ timeSeries }).frames, [
    { name: "instance_cpu", labels: { instance_id: "123", state: "used" }, points: POINTS },
  ]);
  const value = [{
    name: { value: "Percentage CPU" },
    timeseries: [{
      metadatavalues: [],
      data: POINTS.map(([time, average]) => ({ timeStamp: new Date(1000 * time!).toISOString(), average })),
    }],
  }];
  deepStrictEqual(read({ value }).frames, [{ name: "Percentage CPU", labels: {}, points: POINTS }]);
});
