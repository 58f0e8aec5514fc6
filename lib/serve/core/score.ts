import type { Episode, EpisodeRecord } from "../../run/mod.ts";
import type { Mitigation } from "./mitigation.ts";
import type { Submission } from "./turn.ts";

/** What was submitted last, and when. */
export interface Submitted extends Submission {
  /** Step of the system. */
  readonly step: number;
}

/** What an episode came to, stage by stage. Of a calm episode the stages that need a fault are null. */
export interface Verdicts {
  /** Whether there was an alarm, where there was a fault; whether there was none, where there was none. */
  readonly detection: boolean;
  /** Whether the first suspect of the last submission is at fault; false where nobody was named since the fault began. */
  readonly localisation: boolean | null;
  /** Whether its kind is right as well. */
  readonly analysis: boolean | null;
  /** Whether the suspects are those at fault, no more and no fewer. */
  readonly exactSet: boolean | null;
  /**
   * Whether the incident was ended for good, sooner than by itself, and everybody is served as in the same episode without a fault: the rule of the
   * scoreboard. Null where users never noticed, or it was over by itself within a minute; without a fault: whether nothing was done.
   */
  readonly mitigation: boolean | null;
  /** Steps from the start of the first fault to the first alarm after it. */
  readonly ttdSteps: number | null;
  /** Steps from there to the submission that named the service; null where it is wrong. */
  readonly ttlSteps: number | null;
  /** Steps from there to the submission that named the kind; null where it is wrong. */
  readonly ttaSteps: number | null;
  /** Steps from there to the first one of the recovery; null unless it was mitigated. */
  readonly ttmSteps: number | null;
}

/** All of an episode's outcome. Ground truth: faces send what `toldScore` leaves of it. */
export interface Score {
  /** The same as of an agent that is played here. */
  readonly record: EpisodeRecord;
  /**
   * Right and wrong, with the times. They are worked out when they are read: where a client isn't told them, the time that an answer takes must
   * not say that there was something to judge.
   */
  readonly verdicts: Verdicts;
  /** What was submitted last; null: nothing. */
  readonly submitted: Submitted | null;
  /** Whole episode with its steps, where the session keeps them. */
  readonly episode: Episode;
}

/** Judges an episode, its mitigation as it is judged outside. */
export function scoreOf(
  episode: Episode,
  submitted: Submitted | null,
  mitigation: () => Mitigation,
): Score {
  let verdicts: Verdicts | undefined;
  return {
    ...{ record: episode.record, submitted, episode },
    get verdicts() {
      return verdicts ??= verdictsOf(episode, submitted, mitigation);
    },
  };
}

function verdictsOf(
  { record, faults }: Episode,
  submitted: Submitted | null,
  mitigation: () => Mitigation,
): Verdicts {
  const { fault_t_start: start, detection_delay } = record;
  if (start === null) {
    const none = { localisation: null, analysis: null, exactSet: null };
    const never = { ttdSteps: null, ttlSteps: null, ttaSteps: null, ttmSteps: null };
    return {
      ...{ detection: record.anomaly_steps === 0, mitigation: record.false_acts === 0 },
      ...none,
      ...never,
    };
  }
  // What was said before anything was wrong is a guess.
  const named = submitted !== null && submitted.step >= start ? submitted.suspects : [];
  const [first] = named;
  const localisation = first !== undefined && faults.some(({ service }) => service === first.service);
  const analysis = localisation &&
    faults.some(({ service, type }) => service === first.service && type === first.kind);
  const at = new Set(faults.map(({ service }) => service));
  const suspects = new Set(named.map(({ service }) => service));
  const submittedAfter = submitted === null ? null : submitted.step - start;
  const { mitigated, step } = mitigation();
  return {
    detection: detection_delay !== null,
    localisation,
    analysis,
    exactSet: at.size === suspects.size && [...at].every((service) => suspects.has(service)),
    mitigation: mitigated,
    ttdSteps: detection_delay,
    ttlSteps: localisation ? submittedAfter : null,
    ttaSteps: analysis ? submittedAfter : null,
    ttmSteps: step === null ? null : Math.max(0, step - start),
  };
}

/** What of a record can be seen from outside: what was done, what it cost, and what users felt. */
const VISIBLE = [
  "anomaly_steps",
  "slo_steps",
  "first_slo",
  "recovered",
  "mttr_proxy",
  "sustained_recovery",
  "flaps",
  "refused_actions",
  "capacity_cost",
  "shed_cost",
  "total_reward",
  "impact_steps",
  "lost_write_seconds",
  "budget_left",
] as const satisfies readonly (keyof EpisodeRecord)[];

/** What a client is told at the end. It names no fault, no place and no step of a fault. */
export interface ToldScore {
  /** What anybody could have counted. */
  readonly measures: Readonly<Record<string, number | null>>;
  /** Right and wrong, stage by stage; null in the hidden split, where trying again would else find the truth out. */
  readonly verdicts: Verdicts | null;
}

/** What a client is told of a score. */
export function toldScore(score: Score, { hidden }: { readonly hidden: boolean }): ToldScore {
  const { record } = score;
  const seen = VISIBLE.map((key): [string, number | null] => [key, record[key]]);
  const acts = Object.entries(record).filter(([key]) => key.startsWith("actions_")) as [string, number][];
  return { measures: Object.fromEntries([...seen, ...acts]), verdicts: hidden ? null : score.verdicts };
}
