import { contextOfIncident } from "../../../diagnose/mod.ts";
import type { Incident, LabelledIncident } from "../../../model/mod.ts";
import { FEATURES, learnFeatures } from "../../../diagnose/features/features.ts";
import { learnFurtherFeatures } from "../../../diagnose/features/further_features.ts";
import { firstCauseIn } from "../../../diagnose/fused/further_causes.ts";
import { KINDS, type Scores } from "../../../diagnose/learnt/scorer.ts";
import type { Example } from "../../../diagnose/learnt/train_scorer.ts";
import { createStream } from "../../../random/mod.ts";
import { createEnvironment, type Environment, type MeasuredAt } from "../../../simulator/mod.ts";
import { simulateIncident } from "../../../run/simulated_incident.ts";
import { seenThrough, VIEWS } from "../view.ts";
import { withGaps } from "./gaps.ts";
import type { TrainingScenario } from "./scenarios.ts";

/** Latest step after the breach at which the diagnosis is made; drawn per seed, so that the scorer learns from all of them. */
const MAX_AFTER_BREACH_STEPS = 8;
/** The share of examples that are cut some steps after the start, breached or not, as an alarm makes an agent look; and the range of those steps. */
const EARLY_SHARE = 0.2;
const [MIN_EARLY_STEPS, MAX_EARLY_STEPS] = [1, 30];
/** The share of examples with logs in which their words tell nothing, as those of another author. */
const OTHER_WORDS_SHARE = 0.2;
/** Range of the supposed beginning relative to the true one (steps). */
const [MIN_LATE_STEPS, MAX_LATE_STEPS] = [-24, 12];

/**
 * The training examples of one scenario. With logs and traces there are two per seed, one with all signals and one with a random other view;
 * else there is one. In a share of them metrics are missing, see `withGaps`, and in another services are measured at their callers.
 */
export function* examplesOf(scenario: TrainingScenario): Generator<Example> {
  for (const { labelled, faults, wordless } of lessonsOf(scenario)) {
    const features = featuresOf(labelled.incident);
    const truth = hypothesesOf(labelled, faults);
    yield { features: Float32Array.from(wordless ? withoutWords(features) : features), truth };
  }
}

/** Latest step after the breach up to which further causes are looked for: what began second needs time to show. */
const MAX_FURTHER_STEPS = 16;

/**
 * The examples of one scenario from which it is learnt what else is wrong beside the cause that a network finds first: of those incidents in which
 * it finds one. The truth is what is left without that cause.
 */
export function* furtherExamplesOf(
  scenario: TrainingScenario,
  network: (table: Float64Array) => Scores,
): Generator<Example> {
  for (const { labelled, faults, wordless } of lessonsOf(scenario, MAX_FURTHER_STEPS)) {
    const { before, after, topology, services } = labelled.incident;
    const features = featuresOf(labelled.incident);
    const table = wordless ? withoutWords(features) : features;
    const scores = network(table);
    const first = firstCauseIn(scores);
    if (first === undefined) continue;
    const further = learnFurtherFeatures(topology!, before.metrics)(
      { first, table, scores, after: after.metrics },
    );
    const left = hypothesesOf(labelled, faults).filter((one) => Math.floor(one / KINDS.length) !== first);
    const nothing = services.length * KINDS.length;
    yield { features: Float32Array.from(further), truth: left.length > 0 ? left : [nothing] };
  }
}

/** An incident to learn from. */
interface Lesson {
  readonly labelled: LabelledIncident;
  readonly faults: Environment["faults"];
  /** Whether the words of its logs are to tell nothing. */
  readonly wordless: boolean;
}

/** The incidents of a scenario. @param mostSteps latest step after the breach at which the window ends */
function* lessonsOf(
  { firstSeed, count, gapShare = 0, callerShare = 0, ...options }: TrainingScenario,
  mostSteps = MAX_AFTER_BREACH_STEPS,
): Generator<Lesson> {
  const environments = new Map<MeasuredAt, Environment>();
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const place = options.measuredAt ?? drawnPlace(seed, callerShare);
    const environment = environments.get(place) ?? createEnvironment({ ...options, measuredAt: place });
    environments.set(place, environment);
    const stream = createStream(seed, "training", environment.topology.name);
    // An agent diagnoses at once, an operator who was paged some steps later.
    const afterBreachSteps = stream.next() < 0.4 ? 1 : 1 + stream.integer(mostSteps);
    const lateSteps = Math.round(stream.between(MIN_LATE_STEPS, MAX_LATE_STEPS));
    const early = stream.next() < (options.faultCount === 0 ? 0.7 : EARLY_SHARE);
    const afterStartSteps = MIN_EARLY_STEPS + stream.integer(MAX_EARLY_STEPS - MIN_EARLY_STEPS + 1);
    const labelled = simulateIncident(environment, {
      seed,
      afterBreachSteps,
      ...(early && { afterStartSteps }),
      lateSteps: early ? Math.min(lateSteps, afterStartSteps - 1) : lateSteps,
    });
    const poorer = stream.pick(VIEWS.slice(1));
    for (const view of options.signals ? ["everything", poorer] as const : ["metrics"] as const) {
      const whole = seenThrough(view, labelled);
      const seen = gapShare > 0 && stream.next() < gapShare ? withGaps(whole, stream) : whole;
      const wordless = options.signals !== undefined && stream.next() < OTHER_WORDS_SHARE;
      yield { labelled: seen, faults: environment.faults, wordless };
    }
  }
}

/** Where services are measured in an episode. */
function drawnPlace(seed: number, callerShare: number): MeasuredAt {
  const drawn = createStream(seed, "training place").next();
  return drawn >= callerShare ? "server" : drawn >= callerShare / 2 ? "mixed" : "caller";
}

/** The columns of features that stand for words in logs. */
const WORD_COLUMNS = new Set(FEATURES.flatMap((name, i) => name.includes("keyword ") ? [i] : []));

function withoutWords(features: Float64Array): Float64Array {
  return features.map((x, i) => WORD_COLUMNS.has(i % FEATURES.length) ? 0 : x);
}

/** Services x `FEATURES`, row by row. */
function featuresOf(incident: Incident): Float64Array {
  return learnFeatures(contextOfIncident(incident), incident.before)(incident.after).table;
}

/** The true hypotheses, as in `Example`. */
function hypothesesOf(
  { incident: { services }, truth }: LabelledIncident,
  faults: Environment["faults"],
): number[] {
  const hypotheses = faults.filter(({ service }) => truth.services.includes(service))
    .map(({ service, type }) =>
      services.indexOf(service) * KINDS.length + (KINDS as readonly string[]).indexOf(type)
    );
  return hypotheses.length > 0 ? hypotheses : [services.length * KINDS.length];
}
