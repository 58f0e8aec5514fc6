/** Columns of the results that an experiment can report. */
export const EPISODE_METRICS = [
  "slo_steps",
  "total_reward",
  "mttr_proxy",
  "sustained_recovery",
  "detection_delay",
  "false_positive_steps",
  "anomaly_steps",
  "flaps",
  "effective_duration",
  "refused_actions",
  "capacity_cost",
  "shed_cost",
  "impact_steps",
  "cured_after",
  "lost_write_seconds",
  "false_acts",
  "false_act_cost",
  "budget_left",
] as const;

/** One of `EPISODE_METRICS`. */
export type EpisodeMetric = (typeof EPISODE_METRICS)[number];

/** Metrics of which more is better; of all others less is. */
export const MORE_IS_BETTER: ReadonlySet<EpisodeMetric> = new Set(["total_reward", "budget_left"]);
