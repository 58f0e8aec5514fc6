import {
  type Agent,
  type AgentContext,
  type AgentStep,
  breachesSlo,
  type Choice,
  type Diagnosis,
  type JsonValue,
  serviceIndex,
  UsageError,
} from "../model/mod.ts";
import { createPolicy, policies, type Policy, type PolicyContext } from "../decide/mod.ts";
import { createDetector, type ServiceDetector, type ServiceDetectorContext } from "../detect/mod.ts";
import { contextOf, createDiagnoser, type Diagnoser, type DiagnoserContext } from "../diagnose/mod.ts";
import { createWindow, type Window } from "../observe/mod.ts";

/** A part of an agent: one of the catalogue, by name and parameters, or a function that makes one of one's own. */
export type Part<C, P> = Choice | ((context: C) => P);

/** The parts of an agent. A part that is left out is a stage that the agent does not have. */
export interface AgentParts {
  /** Says whether something is wrong. */
  readonly detector?: Part<ServiceDetectorContext, ServiceDetector>;
  /** What turns a stream detector's scores into alarms; detectors with limits of their own take none. */
  readonly threshold?: Choice;
  /** Says what the cause is, when the policy asks. */
  readonly diagnoser?: Part<DiagnoserContext, Diagnoser>;
  /** Says what to do. */
  readonly policy: Part<PolicyContext, Policy>;
}

/** Number of latest observations that policies and diagnosers see. */
const RECENT_STEPS = 24;

function make<C, P>(
  part: Part<C, P>,
  { context, byName }: { context: C; byName: (choice: Choice, context: C) => P },
): P {
  return typeof part === "function" ? part(context) : byName(part, context);
}

/** `make` for a part that may be missing. */
function makeIfThere<C, P>(
  part: Part<C, P> | undefined,
  how: { context: C; byName: (choice: Choice, context: C) => P },
): P | undefined {
  return part === undefined ? undefined : make(part, how);
}

/**
 * Composes an agent from its parts: it observes, detects, diagnoses, decides and learns. Its `act` throws a UsageError before the first
 * episode, and where the policy asks for a diagnosis that the agent has no parts for.
 *
 * @param name as in tables and pictures
 */
export function createComposedAgent(name: string, parts: AgentParts): Agent {
  let context: AgentContext | undefined;
  let front = 0;
  let detector: ServiceDetector | undefined;
  let diagnoser: Diagnoser | undefined;
  let policy: Policy | undefined;
  let learnt: JsonValue = null;
  let healthy: Window;
  let recent: Window;
  let fitted = false;

  function fit(): void {
    detector?.fit(healthy);
    diagnoser?.fit(healthy.signals());
    policy!.fit(healthy);
    fitted = true;
  }

  return {
    name,
    learns: typeof parts.policy !== "function" && policies.choose(parts.policy).entry.learns === true,
    begin: (next) => {
      // A policy that learns from episode to episode goes on as long as the system is the same.
      if (policy === undefined || context?.topology !== next.topology) {
        policy = make(parts.policy, { context: next, byName: createPolicy });
        if (learnt !== null) policy.loadState(learnt);
      }
      context = next;
      front = serviceIndex(next.topology, next.topology.front);
      detector = makeIfThere(parts.detector, {
        context: { ...next, ...(parts.threshold !== undefined && { threshold: parts.threshold }) },
        byName: createDetector,
      });
      diagnoser = makeIfThere(parts.diagnoser, {
        context: { ...contextOf(next.topology), seed: next.seed },
        byName: createDiagnoser,
      });
      healthy = createWindow(next.topology, next.warmupSteps);
      recent = createWindow(next.topology, RECENT_STEPS);
      fitted = false;
      policy.begin(next);
    },
    act: (observation): AgentStep => {
      if (context === undefined || policy === undefined) {
        throw new UsageError(`The agent "${name}" must begin an episode before it acts`);
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
            throw new UsageError(
              `The policy "${policy!.name}" needs an agent with a detector and a diagnoser`,
            );
          }
          return diagnosis ??= diagnoser.diagnose(recent.signals(), detection);
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
