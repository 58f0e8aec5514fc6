import { number } from "../../model/mod.ts";
import { adjustForDescendants } from "../causal/descendants.ts";
import { causesOf } from "../causal/indicator_graph.ts";
import { rankByIndicators } from "../causal/indicator_ranking.ts";
import { GRAPH_ALPHA, learnGraph } from "../causal/learnt_graph.ts";
import { learnNormal, ROWS_PER_CAUSE } from "../causal/normal.ts";
import { learnExcursions } from "../metrics/excursions.ts";
import { asFarAs, diagnoser, type DiagnoserEntry } from "../diagnoser.ts";

/**
 * CIRCA: a metric that its causes no longer explain was intervened on. Each indicator is regressed on its causes in the window before;
 * its score is the largest |z| of its residuals after, adjusted for its descendants.
 *
 * The causal graph comes from the call graph (see `causesOf`); if the context has none, from `learnGraph`. For 1,000 services with
 * 5 metrics, fitting 120 rows takes about 1 s and diagnosing 60 rows 0.2 s.
 *
 * Two departures from the paper prevent meaningless scores: no more causes than a fifth of the rows, and of errors and availability only
 * changes for the worse count (see `learnNormal`). The confidence counts as far as residuals have left what is usual for them.
 */
export const circa: DiagnoserEntry = diagnoser({
  name: "circa",
  about: "ranks metrics by how far they deviate from what their causes explain",
  source:
    "Li et al., Causal Inference-Based Root Cause Analysis for Online Service Systems with Intervention Recognition, KDD 2022",
  parameters: {
    threshold: number({
      about: "the score from which a metric is anomalous and explains its anomalous effects",
      unit: "standard deviations of the residuals",
      range: [0, 1000],
      default: 3,
    }),
    rowsPerCause: number({
      about: "rows before the incident that each cause in a regression needs",
      unit: "rows",
      range: [1, 1000],
      default: ROWS_PER_CAUSE,
    }),
    graphAlpha: number({
      about: "significance level of the PC algorithm, which learns the graph if none is known",
      range: [0.0001, 0.5],
      default: GRAPH_ALPHA,
    }),
  },
  create: ({ services, graph }, { threshold, rowsPerCause, graphAlpha }) => (before) => {
    const { indicators } = before.metrics;
    const causes = causesOf(indicators, graph ?? learnGraph(before, services, graphAlpha));
    const normal = learnNormal(before.metrics, causes, rowsPerCause);
    const excursions = learnExcursions(normal.unexplained(before.metrics));
    return ({ metrics }) => {
      const scores = adjustForDescendants(normal.surprise(metrics), causes, threshold);
      const reason = "deviates most from what its causes explain";
      const diagnosis = rankByIndicators(services, indicators, { scores, reason });
      return asFarAs(excursions(normal.unexplained(metrics)), diagnosis);
    };
  },
});
