import { ACTION_KINDS, type ActionKind, type AgentStep, type Diagnosis, type Fault } from "../model/mod.ts";
import { REWARD, type RewardWeights, type StepInfo } from "../simulator/mod.ts";
import type { ActionCounts, EpisodeRecord } from "./records.ts";

/** Steps after a fault (or breach, for alarms) in which alarms and actions do not count as false. */
const AFTERMATH_STEPS = 12;
/** Steps in a row without breach, fault or shed traffic after which an incident counts as cured: a minute. */
const CURED_STEPS = 12;

/** The facts of one step. */
export interface RecordedStep {
  readonly step: number;
  readonly reward: number;
  readonly info: StepInfo;
  readonly answer: AgentStep;
  readonly executed: ActionKind;
  readonly refused: boolean;
}

/** Accumulates the record of an episode step by step. */
export interface Recorder {
  add(step: RecordedStep): void;
  finish(): EpisodeRecord;
}

/** Creates a recorder for one episode. */
export function createRecorder(
  { faults, benign = null, weights = REWARD, ...named }:
    & Pick<EpisodeRecord, "seed" | "agent" | "scenario" | "topology" | "trial" | "episode" | "privileged">
    & {
      faults: readonly Fault[];
      /** Kind of the benign event. */
      benign?: string | null;
      /** Weights of the reward, for the cost of false acts. Default `REWARD`. */
      weights?: RewardWeights;
    },
): Recorder {
  const counts = new Map<ActionKind, number>(ACTION_KINDS.map((kind) => [kind, 0]));
  const start = faults.length > 0 ? Math.min(...faults.map((fault) => fault.startStep)) : null;
  const atFault = new Set(faults.map((fault) => fault.service));
  const activeSteps = new Array<number>(faults.length).fill(0);
  let anomalySteps = 0;
  let sloSteps = 0;
  let firstSlo: number | null = null;
  let lastSlo = -1;
  let recovered: number | null = null;
  let lastStep = 0;
  let flaps = 0;
  let inBreach = false;
  let effective = 0;
  let detectionDelay: number | null = null;
  let falsePositives = 0;
  let troubled = -Infinity;
  let acted: Pick<Diagnosis, "suspect" | "confidence" | "fault"> | undefined;
  let refusedActions = 0;
  let capacity = 0;
  let shed = 0;
  let reward = 0;
  let impact = 0;
  let lostWrites = 0;
  let curedSteps = 0;
  let curedFrom: number | null = null;
  let faulty = -Infinity;
  let falseActs = 0;
  let falseActCost = 0;
  let lastFalseAct = -Infinity;
  let budgetLeft: number | null = null;

  function addBreach(step: number, sloViolated: boolean): void {
    if (sloViolated) {
      sloSteps++;
      if (firstSlo === null) firstSlo = step;
      else if (!inBreach) flaps++;
      lastSlo = step;
    } else if (firstSlo !== null && recovered === null) recovered = step;
    inBreach = sloViolated;
  }

  /** Counts the steps in a row in which nothing is wrong, and nothing is hidden either. */
  function addCure(step: number, { sloViolated, shedShare, activeFaults }: StepInfo): void {
    if (firstSlo === null || curedFrom !== null) return;
    curedSteps = sloViolated || shedShare > 0 || activeFaults.length > 0 ? 0 : curedSteps + 1;
    if (curedSteps === CURED_STEPS) curedFrom = step + 1 - CURED_STEPS;
  }

  function addAlarm(step: number): void {
    anomalySteps++;
    if (start !== null && step >= start) detectionDelay ??= step - start;
    if (step - troubled > AFTERMATH_STEPS) falsePositives++;
  }

  /** Counts an action as false if there is no fault, nor the aftermath of one, that it could be for. */
  function addAct(step: number, { sloViolated, activeFaults }: StepInfo, executed: ActionKind): void {
    const inAftermath = step - faulty <= AFTERMATH_STEPS;
    // A breach that outlives its fault belongs to it for as long as it goes on.
    if (activeFaults.length > 0 || (sloViolated && inAftermath)) faulty = step;
    if (step - faulty <= AFTERMATH_STEPS) return;
    if (sloViolated && step - lastFalseAct <= AFTERMATH_STEPS) {
      falseActCost += weights.healthy - weights.breach;
    }
    if (executed === "noop") return;
    falseActs++;
    falseActCost -= weights.action[executed];
    lastFalseAct = step;
  }

  return {
    add({ step, reward: gained, info, answer, executed, refused }) {
      lastStep = step;
      reward += gained;
      capacity += info.extraReplicas;
      shed += info.shedShare;
      if (info.activeFaults.length > 0) effective++;
      if (info.activeFaults.length > 0 || info.sloViolated) troubled = step;
      info.activeFaults.forEach((fault) => activeSteps[faults.indexOf(fault)]!++);
      impact += info.sloViolated ? 1 : info.shedShare;
      lostWrites += info.lostWriteSeconds;
      budgetLeft = info.budget?.left ?? null;
      addBreach(step, info.sloViolated);
      addCure(step, info);
      addAct(step, info, executed);
      if (answer.detection?.anomalous) addAlarm(step);
      if (refused) refusedActions++;
      counts.set(executed, counts.get(executed)! + 1);
      if (start !== null && step >= start && executed !== "noop" && answer.diagnosis !== undefined) {
        // What its agent does to the diagnosis afterwards doesn't count.
        const { suspect, confidence, fault } = answer.diagnosis;
        acted ??= { suspect, confidence, ...(fault !== undefined && { fault }) };
      }
    },
    finish: () => ({
      seed: named.seed,
      fault_type: joined(faults.map((fault) => fault.type)),
      fault_service: joined(faults.map((fault) => fault.service)),
      fault_t_start: start,
      fault_duration: faults.length > 0 ? Math.max(...faults.map((fault) => fault.durationSteps)) : null,
      fault_severity: faults.length > 0 ? Math.max(...faults.map((fault) => fault.severity)) : null,
      anomaly_steps: anomalySteps,
      slo_steps: sloSteps,
      first_slo: firstSlo,
      recovered,
      mttr_proxy: firstSlo === null || recovered === null ? null : recovered - firstSlo,
      agent: named.agent,
      scenario: named.scenario,
      topology: named.topology,
      trial: named.trial,
      episode: named.episode,
      effective_duration: faults.length > 0 ? effective : null,
      sustained_recovery: firstSlo === null || lastSlo === lastStep ? null : lastSlo + 1 - firstSlo,
      flaps,
      detection_delay: detectionDelay,
      false_positive_steps: falsePositives,
      diagnosis_right: acted === undefined ? null : atFault.has(acted.suspect),
      diagnosis_confidence: acted === undefined ? null : acted.confidence,
      ...actionCounts(counts),
      refused_actions: refusedActions,
      capacity_cost: capacity,
      shed_cost: shed,
      total_reward: reward,
      diagnosis_kind_right: acted?.fault === undefined
        ? null
        : faults.some(({ type, service }) => type === acted!.fault && service === acted!.suspect),
      impact_steps: impact,
      cured_after: curedFrom === null ? null : curedFrom - firstSlo!,
      fault_steps: joined(activeSteps.map(String)),
      lost_write_seconds: lostWrites,
      privileged: named.privileged,
      benign,
      false_acts: falseActs,
      false_act_cost: falseActCost,
      budget_left: budgetLeft,
    }),
  };
}

function joined(names: readonly string[]): string | null {
  return names.length > 0 ? names.join("+") : null;
}

function actionCounts(counts: ReadonlyMap<ActionKind, number>): ActionCounts {
  const kinds = ACTION_KINDS.filter((kind) => kind !== "noop");
  return Object.fromEntries(kinds.map((kind) => [`actions_${kind}`, counts.get(kind)!])) as ActionCounts;
}
