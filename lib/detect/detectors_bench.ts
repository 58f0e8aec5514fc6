import { regimeSeries } from "../bench/detectors/mod.ts";
import { createStreamDetector, STREAM_DETECTORS } from "./catalogue.ts";
import { seriesPoints } from "./score_series.ts";

const series = regimeSeries("diurnal", 1, { judgedRows: 1000 });
const warmup = seriesPoints(series, 0, series.warmupRows);
const points = seriesPoints(series, series.warmupRows, series.timesSeconds.length);

for (const name of STREAM_DETECTORS) {
  const detector = createStreamDetector(name, { dimensions: series.columns.length, seed: 1 });
  detector.fit(warmup);
  let at = 0;
  Deno.bench(name, { group: "one observation of four values", baseline: name === "ensemble" }, () => {
    detector.update(points[at++ % points.length]!);
  });
}
