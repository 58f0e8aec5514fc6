import { type Diagnosis, STEP_SECONDS } from "../../model/mod.ts";
import { type Baselines, recoveredFrom } from "../core/mitigation.ts";
import type { Score } from "../core/score.ts";

/** What it cost to play an episode. */
export interface Cost {
  /** Times that the agent was asked. */
  readonly calls: number;
  /** Tokens of a language model; null: it counts none. */
  readonly tokens: number | null;
}

/** What an episode came to, stage by stage. null: the stage was not asked for, or its time is not defined. It names no fault and no place. */
export interface Judged extends Cost {
  /** Whether there was no fault. */
  readonly isCalm: boolean;
  /** Of an incident: the first alarm of the episode fell into it. Of a calm episode: there was none. null: the agent was told. */
  readonly detected: boolean | null;
  /** The first suspect is at fault, submitted after the fault began. */
  readonly localised: boolean | null;
  /** Its kind is right as well. */
  readonly analysed: boolean | null;
  /** The suspects are those at fault, no more and no fewer. */
  readonly exactSet: boolean | null;
  /** As in the score of a session. */
  readonly mitigated: boolean | null;
  /** Seconds from the start of the first fault to the alarm. */
  readonly ttdSeconds: number | null;
  /** To the right service. */
  readonly ttlSeconds: number | null;
  /** To the right kind of fault. */
  readonly ttaSeconds: number | null;
  /** To the recovery. */
  readonly ttmSeconds: number | null;
  /** Actions that were for no fault. */
  readonly falseActs: number;
  /** Steps in breach, and of the others the share of the traffic that was shed, in seconds. */
  readonly deniedSeconds: number;
}

/**
 * Judges an episode that was played to its end, with its trace.
 *
 * @param isTold whether the agent was given the ground truth: what it says of it is then not judged
 */
export function judge(
  score: Score,
  { baselines, cost, isTold = false }: {
    readonly baselines: Baselines;
    readonly cost: Cost;
    readonly isTold?: boolean;
  },
): Judged {
  const { record, verdicts, episode: { steps, faults } } = score;
  const alarm = steps.find(({ detection }) => detection?.anomalous)?.step ?? null;
  const common = {
    ...cost,
    falseActs: record.false_acts,
    deniedSeconds: record.impact_steps * STEP_SECONDS,
  };
  if (record.fault_t_start === null) {
    const noFault = { localised: null, analysed: null, exactSet: null, mitigated: null };
    const never = { ttdSeconds: null, ttlSeconds: null, ttaSeconds: null, ttmSeconds: null };
    return { isCalm: true, detected: isTold ? null : alarm === null, ...noFault, ...never, ...common };
  }
  const start = record.fault_t_start;
  const over = Math.max(
    ...faults.map(({ startStep, durationSteps }) => startStep + durationSteps),
    recoveredFrom(baselines.untouched, baselines) ?? 0,
  );
  const detected = alarm !== null && alarm >= start && alarm < over;
  const said = isTold ? null : diagnosisOf(score, start);
  const after = (at: number | null) => at === null ? null : Math.max(0, at - start) * STEP_SECONDS;
  return {
    isCalm: false,
    detected: isTold ? null : detected,
    localised: said?.localised ?? null,
    analysed: said?.analysed ?? null,
    exactSet: said?.exactSet ?? null,
    mitigated: verdicts.mitigation,
    ttdSeconds: !isTold && detected ? after(alarm) : null,
    ttlSeconds: said?.localised ? after(said.localisedAt) : null,
    ttaSeconds: said?.analysed ? after(said.analysedAt) : null,
    ttmSeconds: verdicts.ttmSteps === null ? null : verdicts.ttmSteps * STEP_SECONDS,
    ...common,
  };
}

/** What the last submission is worth. Right is dated from the submission since which it has stood. */
function diagnosisOf({ verdicts, submitted, episode: { steps, faults } }: Score, start: number) {
  const step = submitted?.step ?? -1;
  const since = (isRight: (diagnosis: Diagnosis) => boolean) => {
    const wrong = steps.findLastIndex(({ diagnosis }) => diagnosis === undefined || !isRight(diagnosis));
    const first = steps[wrong + 1]?.step ?? step;
    return first < start ? step : first;
  };
  const isAt = ({ suspect }: Diagnosis) => faults.some(({ service }) => service === suspect);
  const isKind = ({ suspect, fault }: Diagnosis) =>
    faults.some(({ service, type }) => service === suspect && type === fault);
  return {
    localised: verdicts.localisation === true,
    localisedAt: since(isAt),
    analysed: verdicts.analysis === true,
    analysedAt: since(isKind),
    exactSet: verdicts.exactSet === true,
  };
}
