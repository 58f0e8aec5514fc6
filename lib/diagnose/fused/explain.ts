import type {
  Dependency,
  Diagnosis,
  Evidence,
  FaultType,
  MetricRole,
  MetricTable,
  Signals,
} from "../../model/mod.ts";
import { durationText, highestOf, metricIs, metricQuantities } from "../../model/shown/metric_text.ts";
import { shareText } from "../../model/shown/share_text.ts";
import { nobody, rank } from "../diagnoser.ts";
import { diagnosisText } from "../diagnosis_text.ts";
import type { SignalFeatures } from "../features/signal_features.ts";
import { KEYWORD_CLASSES } from "../logs/log_keywords.ts";
import { causesOf, mixedCauses } from "./causes.ts";
import { spreadOf } from "./spread.ts";
import { deviation } from "../metrics/scale.ts";
import { type Reading, readingsOf } from "../metrics/service_metrics.ts";
import { lookText } from "../next_look/look_text.ts";
import { nextLookOf } from "../next_look/next_look.ts";

/** Which services are to blame for an incident, with their probabilities. */
export interface Judgement {
  /** Per service the probability that it is at fault, 0 to 1; several services may be. */
  readonly blame: Float64Array;
  /** The same with the doubt that further causes are not seen yet, by which sets of causes are weighed; absent if that is none. */
  readonly together?: Float64Array;
  /** The likeliest kind of fault at a service, given by its place; undefined if it can't be told. */
  faultOf(service: number): FaultType | undefined;
  /** The probability of each kind of fault of the service at a place, given that it is at fault; absent if it can't be told. */
  kindsOf?(service: number): readonly (readonly [fault: FaultType, probability: number])[];
  /** What else speaks against a service, given by its place, strongest first; absent if nothing can. */
  readonly evidenceOf?: (service: number) => readonly Evidence[];
  /** How certain it is that anything has happened, 0 to 1; absent if that is not told apart. */
  readonly happened?: number;
  /** Shares of suspicion, summing to 1 or 0, by which services are ranked where nobody can be named; absent if there are none. */
  readonly suspicion?: Float64Array;
  /** The ratio of the load where that alone explains what metrics show, at all services alike; absent otherwise. */
  readonly surge?: number;
  /** Whether all services have clearly less to do; absent if that is not told. */
  readonly lull?: boolean;
  /** What logs and spans tell about each service; absent if none are collected. */
  readonly records?: readonly SignalFeatures[];
  /** Whether it was trained to weigh small changes of many services together, that tell little each. */
  readonly trained?: boolean;
  /** Whether several services may be at fault, each with its own probability; otherwise one at most is. */
  readonly several?: boolean;
  /** The judgements of which this is a mixture, with their weights: by each of them sets of causes are weighed apart; absent if it is none. */
  readonly mixedOf?: readonly (readonly [weight: number, Judgement])[];
  /** Places of those that the likeliest service calls and may be cut off from, which metrics of theirs don't show; absent if none is. */
  readonly cutOff?: readonly number[];
  /** How far the likeliest service is dead or silent, 0 to 1; absent if that is not told. */
  readonly dead?: number;
  /** How far it has changed by itself, by what it uses or by metrics that an observation has not, 0 to 1; absent if that is not told. */
  readonly changed?: number;
}

/**
 * A diagnosis with the evidence against its suspect. Without any that is telling nobody is named, unless the judgement weighs more than can be
 * quoted: then the metric that has moved most is, be it of one that calls it, or of another.
 */
export function explain(judgement: Judgement, incident: IncidentData): Diagnosis {
  const { services } = incident;
  const ranking = rank(services, judgement.blame);
  const { service: suspect, score: confidence } = ranking[0]!;
  const readings = readingsOf(services, incident.before.metrics);
  const found = confidence > 0 ? evidenceAgainst(suspect, judgement, { ...incident, readings }) : [];
  if (found.length === 0) {
    const { why, farthest } = whyNobody(judgement, { ...incident, readings });
    const unnamed = {
      ...suspected(nobody(services, why), judgement.suspicion),
      ...(farthest && {
        indicators: [{ service: farthest.service, metric: farthest.indicator, score: farthest.spreads }],
      }),
    };
    const { happened = 0, suspicion } = judgement;
    if (suspicion === undefined || happened < MIN_HAPPENED) return unnamed;
    return withLook(unnamed, incident, causesOf(services, suspicion.map((share) => happened * share), false));
  }
  const fault = judgement.faultOf(services.indexOf(suspect));
  const why = withoutRepetition(
    found.slice(0, MAX_QUOTED).map(({ text }) => text),
    averagedOver(incident.after),
  )
    .join("; ");
  const answer = {
    suspect,
    ...(fault && { fault }),
    confidence,
    ranking,
    ...(judgement.kindsOf && { kinds: kindsIn(judgement, services) }),
    ...setsAndSpread(judgement, { ...incident, readings }),
  };
  return withLook({
    ...answer,
    evidence: found,
    indicators: found.filter(({ signal }) => signal === "metric")
      .map(({ service, indicator }, i) => ({ service, metric: indicator, score: found.length - i })),
    rationale: `${diagnosisText(answer)}; ${why}`,
  }, incident);
}

/** Certainty that something has happened, from which it is told what to look at though nobody can be named. */
const MIN_HAPPENED = 0.5;

/**
 * A diagnosis with what to look at next, at the end of its rationale too.
 *
 * @param causes the explanations that are weighed
 */
function withLook(diagnosis: Diagnosis, incident: IncidentData, causes = diagnosis.causes): Diagnosis {
  const look = nextLookOf({ ...diagnosis, ...(causes && { causes }) }, incident);
  if (look === undefined) return diagnosis;
  return { ...diagnosis, look, rationale: `${diagnosis.rationale}; ${lookText(look)}` };
}

/** Leaves out of all texts but the first that has them the words that they share. */
function withoutRepetition(texts: readonly string[], words: string): string[] {
  const first = texts.findIndex((text) => words !== "" && text.includes(words));
  return texts.map((text, i) => i > first && first >= 0 ? text.replace(words, "") : text);
}

/** Over how long a quoted value is the mean, as ` averaged over 15 s`; "" where it is that of a single row. */
function averagedOver({ metrics: { timesSeconds } }: Signals): string {
  const rows = Math.min(LATEST_ROWS, timesSeconds.length);
  const spanSeconds = timesSeconds.at(-1)! - timesSeconds.at(-rows)!;
  // Each row stands for the time since the one before.
  return spanSeconds > 0 ? ` averaged over ${durationText(spanSeconds * rows / (rows - 1))}` : "";
}

/** The likeliest sets of causes. */
function causesIn(
  { blame, together = blame, several = false, mixedOf }: Judgement,
  services: readonly string[],
): Required<Diagnosis>["causes"] {
  if (mixedOf === undefined) return causesOf(services, together, several);
  return mixedCauses(mixedOf.map(([weight, one]) => [weight, causesIn(one, services)]));
}

/** The sets of causes, and how the fault travelled from those of the likeliest one. */
function setsAndSpread(
  judgement: Judgement,
  { services, graph, after, readings }: ReadIncident,
): Pick<Diagnosis, "causes" | "path"> {
  const causes = causesIn(judgement, services);
  const [likeliest] = causes.filter((set) => set.services.length > 0);
  if (graph === undefined || likeliest === undefined) return { causes };
  const affected = (service: string) => {
    const at = services.indexOf(service);
    if (at < 0) return undefined;
    const its = { readings: readings[at]!, ...(judgement.records && { features: judgement.records[at]! }) };
    return shownAt(service, its, after)[0]?.text;
  };
  return { causes, path: spreadOf(likeliest.services, graph, affected) };
}

/**
 * What is seen at a service that is not as usual, strongest first.
 *
 * @param its what was usual for its metrics, and what logs and spans tell of it
 */
export function shownAt(
  service: string,
  { readings, features }: { readonly readings: readonly Reading[]; readonly features?: SignalFeatures },
  after: Signals,
): Evidence[] {
  const moved = movedMetrics(readings, after, () => "its");
  return strongestFirst([
    ...moved.filter(({ spreads }) => spreads >= MIN_DEVIATION),
    ...(features ? recordEvidence(service, features, (after.spans ?? []).length > 0) : []),
  ]);
}

/** The probability that is left for a cause where nobody can be named. */
const LEFT_TO_SUSPICION = 0.05;

/** Nobody, with services in the order in which they would be suspected. */
function suspected(diagnosis: Diagnosis, suspicion: Float64Array | undefined): Diagnosis {
  if (suspicion === undefined || suspicion.every((share) => share === 0)) return diagnosis;
  const services = diagnosis.ranking.map(({ service }) => service);
  const ranking = rank(services, suspicion.map((share) => LEFT_TO_SUSPICION * share));
  return { ...diagnosis, suspect: ranking[0]!.service, ranking };
}

/** Least probability of a kind of fault at a service that a diagnosis states. */
const MIN_STATED_PROBABILITY = 0.005;

/** What may be wrong with which service, the likeliest first. */
function kindsIn({ blame, kindsOf }: Judgement, services: readonly string[]): Required<Diagnosis>["kinds"] {
  return services.flatMap((service, i) =>
    (kindsOf?.(i) ?? []).map(([fault, given]) => ({ service, fault, probability: given * blame[i]! }))
  ).filter(({ probability }) => probability >= MIN_STATED_PROBABILITY)
    .toSorted((a, b) => b.probability - a.probability);
}

/** Pieces of evidence that a rationale quotes. */
const MAX_QUOTED = 3;
/** Deviation in spreads from which a metric is evidence. */
const MIN_DEVIATION = 4;
/** The same where it is certain that something has happened, and nothing has deviated that far. */
const MIN_DEVIATION_IN_INCIDENT = 2;
/** Share of what is new in the logs from which it is evidence. */
const MIN_SHARE_OF_NEW = 0.2;
/** Latest rows that a quoted value is the mean of. */
const LATEST_ROWS = 3;

/** What was recorded of an incident. */
interface IncidentData {
  readonly services: readonly string[];
  /** Who calls whom, where that is known. */
  readonly graph?: readonly Dependency[] | undefined;
  readonly before: Signals;
  readonly after: Signals;
}

/** The same with what was usual for the metrics of each service. */
interface ReadIncident extends IncidentData {
  readonly readings: readonly (readonly Reading[])[];
}

/** The evidence against a service, strongest first: its metrics that have changed, its logs, its spans. */
function evidenceAgainst(
  suspect: string,
  { records, evidenceOf, happened = 0, trained = false }: Judgement,
  { services, graph = [], after, readings }: ReadIncident,
): readonly Evidence[] {
  const at = services.indexOf(suspect);
  const moved = movedMetrics(readings[at]!, after, () => "its");
  const found: Weighed[] = moved.filter(({ spreads }) => spreads >= MIN_DEVIATION);
  if (records) found.push(...recordEvidence(suspect, records[at]!, (after.spans ?? []).length > 0));
  if (records && found.length === 0) found.push(...newInLogs(suspect, at, records));
  const more = evidenceOf?.(at) ?? [];
  if (found.length + more.length === 0 && happened >= MIN_HAPPENED) {
    found.push(
      ...moved.filter(({ spreads, role }) => role === "latency" && spreads >= MIN_DEVIATION_IN_INCIDENT),
    );
  }
  if (found.length + more.length > 0 || !trained) return [...more, ...strongestFirst(found)];
  const callers = new Set(graph.filter(({ callee }) => callee === suspect).map(({ caller }) => caller));
  const ofCallers = readings.filter((_, i) => callers.has(services[i]!)).flat();
  const signs = [
    () =>
      movedMetrics(ofCallers, after, (service) => `its caller ${service}'s`)
        .filter(({ spreads }) => spreads >= MIN_DEVIATION),
    () => moved,
    () => movedMetrics(readings.flat(), after, (service) => `${service}'s`),
  ];
  for (const sign of signs) {
    const [strongest] = strongestFirst(sign());
    if (strongest !== undefined) return [strongest];
  }
  return [];
}

/** Why nobody can be named: what was recorded, and that it tells nothing; and the metric that has moved farthest, which it quotes. */
function whyNobody(
  judgement: Judgement,
  { before, after, readings }: ReadIncident,
): { readonly why: string; readonly farthest?: MovedMetric } {
  const moved = movedMetrics(readings.flat(), after, (service) => `${service}'s`);
  const [farthest] = moved.toSorted((a, b) => b.spreads - a.spreads);
  if (farthest !== undefined) return { why: whyNotBy(moved, farthest, judgement), farthest };
  return {
    why: before.metrics.columns.length > 0
      ? "no metric has moved"
      : "no metrics were recorded, and nothing else tells",
  };
}

/** Why metrics that have moved name nobody. */
function whyNotBy(
  moved: readonly MovedMetric[],
  farthest: MovedMetric,
  { blame, happened, surge }: Judgement,
): string {
  if (surge !== undefined) {
    return `all services rose together with the load, which is ${
      surge.toFixed(1)
    } times the usual, and none beyond the others; the farthest: ${farthest.text}`;
  }
  const far = moved.filter(({ spreads }) => spreads >= MIN_DEVIATION);
  const where = new Set(far.map(({ service }) => service)).size;
  if (where === 0) {
    return `all metrics are as close to usual as before; the farthest: ${farthest.text}`;
  }
  if (blame.some((x) => x > 0)) {
    return `what has moved (${farthest.text}) is not at the service that it would speak against`;
  }
  if (where === 1) {
    const why = happened
      ? "but that alone doesn't tell the cause"
      : "but such metrics move that far by themselves";
    return `${farthest.text}, ${why}`;
  }
  const why = happened === 0
    ? "but no farther than such metrics do by themselves"
    : happened === undefined
    ? "but none of them as only the cause would, or farther than such metrics do by themselves"
    : "but none of them in a way that tells the cause from who is affected";
  return `metrics of ${where} services have moved, ${why}; the farthest: ${farthest.text}`;
}

/** That much of what is new in the logs is about a service: less telling than any single record. */
function newInLogs(service: string, at: number, records: readonly SignalFeatures[]): Weighed[] {
  const blames = records.map(({ logBlame }) => Math.max(0, logBlame));
  const share = blames[at]! / blames.reduce((a, b) => a + b, 0);
  if (!(share >= MIN_SHARE_OF_NEW)) return [];
  const text = `${percent(share)} of what is new in the logs is about it`;
  return [{ signal: "log", service, indicator: "what is new", text, weight: share }];
}

/** A metric that is not where it usually is, and how far, in spreads. */
interface MovedMetric extends Weighed {
  readonly role: MetricRole;
  readonly spreads: number;
}

/** The metrics that have moved at all. @param whose how the text speaks of their service */
function movedMetrics(
  readings: readonly Reading[],
  after: Signals,
  whose: (service: string) => string,
): MovedMetric[] {
  const { indicators, columns }: MetricTable = after.metrics;
  const averaged = averagedOver(after);
  const highest = new Map<string, number>();
  return readings.flatMap((reading) => {
    const { service, metric, role } = indicators[reading.column]!;
    const levels = levelsOf(columns[reading.column]!);
    const far = (level: number) => Math.abs(deviation(level, reading));
    const now = levels.at(-1) ?? NaN;
    // What is over by the end of the window counts as well.
    const farthest = levels.reduce((most, one) => far(one) > far(most) ? one : most, now);
    const lasts = far(now) >= MIN_DEVIATION || far(farthest) < MIN_DEVIATION;
    const level = lasts ? now : farthest;
    const spreads = far(level);
    if (!(spreads > 0)) return [];
    const peak = () => {
      const known = highest.get(metric) ?? highestOf(metric, after.metrics);
      highest.set(metric, known);
      return known;
    };
    const [is, usual] = metricQuantities(metric, [level, reading.centre], role, peak);
    const text = `${whose(service)} ${metricIs(metric, { past: !lasts })} ${is}${averaged}, usually ${usual}`;
    return [{
      signal: "metric",
      service,
      indicator: metric,
      text,
      weight: Math.log1p(spreads),
      role,
      spreads,
    }];
  });
}

/** The means of so many rows in turn as the latest level is made of; of those that have values. */
function levelsOf(column: Float64Array): number[] {
  const levels: number[] = [];
  const size = Math.min(LATEST_ROWS, column.length);
  for (let end = size; end <= column.length && size > 0; end++) {
    let [sum, count] = [0, 0];
    for (let row = end - size; row < end; row++) {
      if (Number.isNaN(column[row]!)) continue;
      sum += column[row]!;
      count++;
    }
    if (count > 0) levels.push(sum / count);
  }
  return levels;
}

function strongestFirst(found: readonly Weighed[]): Evidence[] {
  return found.toSorted((a, b) => b.weight - a.weight)
    .map(({ signal, service, indicator, text }) => ({ signal, service, indicator, text }));
}

/** A piece of evidence, with its strength on the scale of a metric's log deviation. */
interface Weighed extends Evidence {
  readonly weight: number;
}

const percent = (share: number) => shareText(share, share < 0.1 ? 1 : 0);
const times = (logRatio: number) => `${Math.exp(logRatio).toFixed(1)} times`;

/** Surprise from which words in the logs are quoted. */
const MIN_KEYWORD_SURPRISE = 3;

/** A kind of evidence from logs or spans. */
interface RecordEvidence {
  readonly signal: "log" | "trace";
  readonly indicator: string;
  /** The least value that is evidence. */
  readonly from: number;
  value(features: SignalFeatures): number;
  /** @param traced whether requests are known, so that something can be per request */
  text(value: number, features: SignalFeatures, traced: boolean): string;
}

const RECORD_EVIDENCE: readonly RecordEvidence[] = [
  {
    signal: "trace",
    indicator: "self time",
    from: 0.3,
    value: ({ selfTimeLogRatio, blamedTimeShare }) => blamedTimeShare > 0.2 ? selfTimeLogRatio : 0,
    text: (x, { blamedTimeShare }) =>
      `its own work takes ${times(x)} as long in its spans, ${percent(blamedTimeShare)} of all time lost`,
  },
  {
    signal: "trace",
    indicator: "calls into it",
    from: 0.5,
    value: ({ incomingGapLogRatio, blamedTimeShare }) => blamedTimeShare > 0.2 ? incomingGapLogRatio : 0,
    text: (x) => `calls to it take ${times(x)} as long on the way, between client and server span`,
  },
  {
    signal: "trace",
    indicator: "failures of its own",
    from: 0.02,
    value: ({ ownErrorRate }) => ownErrorRate,
    text: (x) => `failures begin at it in ${percent(x)} of the requests`,
  },
  {
    signal: "trace",
    indicator: "calls that never arrive",
    from: 0.02,
    value: ({ unreachedRate }) => unreachedRate,
    text: (x) => `calls to it never arrive in ${percent(x)} of the requests`,
  },
  {
    signal: "trace",
    indicator: "resends",
    from: 0.05,
    value: ({ resendRate }) => resendRate,
    text: (x) => `${x.toFixed(2)} more resends per call to it`,
  },
  {
    signal: "trace",
    indicator: "wait for a connection",
    from: 0.01,
    value: ({ poolWaitSeconds }) => poolWaitSeconds,
    text: (x) => `it waits ${(1000 * x).toFixed(0)} ms per request for connections of its own pool`,
  },
  {
    signal: "trace",
    indicator: "cache misses",
    from: 0.1,
    value: ({ cacheMissRate }) => cacheMissRate,
    text: (x) => `${percent(x)} more of the reads find nothing in it`,
  },
  {
    signal: "trace",
    indicator: "service.version",
    from: 1,
    value: ({ newVersion }) => newVersion,
    text: () => "a version that was not seen before answers",
  },
  {
    signal: "log",
    indicator: "new templates",
    from: 0.01,
    value: ({ novelSevereLogRate }) => novelSevereLogRate,
    text: (x, _, traced) =>
      `${
        traced ? `${x.toFixed(2)} warnings and errors per request` : `${Math.round(x)} warnings and errors`
      } of a kind not seen before`,
  },
  ...KEYWORD_CLASSES.map(({ name }): RecordEvidence => ({
    signal: "log",
    indicator: name,
    from: MIN_KEYWORD_SURPRISE,
    value: ({ ownKeywords }) => ownKeywords[name],
    text: () => `its logs speak of "${spelt(name)}" as never before`,
  })),
];

function spelt(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The evidence of logs and spans against a service. */
function recordEvidence(service: string, features: SignalFeatures, traced: boolean): Weighed[] {
  return [...ownRecordEvidence(service, features, traced), ...namedEvidence(features)];
}

/** What others' logs say of it. */
function namedEvidence({ namedIn }: SignalFeatures): Weighed[] {
  const byWriter = Map.groupBy(namedIn, ({ writer, keyword }) => `${writer} ${keyword}`);
  return [...byWriter.values()].flatMap((records) => {
    const { writer, keyword } = records[0]!;
    const surprise = records.reduce((sum, one) => sum + one.surprise, 0);
    if (surprise < MIN_KEYWORD_SURPRISE) return [];
    const text = `logs of ${writer} that name it speak of "${spelt(keyword)}" as never before`;
    const weight = 2 + Math.log1p(surprise / MIN_KEYWORD_SURPRISE);
    return [{ signal: "log", service: writer, indicator: keyword, text, weight }];
  });
}

function ownRecordEvidence(service: string, features: SignalFeatures, traced: boolean): Weighed[] {
  return RECORD_EVIDENCE.flatMap(({ signal, indicator, from, value, text }) => {
    const x = value(features);
    if (x < from) return [];
    return [{
      signal,
      service,
      indicator,
      text: text(x, features, traced),
      weight: 2 + Math.log1p(x / from),
    }];
  });
}
