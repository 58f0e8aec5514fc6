import { contextOfIncident, type DiagnoserContext } from "../../../diagnose/mod.ts";
import type { LabelledIncident } from "../../../model/mod.ts";
import { learnFeatures } from "../../../diagnose/features/features.ts";
import { KINDS } from "../../../diagnose/learnt/scorer.ts";
import type { Example } from "../../../diagnose/learnt/train_scorer.ts";
import { createStream } from "../../../random/mod.ts";
import { createEnvironment, type Environment } from "../../../simulator/mod.ts";
import { simulateIncident } from "../../../run/simulated_incident.ts";
import { seenThrough, VIEWS } from "../view.ts";
import type { TrainingScenario } from "./scenarios.ts";

/** Steps after the breach at which a diagnosis may be asked for: drawn per seed, so that no moment is special. */
const LATEST_QUESTION = 8;
/** Steps by which the supposed beginning may come early or late. */
const [EARLIEST_BEGINNING, LATEST_BEGINNING] = [-24, 12];

/**
 * The examples of one scenario: where logs and traces are collected two a seed, everything that was recorded and what one of the poorer
 * views leaves of it, else one.
 */
export function* examplesOf({ firstSeed, count, ...options }: TrainingScenario): Generator<Example> {
  const environment = createEnvironment(options);
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const stream = createStream(seed, "training", environment.topology.name);
    // An agent asks at once; whoever is paged asks later.
    const afterBreachSteps = stream.next() < 0.4 ? 1 : 1 + stream.integer(LATEST_QUESTION);
    const lateSteps = Math.round(stream.between(EARLIEST_BEGINNING, LATEST_BEGINNING));
    const labelled = simulateIncident(environment, { seed, afterBreachSteps, lateSteps });
    const poorer = stream.pick(VIEWS.slice(1));
    for (const view of options.signals ? ["everything", poorer] as const : ["metrics"] as const) {
      const seen = seenThrough(view, labelled);
      yield exampleOf(contextOfIncident(seen.incident), seen, environment);
    }
  }
}

function exampleOf(
  context: DiagnoserContext,
  { incident, truth }: LabelledIncident,
  { faults }: Environment,
): Example {
  const { services } = context;
  const features = Float32Array.from(learnFeatures(context, incident.before)(incident.after).table);
  const hypotheses = faults.filter(({ service }) => truth.services.includes(service))
    .map(({ service, type }) => services.indexOf(service) * KINDS.length + KINDS.indexOf(type));
  return { features, truth: hypotheses.length > 0 ? hypotheses : [services.length * KINDS.length] };
}
