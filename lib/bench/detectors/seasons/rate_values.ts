import { normalQuantile, type Stream } from "../../../random/mod.ts";
import { drawStretches, type Stretch, stretchAt, windowsOf } from "./stretches.ts";
import { DAY_SECONDS, WEEK_SECONDS, type WeeklyRate, weeklyRate } from "./weekly_rate.ts";

/** What may be wrong. */
const KINDS = ["swapped", "low", "high", "late"] as const;
type Kind = typeof KINDS[number];

/** Weeks before the first anomaly. */
const WEEKS_BEFORE = 3;
const ANOMALIES = 5;
/** Hours that a rate is low, high or late, by what share it is low or high, and how many hours late. */
const WRONG = { hours: [3, 8], share: [0.35, 0.55], lateHours: 3 } as const;
/** The hour at which a late morning begins. */
const MORNING_HOUR = 7;
/** Weight of the noise of a row in that of the next, and the range of its standard deviation as a share of the rate. */
const NOISE = { autocorrelation: 0.8, share: [0.03, 0.08] } as const;

/** Values of a weekly rate with five anomalies of different kinds, in any unit, and the windows of these. */
export function rateValues(
  timesSeconds: Float64Array,
  streamOf: (concern: string) => Stream,
): { readonly values: Float64Array; readonly windows: [number, number][] } {
  const rate = weeklyRate(streamOf("rate"));
  const stream = streamOf("anomalies");
  const [start, stepSeconds] = [timesSeconds[0]!, timesSeconds[1]! - timesSeconds[0]!];
  const rowOf = (seconds: number) => Math.round((seconds - start) / stepSeconds);
  const stretches = drawStretches({
    rows: timesSeconds.length,
    first: rowOf(start + WEEKS_BEFORE * WEEK_SECONDS),
    count: ANOMALIES,
    kinds: KINDS,
    stream,
    draw: (kind, row): readonly [number, number] => {
      const midnight = Math.ceil(timesSeconds[row]! / DAY_SECONDS) * DAY_SECONDS;
      if (kind === "swapped") return [rowOf(midnight), DAY_SECONDS / stepSeconds];
      const rows = Math.round(stream.between(...WRONG.hours) * 3600 / stepSeconds);
      return [kind === "late" ? rowOf(midnight + MORNING_HOUR * 3600) : row, rows];
    },
  });
  const sizes = stretches.map(() => stream.between(...WRONG.share));
  const noise = streamOf("noise");
  const spread = noise.between(...NOISE.share);
  const unit = Math.exp(streamOf("unit").between(2, 9));
  let wobble = 0;
  const values = timesSeconds.map((seconds, row) => {
    const fresh = normalQuantile(noise.next()) * Math.sqrt(1 - NOISE.autocorrelation ** 2);
    wobble = NOISE.autocorrelation * wobble + fresh;
    const stretch = stretchAt(row, stretches);
    const share = stretch === undefined ? 0 : sizes[stretches.indexOf(stretch)]!;
    return unit * rateAt(seconds, { rate, stretch, share }) * Math.exp(spread * wobble);
  });
  return { values, windows: windowsOf(stretches) };
}

function rateAt(
  seconds: number,
  { rate, stretch, share }: {
    readonly rate: WeeklyRate;
    readonly stretch: Stretch<Kind> | undefined;
    readonly share: number;
  },
): number {
  switch (stretch?.kind) {
    case "swapped":
      return rate.swapped(seconds);
    case "low":
      return rate.at(seconds) * (1 - share);
    case "high":
      return rate.at(seconds) * (1 + share);
    case "late":
      return rate.at(seconds - WRONG.lateHours * 3600);
    default:
      return rate.at(seconds);
  }
}
