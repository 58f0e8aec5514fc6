import type { MetricTable } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import type { Diagnoser, DiagnoserContext } from "../diagnoser.ts";
import { answer } from "../causal/answer.ts";
import { intoBins } from "../causal/bins.ts";
import { createFNeighbours } from "../causal/f_neighbours.ts";
import { orderByRcd } from "../causal/rcd_order.ts";

/** Bins per metric, as the paper's experiments have them. */
const BINS = 5;

/**
 * RCD (Ikram et al., "Root Cause Analysis of Failures in Microservices through Causal Discovery", NeurIPS 2022): a failure is an
 * intervention, so a node F that tells before from after is the parent of what was intervened on; only F's neighbours are learnt, chunk by
 * chunk. Needs no graph. The metric found first scores 1, the second 1/2, and so on; what was not found 0.
 *
 * 30 services with 5 metrics and 600 rows take about 0.1 s. Both windows should be about as long, and close in time: where all metrics have
 * drifted in between, all were "intervened on".
 */
export function createRcd({ services, seed = 0 }: DiagnoserContext): Diagnoser {
  let before: MetricTable | undefined;
  return {
    name: "rcd",
    fit: ({ metrics }) => {
      before = metrics;
    },
    diagnose: ({ metrics: after }) => {
      if (before === undefined) throw new TypeError("The rcd diagnoser must be fitted before it diagnoses");
      const scores = new Float64Array(before.indicators.length);
      interventions(before, after, seed).forEach((variable, place) => scores[variable] = 1 / (place + 1));
      return answer(services, before.indicators, { scores, reason: "changed most for reasons of its own" });
    },
  };
}

/** Places of the indicators that were intervened on, the most suspect first. */
function interventions(before: MetricTable, after: MetricTable, seed: number): readonly number[] {
  const rows = before.timesSeconds.length;
  const f = Uint8Array.from({ length: rows + after.timesSeconds.length }, (_, row) => row < rows ? 0 : 1);
  const columns = before.columns.map((column, i) => {
    const both = new Float64Array(f.length);
    both.set(column);
    both.set(after.columns[i]!, rows);
    return intoBins(both, BINS);
  });
  const varying = [...columns.keys()].filter((i) => columns[i]!.count > 1);
  const neighboursOfF = createFNeighbours({ codes: f, count: 2 }, columns, createStream(seed, "rcd tests"));
  return orderByRcd(varying, neighboursOfF, createStream(seed, "rcd chunks"));
}
