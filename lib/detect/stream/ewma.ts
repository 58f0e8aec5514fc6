import { z } from "zod";
import { finite, numbers, readState } from "./state.ts";
import type { StreamContext, StreamDetector } from "./stream_detector.ts";

/** Weight of the newest point. */
const ALPHA = 0.02;
/** Standard deviations beyond which a point teaches only as much as one at this distance. */
const GATE = 4;
/** Least spread, as a share of the mean and absolute: what floating point can tell apart. */
const TINY = 1e-9;

/**
 * Distance from an exponentially weighted mean in exponentially weighted standard deviations, the largest of all dimensions. Roberts,
 * "Control chart tests based on geometric moving averages", Technometrics 1959. What is far out is learnt from as if it stood at the
 * gate, so that an outage doesn't become normal at once.
 */
export function createEwma({ dimensions }: StreamContext): StreamDetector {
  const mean = new Float64Array(dimensions);
  const variance = new Float64Array(dimensions);
  const schema = z.object({ mean: numbers(dimensions), variance: numbers(dimensions), seen: finite });
  let seen = 0;

  function learn(i: number, x: number): number {
    const spread = Math.sqrt(variance[i]!) + TINY * (1 + Math.abs(mean[i]!));
    const z = seen === 0 ? 0 : (x - mean[i]!) / spread;
    // While little has been seen each point weighs the same.
    const alpha = Math.max(ALPHA, 1 / (seen + 1));
    const step = seen < 1 / ALPHA ? x - mean[i]! : Math.max(-GATE, Math.min(GATE, z)) * spread;
    mean[i]! += alpha * step;
    variance[i] = (1 - alpha) * (variance[i]! + alpha * step * step);
    return Math.abs(z);
  }

  function update({ values }: { values: Float64Array }): number {
    let worst = 0;
    for (let i = 0; i < dimensions; i++) worst = Math.max(worst, learn(i, values[i]!));
    seen++;
    return worst;
  }

  return {
    name: "ewma",
    fit: (warmup) => warmup.forEach(update),
    update,
    saveState: () => ({ mean: [...mean], variance: [...variance], seen }),
    loadState: (state) => {
      const read = readState("ewma", schema, state);
      mean.set(read.mean);
      variance.set(read.variance);
      seen = read.seen;
    },
  };
}
