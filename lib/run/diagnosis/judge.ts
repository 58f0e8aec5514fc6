import {
  contextOf,
  contextOfIncident,
  createDiagnoser,
  type Diagnoser,
  type DiagnoserContext,
} from "../../diagnose/mod.ts";
import type { LabelledIncident, Signals, Topology } from "../../model/mod.ts";

/** How one method answered one incident. */
export interface Verdict {
  readonly method: string;
  readonly incident: string;
  /** The services at fault; empty: nothing was wrong. */
  readonly truth: readonly string[];
  /** The kind of fault, in the data set's words. */
  readonly fault: string | null;
  /** Services that the method named, most suspect first. */
  readonly named: readonly string[];
  readonly confidence: number;
  /** The kind of fault that the method named. */
  readonly namedFault: string | null;
  readonly rationale: string;
  /** Milliseconds for learning what is normal and for the diagnosis. */
  readonly fitMs: number;
  readonly diagnoseMs: number;
}

/** A method under test: the name of a diagnoser, or a function that makes one of one's own. */
export interface Method {
  readonly name: string;
  create(context: DiagnoserContext): Diagnoser;
}

/** The diagnoser of that name as a method. @throws {UsageError} when it is made, for an unknown name */
export function methodByName(name: string): Method {
  return { name, create: (context) => createDiagnoser(name, context) };
}

/** What the verdicts of a run of incidents need. */
export interface JudgeOptions {
  /** The graph with its timeouts and caches, where somebody has written that down. */
  readonly topology?: Topology;
  /** A clock in ms, for the cost; absent: every cost is 0. */
  readonly clock?: () => number;
}

/**
 * A judge of one method, incident by incident. What is normal is learnt once for neighbours that share it.
 */
export function createJudge(
  method: Method,
  { topology, clock = () => 0 }: JudgeOptions = {},
): (labelled: LabelledIncident) => Verdict {
  let last:
    | { before: Signals; services: readonly string[]; symptom: unknown; diagnoser: Diagnoser }
    | undefined;
  return ({ incident, truth }) => {
    const start = clock();
    if (
      last?.before !== incident.before || last.services !== incident.services ||
      last.symptom !== incident.symptom
    ) {
      const context = topology
        ? { ...contextOf(topology), ...contextOfIncident(incident) }
        : contextOfIncident(incident);
      const diagnoser = method.create(context);
      diagnoser.fit(incident.before);
      last = { before: incident.before, services: incident.services, symptom: incident.symptom, diagnoser };
    }
    const fitted = clock();
    const diagnosis = last.diagnoser.diagnose(incident.after);
    const done = clock();
    return {
      method: method.name,
      incident: incident.id,
      truth: truth.services,
      fault: truth.fault ?? null,
      // A service with the score 0 has not been accused.
      named: diagnosis.ranking.filter(({ score }) => score > 0).map(({ service }) => service),
      confidence: diagnosis.confidence,
      namedFault: diagnosis.fault ?? null,
      rationale: diagnosis.rationale,
      fitMs: fitted - start,
      diagnoseMs: done - fitted,
    };
  };
}
