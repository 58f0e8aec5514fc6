import { episodesPerTrial, showsLearning } from "./plan.ts";
import type { Experiment } from "./resolve.ts";
import type { EpisodeRecord } from "../../run/mod.ts";
import {
  brierScore,
  clusteredDifference,
  clusteredMean,
  type Estimate,
  expectedCalibrationError,
  headroom,
  kaplanMeier,
  mean,
  medianSurvival,
  restrictedMean,
  wilsonInterval,
} from "../../stats/mod.ts";
import { resampling } from "./resampling.ts";
import type { DiagnosisSummary, LearningSummary, RecoverySummary } from "./summary.ts";

type Records = readonly EpisodeRecord[];

/** Summarises the time to recovery; incidents that outlast their episode are censored. */
export function recoveryOf(
  own: Records,
  { steps, confidence }: { steps: number; confidence: number },
): RecoverySummary {
  const incidents = own.filter(({ first_slo }) => first_slo !== null);
  const times = incidents.map(({ first_slo, sustained_recovery }) =>
    sustained_recovery ?? steps + 1 - first_slo!
  );
  const curve = kaplanMeier(times, incidents.map(({ sustained_recovery }) => sustained_recovery !== null), {
    confidence,
  });
  const horizonSteps = Math.max(1, Math.round(steps / 2));
  const restricted = restrictedMean(curve, horizonSteps);
  return {
    incidents: incidents.length,
    censored: incidents.filter(({ sustained_recovery }) => sustained_recovery === null).length,
    medianSteps: medianSurvival(curve),
    restrictedMeanSteps: restricted.mean,
    standardError: restricted.standardError,
    horizonSteps,
  };
}

/** Summarises accuracy and calibration of the diagnosis at the first action; undefined without diagnoses. */
export function diagnosisOf(own: Records, { confidence }: Experiment): DiagnosisSummary | undefined {
  const made = own.filter(({ diagnosis_right }) => diagnosis_right !== null);
  if (made.length === 0) return undefined;
  const outcomes = made.map(({ diagnosis_right }) => diagnosis_right!);
  const confidences = made.map(({ diagnosis_confidence }) => diagnosis_confidence!);
  const right = outcomes.filter(Boolean).length;
  const withKind = made.filter(({ diagnosis_kind_right }) => diagnosis_kind_right).length;
  return {
    n: made.length,
    right,
    share: wilsonInterval({ successes: right, cases: made.length }, { confidence }),
    withKind: wilsonInterval({ successes: withKind, cases: made.length }, { confidence }),
    brier: brierScore(confidences, outcomes),
    calibrationError: expectedCalibrationError(confidences, outcomes),
  };
}

/** Share of the difference between the agent at the bottom and the oracle that an agent gains; its interval is over trials if there are several. */
export function headroomOf(
  { bottom, agent, oracle }: Record<"bottom" | "agent" | "oracle", Records>,
  experiment: Experiment,
): Estimate {
  // The share is one of sums, so that the sums of whole trials give the same.
  const slo = (records: Records) =>
    experiment.trials === 1
      ? records.map(({ slo_steps }) => slo_steps)
      : [...Map.groupBy(records, ({ trial }) => trial).values()].map((trial) =>
        trial.reduce((sum, { slo_steps }) => sum + slo_steps, 0)
      );
  return headroom({ noop: slo(bottom), agent: slo(agent), oracle: slo(oracle) }, resampling(experiment));
}

/**
 * Summarises the learning within trials; undefined for too few or too short trials.
 *
 * @param reference the reference's episodes on the same seeds in the same order; absent for the reference itself
 */
export function learningOf(
  own: Records,
  experiment: Experiment,
  reference?: Records,
): LearningSummary | undefined {
  if (!showsLearning(experiment)) return undefined;
  const { trials } = experiment;
  const episodes = episodesPerTrial(experiment);
  const part = Math.floor(episodes / 10);
  const early = ({ episode }: EpisodeRecord) => episode <= part;
  const late = ({ episode }: EpisodeRecord) => episode > episodes - part;
  const [first, last] = [own.filter(early), own.filter(late)];
  const slo = (records: Records) => records.map(({ slo_steps }) => slo_steps);
  const clusters = first.map(({ trial }) => trial);
  return {
    trials,
    part,
    first: clusteredMean(slo(first), clusters, resampling(experiment)),
    last: clusteredMean(slo(last), clusters, resampling(experiment)),
    change: clusteredDifference(slo(last), slo(first), clusters, resampling(experiment)),
    ...(reference && { against: against([first, last], [reference.filter(early), reference.filter(late)]) }),
  };

  function against(
    [first, last]: readonly [Records, Records],
    [firstOfOther, lastOfOther]: readonly [Records, Records],
  ): NonNullable<LearningSummary["against"]> {
    const losses = (records: Records, others: Records) =>
      records.map(({ slo_steps }, i) => slo_steps - others[i]!.slo_steps);
    return {
      first: mean(slo(firstOfOther)),
      last: mean(slo(lastOfOther)),
      change: clusteredDifference(
        losses(last, lastOfOther),
        losses(first, firstOfOther),
        clusters,
        resampling(experiment),
      ),
    };
  }
}
