import {
  type Agent,
  type AgentContext,
  type AgentStep,
  breachesSlo,
  type Diagnosis,
  type JsonValue,
  serviceIndex,
} from "../model/mod.ts";
import { createPolicy, type Policy, policyLearns } from "../decide/mod.ts";
import { createDetector, type Detector } from "../detect/mod.ts";
import { createDiagnoser, type Diagnoser } from "../diagnose/mod.ts";
import { createWindow, type Window } from "../observe/mod.ts";

/** The parts of an agent, by name. A part that is left out is a stage that the agent does not have. */
export interface AgentParts {
  readonly detector?: string;
  readonly diagnoser?: string;
  readonly policy: string;
}

/** Observations that a diagnosis can look back on. */
const RECENT = 24;

/** The loop: observe, detect, diagnose, decide, learn, from parts by name. */
export function createComposedAgent(name: string, parts: AgentParts): Agent {
  let context: AgentContext | undefined;
  let front = 0;
  let detector: Detector | undefined;
  let diagnoser: Diagnoser | undefined;
  let policy: Policy | undefined;
  let learnt: JsonValue = null;
  let healthy: Window;
  let recent: Window;
  let fitted = false;

  function fit(): void {
    detector?.fit(healthy);
    diagnoser?.fit(healthy);
    policy!.fit(healthy);
    fitted = true;
  }

  return {
    name,
    learns: policyLearns(parts.policy),
    begin: (next) => {
      // A policy that learns from episode to episode goes on as long as the system is the same.
      if (policy === undefined || context?.topology !== next.topology) {
        policy = createPolicy(parts.policy, next);
        if (learnt !== null) policy.loadState(learnt);
      }
      context = next;
      front = serviceIndex(next.topology, next.topology.front);
      detector = parts.detector === undefined ? undefined : createDetector(parts.detector, next);
      diagnoser = parts.diagnoser === undefined ? undefined : createDiagnoser(parts.diagnoser, next);
      healthy = createWindow(next.topology.services.length, next.warmupSteps);
      recent = createWindow(next.topology.services.length, RECENT);
      fitted = false;
      policy.begin(next);
    },
    act: (observation): AgentStep => {
      if (context === undefined || policy === undefined) {
        throw new TypeError(`The agent "${name}" must begin an episode before it acts`);
      }
      recent.push(observation);
      if (!fitted) {
        healthy.push(observation);
        if (healthy.length === context.warmupSteps) fit();
        return { decision: { action: { kind: "noop" }, propensity: 1, reason: "learning what is normal" } };
      }
      const detection = detector?.update(observation);
      const inBreach = breachesSlo(observation.values, front, context.slo);
      let diagnosis: Diagnosis | undefined;
      const decision = policy.decide({
        observation,
        recent,
        detection,
        inBreach,
        diagnose: () => {
          if (diagnoser === undefined || detection === undefined) {
            throw new TypeError(
              `The policy "${parts.policy}" needs an agent with a detector and a diagnoser`,
            );
          }
          return diagnosis ??= diagnoser.diagnose(recent, detection);
        },
      });
      return { ...(detection && { detection }), ...(diagnosis && { diagnosis }), decision };
    },
    learn: (feedback) => policy?.learn(feedback),
    saveState: () => policy?.saveState() ?? learnt,
    loadState: (state) => {
      learnt = state;
      policy?.loadState(state);
    },
  };
}
