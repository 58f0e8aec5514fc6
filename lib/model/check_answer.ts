import { describeAction } from "./action.ts";
import type { AgentStep } from "./agent.ts";
import type { Candidate, Decision, Detection, Diagnosis } from "./verdict.ts";
import { showValue } from "./show_value.ts";
import { UsageError } from "./usage_error.ts";

/** Who answered, and when. */
export interface Asked {
  /** Name of the agent. */
  readonly agent: string;
  /** Step of the episode. */
  readonly step: number;
}

/**
 * What an agent answered as a copy of its own, read once: getters run the agent's code, and what it writes to its answer later changes nothing.
 * What is no answer comes back as far as it can be read, for `checkAnswer`.
 */
export function ownAnswer(answer: AgentStep): AgentStep {
  if (!isObject(answer)) return answer;
  const { decision, detection, diagnosis } = answer;
  return {
    decision: isObject(decision) ? ownDecision(decision) : decision,
    ...(detection !== undefined && { detection: isObject(detection) ? ownDetection(detection) : detection }),
    ...(diagnosis !== undefined && { diagnosis: isObject(diagnosis) ? ownDiagnosis(diagnosis) : diagnosis }),
  };
}

function ownDecision({ action, propensity, reason, candidates }: Decision): Decision {
  // A promise has nothing to copy, and is named as what it is where the action is checked.
  const own = isObject(action) && !(action instanceof Promise) ? { ...action } : action;
  return {
    action: own,
    propensity,
    reason,
    ...(candidates !== undefined && {
      candidates: Array.isArray(candidates) ? candidates.map(ownCandidate) : candidates,
    }),
  };
}

function ownCandidate(candidate: Candidate): Candidate {
  if (!isObject(candidate)) return candidate;
  const { action, propensity, features } = candidate;
  return {
    action: isObject(action) ? { ...action } : action,
    propensity,
    features: features instanceof Float64Array ? features.slice() : features,
  };
}

function ownDetection(detection: Detection): Detection {
  const own = { ...detection };
  return own.scores instanceof Float64Array ? { ...own, scores: new Float64Array(own.scores) } : own;
}

const LISTS = ["ranking", "kinds", "indicators", "evidence"] as const;

function ownDiagnosis(diagnosis: Diagnosis): Diagnosis {
  const own: Diagnosis & Record<string, unknown> = { ...diagnosis };
  for (const key of LISTS) {
    const list: unknown = own[key];
    if (Array.isArray(list)) Object.assign(own, { [key]: Array.from(list, (one) => ({ ...one })) });
  }
  return own;
}

/**
 * Checks what an agent answered; its action is checked where it is carried out.
 *
 * @throws {UsageError} that names the agent, the step and what is wrong
 */
export function checkAnswer(answer: AgentStep, asked: Asked): void {
  const wrong = underAgent(asked, () => wrongIn(answer));
  if (wrong !== undefined) throw new UsageError(`${askedText(asked)}: ${wrong}`);
}

/** Runs a check and puts the agent and the step before the message of its UsageError. */
export function underAgent<T>(asked: Asked, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${askedText(asked)}: ${error.message}`);
    throw error;
  }
}

/** How messages begin. */
export function askedText({ agent, step }: Asked): string {
  return `The agent "${agent}" in step ${step}`;
}

function wrongIn(answer: AgentStep): string | undefined {
  if (!isObject(answer)) return `act() must return an object with a decision, found ${showValue(answer)}`;
  const { decision, detection, diagnosis } = answer;
  if (!isObject(decision)) {
    return `its decision must be an object with action, propensity and reason, found ${showValue(decision)}`;
  }
  const { propensity, reason } = decision;
  if (!(typeof propensity === "number" && propensity > 0 && propensity <= 1)) {
    return `its propensity must be a number above 0 and up to 1, found ${showValue(propensity)}`;
  }
  if (typeof reason !== "string") return `its reason must be a text, found ${showValue(reason)}`;
  const unfit = decision.candidates === undefined ? undefined : wrongInCandidates(decision);
  if (unfit !== undefined) return unfit;
  if (
    detection !== undefined &&
    !(isObject(detection) && typeof detection.anomalous === "boolean" &&
      Number.isFinite(detection.globalScore) && detection.scores instanceof Float64Array)
  ) return `its detection must have scores, a globalScore and anomalous, found ${showValue(detection)}`;
  if (
    diagnosis !== undefined &&
    !(isObject(diagnosis) && typeof diagnosis.suspect === "string" && Array.isArray(diagnosis.ranking) &&
      typeof diagnosis.confidence === "number" && diagnosis.confidence >= 0 && diagnosis.confidence <= 1)
  ) {
    return `its diagnosis must have a suspect, a ranking and a confidence from 0 to 1, found ${
      showValue(diagnosis)
    }`;
  }
  return undefined;
}

/** Sums of rounded propensities differ from 1 in their last digits. */
const SUM_TOLERANCE = 1e-6;

function wrongInCandidates({ action, propensity, candidates }: Decision): string | undefined {
  if (!Array.isArray(candidates) || candidates.length === 0) {
    return `its candidates must be a list of one or more, found ${showValue(candidates)}`;
  }
  const length: unknown = candidates[0]?.features?.length;
  let sum = 0;
  for (const candidate of candidates as readonly Candidate[]) {
    if (
      !isObject(candidate) || !isObject(candidate.action) ||
      !(candidate.propensity >= 0 && candidate.propensity <= 1) ||
      !(candidate.features instanceof Float64Array) || candidate.features.length !== length
    ) {
      return `its candidates must have an action, a propensity from 0 to 1 and equally many features, found ${
        showValue(candidate)
      }`;
    }
    sum += candidate.propensity;
  }
  if (Math.abs(sum - 1) > SUM_TOLERANCE) {
    return `the propensities of its candidates must sum to 1, found ${sum}`;
  }
  const names = candidates.map((candidate) => describeAction(candidate.action));
  const name = describeAction(action);
  const chosen = candidates[names.indexOf(name)];
  const twice = names.find((one, i) => names.indexOf(one) < i);
  if (twice !== undefined) return `its candidates must be different actions, found ${twice} twice`;
  if (chosen === undefined) return `its action must be one of its candidates, found ${name}`;
  if (Math.abs(chosen.propensity - propensity) <= SUM_TOLERANCE) return undefined;
  return `its propensity must be that of the chosen candidate, ${chosen.propensity}, found ${propensity}`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
