import { z } from "zod";
import { sealed } from "../detect/state/sealed.ts";
import { readState } from "../detect/state/state.ts";
import { checkOptions, objectWith } from "../model/check_options.ts";
import { checkObservation, sloSchema, topologySchema } from "../model/schemas.ts";
import {
  type Agent,
  type AgentContext,
  type AgentStep,
  type Choice,
  type Detection,
  type Diagnosis,
  type JsonValue,
  topologyKey,
  UsageError,
} from "../model/mod.ts";
import { homeOf, ownError } from "../model/own_code/call_own.ts";
import type { OwnHome } from "../model/own_code/place.ts";
import { createPolicy, type OwnPolicy, policies, type Policy, type PolicyContext } from "../decide/mod.ts";
import { createDetector, type ServiceDetector, type ServiceDetectorContext } from "../detect/mod.ts";
import { contextOf, createDiagnoser, type Diagnoser, type DiagnoserContext } from "../diagnose/mod.ts";
import { createWindow, type Window } from "../observe/mod.ts";
import { ownDetector, ownDiagnoser, ownPolicy } from "./own_stages.ts";
import { createTelemetryReader, type TelemetryReader } from "./telemetry_reader.ts";

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
  readonly policy: Part<PolicyContext, OwnPolicy>;
}

/** Number of latest observations that policies and diagnosers see. */
const RECENT_STEPS = 24;

/** What makes a part, and what the part must be, since a part of one's own isn't checked by a catalogue. */
interface Maker<C, P, O> {
  readonly thing: string;
  readonly context: C;
  readonly schema: z.ZodType<O>;
  byName(choice: Choice, context: C): P;
  /** Puts around a part of one's own what a part of the catalogue does by itself: errors that say where they come from, and checked answers. */
  whole(made: O, home: OwnHome | undefined): P;
}

function make<C, P, O>(
  part: Part<C, O>,
  { thing, context, schema, byName, whole }: Maker<C, P, O>,
): P {
  if (typeof part !== "function") return byName(part, context);
  const home = homeOf(part);
  let made: O;
  try {
    made = part(context);
  } catch (error) {
    throw error instanceof UsageError ? error : ownError(error, thing, { home, member: "where it is made" });
  }
  return whole(checkOptions(thing, schema, made, "what it makes"), home);
}

/** `make` for a part that may be missing. */
function makeIfThere<C, P, O>(part: Part<C, O> | undefined, maker: Maker<C, P, O>): P | undefined {
  return part === undefined ? undefined : make(part, maker);
}

/** What a policy of one's own must be. */
export const POLICY: z.ZodType<OwnPolicy> = objectWith<OwnPolicy>(
  { name: "string", decide: "function" },
  { begin: "function", fit: "function", learn: "function", saveState: "function", loadState: "function" },
).refine(
  ({ saveState, loadState }) => (saveState === undefined) === (loadState === undefined),
  "must have both saveState() and loadState(), or neither",
);
/** What a detector must be. */
export const DETECTOR: z.ZodType<ServiceDetector> = objectWith<ServiceDetector>({
  name: "string",
  fit: "function",
  update: "function",
});
/** What a diagnoser must be. */
export const DIAGNOSER: z.ZodType<Diagnoser> = objectWith<Diagnoser>({
  name: "string",
  fit: "function",
  diagnose: "function",
});

const CONTEXT = z.strictObject({
  topology: topologySchema,
  slo: sloSchema,
  warmupSteps: z.int().min(1),
  seed: z.int(),
  timings: z.looseObject({}).optional(),
  rewardRange: z.tuple([z.number(), z.number()]).optional(),
  allows: z.custom((value) => typeof value === "function", "must be a function").optional(),
});

/** What a policy has learnt, by the key of the system that it learnt from. */
const STATE = z.strictObject({ systems: z.record(z.string(), z.json()) });

/** The key of what holds for all systems. */
export const ANY_SYSTEM = "any system";

/** What a policy learns holds for a system, unless it says that it holds for all: a topology by its content, and the SLO. */
function systemKey({ topology, slo }: AgentContext): string {
  return `${topologyKey(topology)} ${slo.latencyP95Ms} ${slo.errorRate}`;
}

/**
 * Composes an agent from its parts: it observes, detects, diagnoses, decides and learns. What its policy learns is kept for each system, so
 * that an agent may meet several in turn.
 *
 * Its `begin` throws a UsageError for a context without a topology, an SLO, a warm-up or a seed, and for a part of one's own that is none. Its `act`
 * throws one before the first episode, for an observation of another system, and where the policy asks for a diagnosis that the agent has no
 * parts for.
 *
 * @param name as in tables and pictures
 */
export function createComposedAgent(name: string, parts: AgentParts): Agent {
  const thing = `the agent "${name}"`;
  const chosen = typeof parts.policy === "function" ? undefined : policies.choose(parts.policy);
  const learns = chosen?.entry.learns === true;
  const sharesState = chosen?.entry.sharesState === true;
  const policiesBySystem = new Map<string, Policy>();
  let context: AgentContext | undefined;
  let reader: TelemetryReader;
  let detector: ServiceDetector | undefined;
  let diagnoser: Diagnoser | undefined;
  let policy: Policy | undefined;
  let loaded: Readonly<Record<string, JsonValue>> = {};
  let healthy: Window;
  let recent: Window;
  let fitted = false;
  let detected: Detection | undefined;
  let step: number | undefined;

  /** The moment, as messages about parts of one's own name it. */
  const when = () => step === undefined ? undefined : `step ${step}`;

  function fit(): void {
    detector?.fit(healthy);
    diagnoser?.fit(healthy.signals());
    policy!.fit(healthy);
    fitted = true;
  }

  /** The policy of a system: the one that knows it, or a new one. */
  function policyOf(next: AgentContext): Policy {
    const key = systemKey(next);
    const known = policiesBySystem.get(key);
    if (known !== undefined) return known === policy ? known : withSharedState(known);
    const made = make(parts.policy, {
      thing: `${thing}: its policy`,
      context: next,
      schema: POLICY,
      byName: createPolicy,
      whole: (one, home) => ownPolicy(one, { topology: next.topology, home, when }),
    });
    policiesBySystem.set(key, made);
    if (sharesState) return withSharedState(made);
    if (Object.hasOwn(loaded, key)) made.loadState(loaded[key]!);
    return made;
  }

  /** A policy that goes on from what the one before it, on another system, has learnt, where that holds for all systems. */
  function withSharedState(next: Policy): Policy {
    if (!sharesState) return next;
    if (policy !== undefined) next.loadState(policy.saveState());
    else if (Object.hasOwn(loaded, ANY_SYSTEM)) next.loadState(loaded[ANY_SYSTEM]!);
    return next;
  }

  const states = (): Record<string, JsonValue> =>
    sharesState ? sharedState() : ({
      ...loaded,
      ...Object.fromEntries(
        [...policiesBySystem].map(([key, its]): [string, JsonValue] => [key, its.saveState()]),
      ),
    });
  const sharedState = (): Record<string, JsonValue> =>
    policy === undefined ? { ...loaded } : { [ANY_SYSTEM]: policy.saveState() };
  const saved = sealed({ thing: "agent", name, settings: { policy: chosen?.label ?? "" } }, {
    saveState: () => ({ systems: states() }),
    loadState: (state) => {
      const { systems } = readState(name, STATE, state, "agent");
      if (sharesState) {
        if (policy !== undefined && Object.hasOwn(systems, ANY_SYSTEM)) {
          policy.loadState(systems[ANY_SYSTEM] as JsonValue);
        }
        loaded = systems as Readonly<Record<string, JsonValue>>;
        return;
      }
      for (const [key, its] of policiesBySystem) {
        if (Object.hasOwn(systems, key)) its.loadState(systems[key] as JsonValue);
        else policiesBySystem.delete(key);
      }
      loaded = systems as Readonly<Record<string, JsonValue>>;
    },
  });

  return {
    name,
    learns,
    begin: (next) => {
      checkOptions(thing, CONTEXT, next, "the context");
      policy = policyOf(next);
      context = next;
      const { topology, slo, seed, warmupSteps } = next;
      const services = topology.services.map((service) => service.name);
      step = undefined;
      reader = createTelemetryReader(next);
      detected = undefined;
      detector = makeIfThere(parts.detector, {
        thing: `${thing}: its detector`,
        context: {
          topology,
          slo,
          seed,
          ...(parts.threshold !== undefined && { threshold: parts.threshold }),
        },
        schema: DETECTOR,
        byName: createDetector,
        whole: (one, home) => ownDetector(one, { services, home, when }),
      });
      diagnoser = makeIfThere(parts.diagnoser, {
        thing: `${thing}: its diagnoser`,
        context: { ...contextOf(topology), seed },
        schema: DIAGNOSER,
        byName: createDiagnoser,
        whole: (one, home) => ownDiagnoser(one, { services, home, when }),
      });
      healthy = createWindow(topology, warmupSteps);
      recent = createWindow(topology, RECENT_STEPS);
      fitted = false;
      policy.begin(next);
    },
    act: (given): AgentStep => {
      if (context === undefined || policy === undefined) {
        throw new UsageError(`The agent "${name}" must begin an episode before it acts`);
      }
      checkObservation(thing, given, context.topology.services.length);
      const { allows } = context;
      step = given.step;
      const { observation, inBreach, isNews, isKnown, isRepeat } = reader.read(given);
      recent.push(observation);
      if (!fitted) {
        healthy.push(observation);
        if (healthy.length === context.warmupSteps) fit();
        return { decision: { action: { kind: "noop" }, propensity: 1, reason: "learning what is normal" } };
      }
      // What was judged once is no further evidence.
      if (!isRepeat || detected === undefined) detected = detector?.update(observation);
      const detection = detected;
      let diagnosis: Diagnosis | undefined;
      const decision = policy.decide({
        observation,
        recent,
        detection,
        inBreach,
        isNews,
        isKnown,
        ...(allows && { allows }),
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
    // A policy without a memory, which custom ones may have, leaves nothing to save.
    saveState: () =>
      learns || Object.values(states()).some((state) => state !== null) ? saved.saveState() : null,
    loadState: (state) => {
      if (learns || state !== null) return saved.loadState(state);
      loaded = {};
      policiesBySystem.clear();
    },
  };
}
