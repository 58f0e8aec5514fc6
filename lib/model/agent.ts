import type { Action } from "./action.ts";
import type { Observation } from "./observation.ts";
import type { Slo } from "./slo.ts";
import type { Topology } from "./topology.ts";
import type { Decision, Detection, Diagnosis } from "./verdict.ts";

/** What an agent is told before an episode: all of it is known to an operator, none of it is ground truth. */
export interface AgentContext {
  readonly topology: Topology;
  readonly slo: Slo;
  /** Observations at the start that are known to be healthy, for fitting detectors. */
  readonly warmupSteps: number;
  /** For the agent's own random streams. */
  readonly seed: number;
}

/** What an agent makes of one observation. */
export interface AgentStep {
  readonly detection?: Detection;
  readonly diagnosis?: Diagnosis;
  readonly decision: Decision;
}

/** What came of the agent's last decision. */
export interface Feedback {
  /** What the executor did, which is `noop` where a guardrail refused the decision. */
  readonly executed: Action;
  /** The reward of the step that followed. */
  readonly reward: number;
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
  readonly name: string;
  /**
   * Whether an episode changes how it meets the next. The episodes of one that learns must follow each other; those of one that
   * does not may be run in any order, on any machine. Default false.
   */
  readonly learns?: boolean;
  /** Starts an episode. What was learnt in earlier ones stays; windows and fitted detectors do not. */
  begin(context: AgentContext): void;
  act(observation: Observation): AgentStep;
  learn(feedback: Feedback): void;
  /** What was learnt in the episodes so far, the last one's open decisions settled, for `loadState` of an agent of the same name. */
  saveState(): JsonValue;
  /** @throws {TypeError} if the state is not one that `saveState` wrote. */
  loadState(state: JsonValue): void;
}
