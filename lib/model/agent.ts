import type { Action } from "./action.ts";
import type { Observation } from "./observation.ts";
import type { Timings } from "./platform.ts";
import type { Slo } from "./slo.ts";
import type { Topology } from "./topology.ts";
import type { Decision, Detection, Diagnosis } from "./verdict.ts";

/** What an agent is told before an episode: all of it is known to an operator, none of it is ground truth. */
export interface AgentContext {
  /** The service graph. */
  readonly topology: Topology;
  /** What users were promised. */
  readonly slo: Slo;
  /** Observations at the start that are known to be healthy, for fitting detectors. */
  readonly warmupSteps: number;
  /** For the agent's own random streams; says nothing of the episode. */
  readonly seed: number;
  /** How long remedies take. Default: `TIMINGS.realistic`. */
  readonly timings?: Timings;
  /** The least and the greatest reward that a step can have, whether or not it ever comes. Absent where nobody knows them. */
  readonly rewardRange?: readonly [least: number, greatest: number];
  /**
   * Whether the guardrails would let an action through in the present step. They know what was carried out before and nothing of the fault;
   * asking changes nothing. Absent where no guardrails stand behind the agent, as in a replay.
   *
   * @throws {UsageError} for what is no action in `topology`
   */
  allows?(action: Action): boolean;
}

/** What an agent makes of one observation. */
export interface AgentStep {
  /** What the detector said; absent while the agent learns what is normal, and without a detector. */
  readonly detection?: Detection;
  /** What the diagnoser said; absent in steps in which nobody asked it. */
  readonly diagnosis?: Diagnosis;
  /** What to do. */
  readonly decision: Decision;
}

/** What came of the agent's last decision. */
export interface Feedback {
  /** What the executor did, which is `noop` where a guardrail refused the decision. */
  readonly executed: Action;
  /** An action of an earlier step that was told as executed and, as is known only now, was not carried out. Default: none. */
  readonly notCarriedOut?: Action;
  /** The reward of the step that followed; where telemetry is late, of the latest step that is seen, and 0 before the first. */
  readonly reward: number;
  /** Whether that same step broke the SLO. */
  readonly sloViolated: boolean;
}

/** State that survives JSON. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** An agent: begins an episode, turns each observation into a decision, learns from what came of it. */
export interface Agent {
  /** What tables and pictures call it. */
  readonly name: string;
  /**
   * Whether an episode changes how it meets the next. The episodes of one that learns must follow each other; those of one that
   * does not may be run in any order, on any machine. Default false.
   */
  readonly learns?: boolean;
  /** Starts an episode. What was learnt in earlier ones stays; windows and fitted detectors do not. */
  begin(context: AgentContext): void;
  /** Judges an observation and decides. Once a step, after `begin`. */
  act(observation: Observation): AgentStep;
  /** Hears what came of the last decision, once a step. */
  learn(feedback: Feedback): void;
  /** What was learnt in the episodes so far, the last one's open decisions settled, for `loadState` of an agent of the same name. */
  saveState(): JsonValue;
  /** Goes on from what was learnt. @throws {UsageError} if the state is not one that `saveState` wrote. */
  loadState(state: JsonValue): void;
}
