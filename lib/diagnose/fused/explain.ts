import type { Diagnosis, Evidence, FaultType, MetricRole, Signals } from "../../model/mod.ts";
import { nobody, percentText, rank } from "../diagnoser.ts";
import type { SignalFeatures } from "../features/signal_features.ts";
import { KEYWORD_CLASSES } from "../logs/log_keywords.ts";
import { deviation } from "../metrics/scale.ts";
import { type Reading, readingsOf } from "../metrics/service_metrics.ts";

/** Which services are to blame for an incident, with their probabilities. */
export interface Judgement {
  /** Per service the probability that it is at fault, 0 to 1; several services may be. */
  readonly blame: Float64Array;
  /** The likeliest kind of fault at a service, given by its place; undefined if it can't be told. */
  faultOf(service: number): FaultType | undefined;
  /** What logs and spans tell about each service; absent if none are collected. */
  readonly records?: readonly SignalFeatures[];
}

/** A diagnosis with the evidence against its suspect. Without any nobody is named. */
export function explain({ blame, faultOf, records }: Judgement, incident: IncidentData): Diagnosis {
  const { services } = incident;
  const ranking = rank(services, blame);
  const { service: suspect, score: confidence } = ranking[0]!;
  const found = confidence > 0 ? evidenceAgainst(suspect, { ...incident, ...(records && { records }) }) : [];
  if (found.length === 0) return nobody(services, NO_EVIDENCE);
  const fault = faultOf(services.indexOf(suspect));
  const what = fault === undefined ? "" : `${fault.replaceAll("_", " ")} `;
  const why = found.slice(0, MAX_QUOTED).map(({ text }) => text).join("; ");
  return {
    suspect,
    ...(fault && { fault }),
    confidence,
    ranking,
    evidence: found,
    indicators: found.filter(({ signal }) => signal === "metric")
      .map(({ service, indicator }, i) => ({ service, metric: indicator, score: found.length - i })),
    rationale: `${suspect}: ${what}(${percentText(confidence)}); ${why}`,
  };
}

const NO_EVIDENCE = "nothing was recorded that these services don't show by themselves";
/** Pieces of evidence that a rationale quotes. */
const MAX_QUOTED = 3;
/** Deviation in spreads from which a metric is evidence. */
const MIN_DEVIATION = 4;
/** Latest rows that a quoted value is the mean of. */
const LATEST_ROWS = 3;

/** What was recorded of an incident. */
interface IncidentData {
  readonly services: readonly string[];
  readonly before: Signals;
  readonly after: Signals;
  /** Per service; absent if neither logs nor spans are collected. */
  readonly records?: readonly SignalFeatures[];
}

/** The evidence against a service, strongest first: its metrics that have changed, its logs, its spans. */
function evidenceAgainst(
  service: string,
  { services, before, after, records }: IncidentData,
): readonly Evidence[] {
  const readings = readingsOf([service], before.metrics)[0]!;
  const found = readings.flatMap((reading) => metricEvidence(service, reading, after));
  if (records) found.push(...recordEvidence(service, records[services.indexOf(service)]!, records));
  return found.sort((a, b) => b.weight - a.weight).map(({ weight: _, ...evidence }) => evidence);
}

function metricEvidence(
  service: string,
  reading: Reading,
  { metrics }: Signals,
): Weighed[] {
  const { metric, role } = metrics.indicators[reading.column]!;
  const latest = metrics.columns[reading.column]!.slice(-LATEST_ROWS).filter((x) => !Number.isNaN(x));
  if (latest.length === 0) return [];
  const now = latest.reduce((sum, x) => sum + x, 0) / latest.length;
  const spreads = Math.abs(deviation(now, reading));
  if (!(spreads >= MIN_DEVIATION)) return [];
  const text = `its ${metric} is ${quantity(now, role)}, usually ${quantity(reading.centre, role)}`;
  return [{ signal: "metric", service, indicator: metric, text, weight: Math.log1p(spreads) }];
}

function quantity(x: number, role: MetricRole): string {
  const share = (role === "errors" || role === "cpu" || role === "memory") && Math.abs(x) <= 1;
  return share ? `${(100 * x).toFixed(Math.abs(x) < 0.1 ? 1 : 0)} %` : String(Number(x.toPrecision(3)));
}

/** A piece of evidence, with its strength on the scale of a metric's log deviation. */
interface Weighed extends Evidence {
  readonly weight: number;
}

const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const times = (logRatio: number) => `${Math.exp(logRatio).toFixed(1)} times`;

/** A kind of evidence from logs or spans. */
interface RecordEvidence {
  readonly signal: "log" | "trace";
  readonly indicator: string;
  /** The least value that is evidence. */
  readonly from: number;
  /** @param all the features of all services */
  value(features: SignalFeatures, all: readonly SignalFeatures[]): number;
  text(value: number, features: SignalFeatures): string;
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
    indicator: "what is new",
    from: 0.2,
    value: ({ logBlame }, all) =>
      logBlame / all.reduce((sum, its) => sum + Math.max(0, its.logBlame), 0) || 0,
    text: (x) => `${percent(x)} of what is new in the logs is about it`,
  },
  {
    signal: "log",
    indicator: "new templates",
    from: 0.01,
    value: ({ novelSevereLogRate }) => novelSevereLogRate,
    text: (x) => `${x.toFixed(2)} warnings and errors per request of a kind not seen before`,
  },
  ...KEYWORD_CLASSES.map(({ name }): RecordEvidence => ({
    signal: "log",
    indicator: name,
    from: 3,
    value: ({ keywords }) => keywords[name],
    text: () => `its logs speak of "${spelt(name)}" as never before`,
  })),
];

function spelt(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The evidence of logs and spans against a service. */
function recordEvidence(
  service: string,
  features: SignalFeatures,
  all: readonly SignalFeatures[],
): Weighed[] {
  return RECORD_EVIDENCE.flatMap(({ signal, indicator, from, value, text }) => {
    const x = value(features, all);
    if (x < from) return [];
    return [{ signal, service, indicator, text: text(x, features), weight: 2 + Math.log1p(x / from) }];
  });
}
