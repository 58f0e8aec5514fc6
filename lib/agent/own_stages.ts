import type { Observation, Topology } from "../model/mod.ts";
import { checkDecision, checkDetection, checkDiagnosis } from "../model/own_code/check_given.ts";
import { ownCaller, type OwnPlace } from "../model/own_code/call_own.ts";
import { type OwnPolicy, type Policy, UNLEARNED } from "../decide/policy.ts";
import type { ServiceDetector } from "../detect/mod.ts";
import type { Diagnoser } from "../diagnose/mod.ts";

/** What is known of a part of one's own, of its place and of the system. */
interface Surroundings extends OwnPlace {
  /** The services, in the order of the topology. */
  readonly services: readonly string[];
}

/** A detector of one's own whose errors say where they come from, and whose detections are checked. */
export function ownDetector(made: ServiceDetector, { services, ...place }: Surroundings): ServiceDetector {
  const { name } = made;
  const call = ownCaller(`the detector "${name}"`, place);
  return {
    name,
    fit: (healthy) => call("fit", () => made.fit(healthy)),
    update: (observation: Observation) => {
      const detection = call("update", () => made.update(observation));
      call("update", () => checkDetection(detection, services));
      return detection;
    },
  };
}

/** A diagnoser of one's own whose errors say where they come from, and whose diagnoses are checked. */
export function ownDiagnoser(made: Diagnoser, { services, ...place }: Surroundings): Diagnoser {
  const { name } = made;
  const call = ownCaller(`the diagnoser "${name}"`, place);
  return {
    name,
    fit: (before) => call("fit", () => made.fit(before)),
    diagnose: (after, detection) => {
      const diagnosis = call("diagnose", () => made.diagnose(after, detection));
      call("diagnose", () => checkDiagnosis(diagnosis, services));
      return diagnosis;
    },
  };
}

/** A policy of one's own with all members: those left out do nothing. Its errors say where they come from, and its decisions are checked. */
export function ownPolicy(
  made: OwnPolicy,
  { topology, ...place }: OwnPlace & { readonly topology: Topology },
): Policy {
  const { name } = made;
  const call = ownCaller(`the policy "${name}"`, place);
  return {
    name,
    begin: (episode) => call("begin", () => made.begin?.(episode)),
    fit: (healthy) => call("fit", () => made.fit?.(healthy)),
    decide: (situation) => {
      const decision = call("decide", () => made.decide(situation));
      call("decide", () => checkDecision(decision, topology));
      return decision;
    },
    learn: (feedback) => call("learn", () => made.learn?.(feedback)),
    saveState: () => call("saveState", () => made.saveState?.() ?? null),
    loadState: (state) =>
      call(
        "loadState",
        () => made.loadState === undefined ? UNLEARNED.loadState(state) : made.loadState(state),
      ),
  };
}
