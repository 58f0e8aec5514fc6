import type { Evidence, MetricRole, MetricTable } from "../../model/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { adjacency } from "../graph/call_graph.ts";
import { median } from "../../stats/samples/quantiles.ts";
import { learnMetricChanges, type MetricChange } from "./metric_changes.ts";
import { pow } from "../../stats/mod.ts";

/** What the metrics of a service tell about it, each 0 to 1. */
export interface Findings {
  /** It serves worse: slower, or with more failures. */
  readonly suffers: number;
  /** The same relative to the service that suffers most by the same metric. */
  readonly suffering: number;
  /** It works otherwise than its requests explain, by what it uses or by metrics whose meaning isn't known. */
  readonly changed: number;
  /** It is dead or silent, which nothing before it in the calls explains. */
  readonly dead: number;
  /** Share of the window after until it suffers. */
  readonly since: number;
  /** Whether metrics that would show suffering are recorded. */
  readonly judged: boolean;
}

/** Who explains an incident by its metrics. */
export interface Explanation {
  /** Shares of blame, summing to 1, or to 0 if no service stands out. */
  readonly blame: Float64Array;
  /** How much speaks for the likeliest one, 0 to 1. */
  readonly strength: number;
  /** How far the blame rests on more than who suffers: on a service that is dead or has changed by itself, 0 to 1. */
  readonly own: number;
  /** How certain it is that anything has happened, 0 to 1. */
  readonly happened: number;
  /** Per service what speaks against it besides metrics that have moved. */
  readonly evidence: readonly (readonly Evidence[])[];
  /** What the metrics of each service tell. */
  readonly findings: readonly Findings[];
}

/** Share of a change that has to remain when what requests or all services alike explain is taken off. */
const MIN_UNEXPLAINED = 0.5;
/** Weight of a fall of what a service uses: it may just wait for another. */
const FALL_WEIGHT = 0.3;
/** The logarithm of the ratio of requests from which on fewer of them arrive. */
const FEWER_REQUESTS = -1;
/** Weight of a service that is silent but that nobody misses, and of one that has metrics alone to show. */
const UNMISSED = 0.65;
/** The logarithm of the ratio of all services' load from which the load may be the cause, and the weight of other causes then. */
const [COMMON_LOAD, LOADED] = [Math.log(1.3), 0.6];
/** Share of the requests of the busiest service from which a service matters fully. */
const HEARD_SHARE = 0.01;
/** Most that what it calls explains of how a service suffers. */
const MAX_EXPLAINED = 0.8;
/** Weight of more requests than its callers explain: it may be asked again and again. */
const REQUESTS_WEIGHT = 0.3;
/** Certainty from which somebody suffers. */
const MIN_SUFFERING = 0.7;
/** Power to which evidence is raised to be shares of blame. */
const SHARPNESS = 2;
/** How far a service seems dead that gets nothing to do but still uses something, and one of which only requests are known. */
const [IDLE_SHARE, UNCALLED_SHARE] = [0.3, 0.5];
/** Metrics that a piece of evidence lists. */
const MAX_LISTED = 5;
const USE: readonly MetricRole[] = ["cpu", "network"];

/**
 * Learns from the window before; the function returned tells which service explains what metrics show. A service is a candidate if it is
 * dead or silent though its callers still have requests, if it works otherwise than its requests explain, or if it suffers and nothing
 * that it calls explains that. It explains that those suffer that call it, directly or through others that suffer; without a call graph
 * all may.
 */
export function learnExplanation(
  context: DiagnoserContext,
  before: MetricTable,
): (after: MetricTable) => Explanation {
  const { services, graph } = context;
  const changesOf = learnMetricChanges(services, before);
  const calls = graph && adjacency(services, graph);
  return (after) => {
    const { changes, happened } = changesOf(after);
    const perService: MetricChange[][] = services.map(() => []);
    for (const one of changes) perService[one.service]!.push(one);
    const demand = perService.map(demandOf);
    const findings = findingsOf(perService, { changes, demand, calls, alike: alikeOf(changes) });
    const dead = Math.max(0, ...findings.map(({ dead }) => dead));
    return {
      ...explanationOf(findings, { calls, loaded: Math.abs(commonLoad(changes)) > COMMON_LOAD }),
      happened: Math.max(happened, dead),
      evidence: perService.map((its, i) => endedEvidence(services[i]!, its)),
      findings,
    };
  };
}

type Calls = ReturnType<typeof adjacency>;

interface Surroundings {
  readonly changes: readonly MetricChange[];
  readonly demand: readonly number[];
  readonly calls: Calls | undefined;
  readonly alike: ReadonlyMap<string, Alike>;
}

/** A metric that several services have. */
interface Alike {
  /** The logarithm of the ratio that is common to them, 0 if there are too few to tell. */
  readonly common: number;
  /** Places of the services at which it has changed. */
  readonly changed: ReadonlySet<number>;
}

/** Services that must have a metric to tell what is common to all. */
const MIN_ALIKE = 3;

/** The logarithm of the ratio of the load of all services, by their requests or else by their use of CPU. */
function commonLoad(changes: readonly MetricChange[]): number {
  const moved = (wanted: MetricRole) =>
    changes.filter(({ role }) => role === wanted).map(({ certainty, logRatio }) =>
      certainty > 0 ? logRatio : 0
    );
  const [requests, cpu] = [moved("requests"), moved("cpu")];
  const ratios = requests.length >= MIN_ALIKE ? requests : cpu;
  return ratios.length >= MIN_ALIKE ? median(Float64Array.from(ratios)) : 0;
}

function alikeOf(changes: readonly MetricChange[]): ReadonlyMap<string, Alike> {
  const groups = Map.groupBy(changes, ({ metric }) => metric);
  return new Map(
    [...groups].map(([metric, its]) => [metric, {
      common: its.length >= MIN_ALIKE ? median(Float64Array.from(its, ({ logRatio }) => logRatio)) : 0,
      changed: new Set(its.filter(({ certainty }) => certainty > 0).map(({ service }) => service)),
    }]),
  );
}

/** The logarithm of the ratio of its requests, NaN if they aren't recorded. */
function demandOf(its: readonly MetricChange[]): number {
  const requests = its.find(({ role }) => role === "requests");
  return requests === undefined ? NaN : requests.certainty > 0 ? requests.logRatio : 0;
}

const isSymptom = ({ role }: MetricChange) =>
  role === "latency" || role === "errors" || role === "availability";
/** Whether a service says by it whether it runs, as `up` does. */
const tellsLife = ({ role, fallen }: MetricChange) => role === "availability" && fallen;

function findingsOf(
  perService: readonly (readonly MetricChange[])[],
  surroundings: Surroundings,
): Findings[] {
  const { changes } = surroundings;
  const alive = perService.map((its) => its.length > 0 && its.some(({ ended }) => !ended));
  const ends = alive.some(Boolean);
  const raw = perService.map((its, i) =>
    its.length === 0 ? 0 : !alive[i] ? (ends ? 1 : 0) : fallenShare(its)
  );
  const suffering = changes.some((one) => isSymptom(one) && !one.fallen && one.certainty > MIN_SUFFERING);
  const dead = raw.map((share, i) =>
    share > 0 ? share * unexplainedDeath(i, raw, { ...surroundings, suffering }) : 0
  );
  const most = largestSymptoms(changes);
  const ownSize = perService.map((its) =>
    Math.max(0, ...its.map((one) => ownChange(one, { ...surroundings, dead })))
  );
  const largest = Math.max(0, ...ownSize);
  const busiest = Math.max(0, ...perService.map(requestsOf));
  return perService.map((its, i) => {
    // What hardly a request gets to, hardly anybody waits for.
    const heard = busiest > 0 && requestsOf(its) > 0
      ? Math.min(1, requestsOf(its) / (HEARD_SHARE * busiest))
      : 1;
    const symptoms = its.filter((one) => isSymptom(one) && !tellsLife(one));
    const suffers = symptoms.filter(({ certainty }) => certainty > 0);
    return {
      suffers: heard * Math.max(0, ...suffers.map(({ certainty }) => certainty)),
      suffering: Math.max(0, ...suffers.map((one) => sizeOf(one) / most.get(one.metric)!)),
      changed: largest > 0 ? ownSize[i]! / Math.max(1, largest) : 0,
      dead: dead[i]!,
      since: Math.min(1, ...suffers.map(({ since }) => since)),
      judged: symptoms.length > 0,
    };
  });
}

/** Its requests before, 0 if they aren't recorded. */
function requestsOf(its: readonly MetricChange[]): number {
  return Math.max(0, ...its.filter(({ role }) => role === "requests").map(({ usual }) => usual));
}

function sizeOf({ role, logRatio, distance }: MetricChange): number {
  return role === "latency" ? Math.abs(logRatio) : Math.abs(distance);
}

function largestSymptoms(changes: readonly MetricChange[]): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const one of changes) {
    if (isSymptom(one) && one.certainty > 0) {
      most.set(one.metric, Math.max(most.get(one.metric) ?? 0, sizeOf(one)));
    }
  }
  return most;
}

/** How far the signs of life of a service that still reports have fallen to nothing or ended. */
function fallenShare(its: readonly MetricChange[]): number {
  if (its.some(tellsLife)) return 1;
  const used = its.filter(({ role }) => USE.includes(role));
  const asked = its.filter(({ role }) => role === "requests");
  // Where it isn't known what a service uses, metrics of unknown meaning tell.
  const signs = used.length > 0
    ? used
    : asked.length > 0
    ? asked
    : its.filter(({ role }) => role === "other");
  const gone = signs.filter(({ fallen, ended }) => ended || fallen);
  if (gone.length === 0) return asked.some(({ fallen, ended }) => ended || fallen) ? IDLE_SHARE : 0;
  // A service that runs uses something even if nobody calls it.
  if (signs === asked) return UNCALLED_SHARE;
  return gone.some(({ zero, ended }) => zero || ended) ? 1 : IDLE_SHARE;
}

/** How far the death of a service is not explained by what calls it, 0 to 1. */
function unexplainedDeath(
  i: number,
  raw: readonly number[],
  { demand, calls, suffering }: Surroundings & { readonly suffering: boolean },
): number {
  const fewer = (j: number) => demand[j]! < FEWER_REQUESTS;
  if (calls === undefined) {
    const total = raw.reduce((sum, share) => sum + pow(share, 3), 0);
    const others = raw.filter((share) => share > 0).length;
    return others > raw.length / 2 && !suffering && raw[i]! < 1 ? 0 : pow(raw[i]!, 3) / total;
  }
  const callers = calls.callers[i]!;
  if (callers.length === 0) return fewer(i) && raw[i]! < 1 ? 0 : 1;
  return callers.some((j) => fewer(j) || raw[j]! >= Math.max(0.5, raw[i]!)) ? 0 : 1;
}

/** How much a metric speaks for its service having changed by itself, in logarithmic spreads times certainty. */
function ownChange(
  one: MetricChange,
  { alike, demand, calls, dead }: Surroundings & { readonly dead: readonly number[] },
): number {
  const { role, metric, service, certainty, logRatio, spreads, fallen } = one;
  if (isSymptom(one) || certainty === 0 || role === "requests" && logRatio < 0) return 0;
  const { common, changed } = alike.get(metric)!;
  const [callers, callees] = [calls?.callers[service] ?? [], calls?.callees[service] ?? []];
  const calling = role === "requests" ? callers.map((i) => demand[i]!) : [demand[service]!];
  const load = Math.max(...calling.map((x) => x || 0), calling.length === 0 ? 0 : -Infinity);
  const left = Math.min(...[0, common, load].map((explained) => Math.abs(logRatio - explained)));
  if (left < MIN_UNEXPLAINED * Math.abs(logRatio)) return 0;
  const deadest = dead.reduce((most, x, i) => i === service ? most : Math.max(most, x), 0);
  // A metric of unknown meaning may be one of failures or of waiting.
  const below = role === "other" &&
    (deadest > 0.5 || callees.some((callee) => changed.has(callee)));
  const falls = logRatio < 0 && role !== "other";
  return Math.log1p(Math.abs(spreads)) / Math.log1p(100) * certainty *
    (falls ? FALL_WEIGHT : role === "requests" ? REQUESTS_WEIGHT : 1) *
    (below ? 0.3 : 1) *
    (fallen && falls ? 0.5 : 1);
}

function explanationOf(
  findings: readonly Findings[],
  { calls, loaded }: { readonly calls: Calls | undefined; readonly loaded: boolean },
): Pick<Explanation, "blame" | "strength" | "own"> {
  const reasons = findings.map((_, i) => calls ? below(i, findings, calls) : []);
  const own = (i: number) => Math.max(findings[i]!.dead, findings[i]!.changed);
  const total = findings.reduce((sum, { suffers }) => sum + suffers, 0);
  const others = Math.max(0, ...findings.map((_, i) => own(i)));
  const earliest = Math.min(1, ...findings.filter(({ suffers }) => suffers > 0).map(({ since }) => since));
  const covers = findings.map((_, i) => {
    if (!calls || total === 0) return 1;
    const covered = findings.reduce(
      (sum, { suffers }, j) => sum + (j === i || reasons[j]!.includes(i) ? suffers : 0),
      0,
    );
    return (0.25 + covered) / (0.25 + total);
  });
  const evidence = findings.map((its, i) => {
    const explained = calls
      ? Math.max(0, ...reasons[i]!.map((j) => Math.max(own(j), findings[j]!.suffers)))
      : own(i) > 0
      ? 0
      : 0.7 * others;
    const early = calls ? 1 : Math.exp(-4 * (its.since - earliest));
    const size = calls ? 1 : its.suffering * its.suffering;
    const suffers = its.suffers * (1 - MAX_EXPLAINED * explained) * early * size;
    const whole = 1 - (1 - its.dead) * (1 - 0.9 * its.changed) * (1 - 0.8 * suffers);
    return whole * covers[i]!;
  });
  const powers = evidence.map((x) => pow(x, SHARPNESS));
  const sum = powers.reduce((a, b) => a + b, 0);
  const best = evidence.indexOf(Math.max(...evidence));
  const alone = findings.filter(({ suffers }, j) => suffers > 0 && j !== best).length === 0;
  const missed = calls
    ? !alone || calls.callers[best]!.every((j) => !findings[j]!.judged)
    : !alone || findings.filter(({ judged }) => judged).length < 2;
  return {
    blame: Float64Array.from(powers, (x) => sum > 0 ? x / sum : 0),
    strength: (evidence[best] ?? 0) > 0
      ? Math.min(1, 0.3 + evidence[best]!) * (missed ? 1 : UNMISSED) * (loaded ? LOADED : 1)
      : 0,
    own: Math.max(0, ...findings.map((_, i) => own(i) * covers[i]!)),
  };
}

/** That metrics of a service end. */
function endedEvidence(service: string, its: readonly MetricChange[]): Evidence[] {
  const ended = its.filter(({ ended }) => ended);
  if (ended.length === 0) return [];
  const what = ended.length === its.length ? "all of its metrics end" : "of its metrics there end";
  const text = `${what}: ${ended.slice(0, MAX_LISTED).map(({ metric }) => metric).join(", ")}${
    ended.length > MAX_LISTED ? " and more" : ""
  }`;
  return [{ signal: "metric", service, indicator: ended[0]!.metric, text }];
}

/** The services that can explain why one suffers: what it calls, and what that calls in turn as long as it suffers, too. */
function below(from: number, findings: readonly Findings[], { callees }: Calls): number[] {
  const reached = new Set<number>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const callee of callees[at]!) {
      if (reached.has(callee) || callee === from) continue;
      reached.add(callee);
      const { suffers, judged } = findings[callee]!;
      if (suffers > 0 || !judged) open.push(callee);
    }
  }
  return [...reached];
}
