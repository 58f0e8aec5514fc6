import { normalQuantile, type Stream } from "../../../random/mod.ts";
import { drawStretches, stretchAt, windowsOf } from "./stretches.ts";

/** What may be wrong with a cycle. */
const KINDS = ["still", "weak", "fast", "noisy"] as const;

/** Rows of a cycle, at the ends of a logarithmic scale. */
const PERIOD_ROWS = [30, 300] as const;
/** Sines in the shape. */
const HARMONICS = 4;
/** Cycles before the first anomaly; how much of a cycle an anomaly lasts, and its rows at least. */
const CYCLES_BEFORE = 6;
const LASTS = { cycles: [0.3, 1], rows: 8 } as const;
const ANOMALIES = 5;
/** What is left of a weak cycle, and the standard deviation of the noise in a noisy one, in that of the shape. */
const WEAK = 0.4,
  NOISY = 0.6;
/** Ranges of the noise, in standard deviations of the shape, and of how unevenly the cycle goes. */
const NOISE = [0.05, 0.2] as const,
  JITTER = [0, 0.3] as const;

/** Values of a cycle of a random shape and length with five anomalies of different kinds, and the windows of these. */
export function cycleValues(
  rows: number,
  streamOf: (concern: string) => Stream,
): { readonly values: Float64Array; readonly windows: [number, number][] } {
  const shape = streamOf("shape");
  const waves = Array.from({ length: HARMONICS }, (_, i) => ({
    turns: i + 1,
    height: normalQuantile(shape.next()) / (i + 1),
    phase: shape.next(),
  }));
  const deviation = Math.sqrt(waves.reduce((sum, { height }) => sum + height ** 2 / 2, 0));
  const shapeAt = (place: number) =>
    waves.reduce(
      (sum, { turns, height, phase }) => sum + height * Math.sin(2 * Math.PI * turns * (place + phase)),
      0,
    ) / deviation;
  const period = Math.exp(shape.between(Math.log(PERIOD_ROWS[0]), Math.log(PERIOD_ROWS[1])));
  const stream = streamOf("anomalies");
  const stretches = drawStretches({
    rows,
    first: Math.ceil(CYCLES_BEFORE * period),
    count: ANOMALIES,
    kinds: KINDS,
    stream,
    draw: (_, row) =>
      [row, Math.max(LASTS.rows, Math.round(period * stream.between(...LASTS.cycles)))] as const,
  });
  const noise = streamOf("noise");
  const [spread, jitter] = [noise.between(...NOISE), noise.between(...JITTER)];
  const unit = Math.exp(streamOf("unit").between(0, 6));
  let place = 0;
  const values = Float64Array.from({ length: rows }, (_, row) => {
    const kind = stretchAt(row, stretches)?.kind;
    const pace = kind === "still" ? 0 : kind === "fast" ? 2 : 1;
    place += pace * (1 + jitter * normalQuantile(noise.next())) / period;
    const height = kind === "weak" ? WEAK : 1;
    const rough = kind === "noisy" ? NOISY : spread;
    return unit * (10 + height * shapeAt(place) + rough * normalQuantile(noise.next()));
  });
  return { values, windows: windowsOf(stretches) };
}
