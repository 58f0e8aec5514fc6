import { createMoments, type MomentsOptions } from "./moments.ts";

/** What is new in each value of a stream, beyond what the one before it led one to expect. */
export interface Innovations {
  /** All that is remembered. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  /** Writes how many standard deviations of what is usually new each value brings into `z`, then learns from the values. */
  next(values: Float64Array, z: Float64Array): void;
}

/**
 * What a first-order autoregression leaves of each value, in standard deviations of its own past. Values of a service come in runs: a chart
 * that takes them for independent adds the same news up again and again (Alwan and Roberts, "Time-series modeling for
 * statistical process control", Journal of Business & Economic Statistics 1988).
 */
export function createInnovations(dimensions: number, options: MomentsOptions): Innovations {
  const { share, gate } = options;
  const levels = createMoments(dimensions, options);
  const news = createMoments(dimensions, options);
  // How much of a deviation is usually left at the next point, and the latest deviation, in standard deviations.
  const [kept, last] = [new Float64Array(dimensions), new Float64Array(dimensions)];
  const [deviation, rest] = [new Float64Array(dimensions), new Float64Array(dimensions)];
  const prefixed = (prefix: string, arrays: Readonly<Record<string, Float64Array>>) =>
    Object.fromEntries(Object.entries(arrays).map(([name, list]) => [`${prefix}_${name}`, list]));

  return {
    arrays: { kept, last, ...prefixed("level", levels.arrays), ...prefixed("news", news.arrays) },
    next: (values, z) => {
      const weight = Math.max(share, 1 / (levels.arrays.seen[0]! + 2));
      levels.next(values, deviation);
      for (let i = 0; i < dimensions; i++) {
        const before = Math.max(-gate, Math.min(gate, last[i]!));
        rest[i] = deviation[i]! - kept[i]! * before;
        const here = Math.max(-gate, Math.min(gate, deviation[i]!));
        kept[i]! += weight * before * (here - kept[i]! * before);
        last[i] = deviation[i]!;
      }
      news.next(rest, z);
    },
  };
}
