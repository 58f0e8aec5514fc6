import { type MetricTable, number, wholeNumber } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { intoBins } from "../causal/chi_square.ts";
import { rankByIndicators } from "../causal/indicator_ranking.ts";
import { createFNeighbours, orderByRcd } from "../causal/rcd_search.ts";
import { present } from "../metrics/deviations.ts";
import { diagnoser, type DiagnoserEntry } from "../diagnoser.ts";

/**
 * RCD: a failure is an intervention, so a node F that distinguishes before from after is the parent of what was intervened on; only the
 * neighbours of F are learnt, chunk by chunk. Needs no graph. The metric found first scores 1, the second 1/2, and so on; metrics that were
 * not found score 0.
 *
 * 30 services with 5 metrics and 600 rows take about 0.1 s. Both windows should be about equally long, and close in time: if all metrics
 * have drifted in between, all were "intervened on".
 */
export const rcd: DiagnoserEntry = diagnoser({
  name: "rcd",
  about: "finds the metrics that were intervened on by tests of conditional independence",
  source:
    "Ikram et al., Root Cause Analysis of Failures in Microservices through Causal Discovery, NeurIPS 2022",
  parameters: {
    bins: wholeNumber({
      about: "bins that each metric is discretised into, 5 in the paper's experiments",
      unit: "bins",
      range: [2, 50],
      default: 5,
    }),
    chunk: wholeNumber({
      about: "metrics that are searched together (gamma)",
      unit: "metrics",
      range: [2, 20],
      default: 5,
    }),
    alpha: number({
      about: "significance level at which the search within a chunk starts",
      range: [0.0001, 0.5],
      default: 0.01,
    }),
    maxGiven: wholeNumber({
      about: "the largest number of metrics that a test conditions on",
      unit: "metrics",
      range: [0, 5],
      default: 3,
    }),
  },
  comparesMetrics: true,
  create: ({ services, seed = 0 }, { bins, maxGiven, ...search }) => ({ metrics: before }) => {
    return ({ metrics: after }) => {
      const { columns, f } = discretised(before, after, bins);
      const varying = [...columns.keys()].filter((i) => columns[i]!.count > 1);
      // A metric that was recorded in one window alone tells when recording began or ended.
      const recorded = (i: number) => [before, after].every((its) => present(its.columns[i]!).length > 0);
      const neighboursOfF = createFNeighbours(f, columns, {
        stream: createStream(seed, "rcd tests"),
        maxGiven,
      });
      const scores = new Float64Array(before.indicators.length);
      orderByRcd(varying, neighboursOfF, createStream(seed, "rcd chunks"), search).filter(recorded)
        .forEach((variable, place) => scores[variable] = 1 / (place + 1));
      return rankByIndicators(services, before.indicators, {
        scores,
        reason: "changed most for reasons of its own",
      });
    };
  },
});

/** Both windows in one, as categories: F is 0 before and 1 after. */
function discretised(before: MetricTable, after: MetricTable, bins: number) {
  const rows = before.timesSeconds.length;
  const f = Uint8Array.from({ length: rows + after.timesSeconds.length }, (_, row) => row < rows ? 0 : 1);
  const columns = before.columns.map((column, i) => {
    const both = new Float64Array(f.length);
    both.set(column);
    both.set(after.columns[i]!, rows);
    return intoBins(both, bins);
  });
  return { columns, f: { codes: f, count: 2 } };
}
