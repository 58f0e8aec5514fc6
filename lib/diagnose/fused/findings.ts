import type { MetricRole } from "../../model/mod.ts";
import { median } from "../../stats/samples/quantiles.ts";
import { pow } from "../../stats/mod.ts";
import type { Adjacency } from "../graph/call_graph.ts";
import type { MetricChange } from "./metric_changes.ts";

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
  /** Whether all of its metrics end. */
  readonly silent: boolean;
  /** Share of the window after until it suffers. */
  readonly since: number;
  /** Whether metrics that would show suffering are recorded. */
  readonly judged: boolean;
}

/** Share of a change that has to remain when what requests or all services alike explain is taken off. */
const MIN_UNEXPLAINED = 0.5;
/** Weight of a fall of what a service uses: it may just wait for another, and more so if the fall is to nothing. */
const [FALL_WEIGHT, FALL_TO_NOTHING_WEIGHT] = [0.3, 0.15];
/** Weight of more requests than its callers explain: it may be asked again and again. */
const REQUESTS_WEIGHT = 0.3;
/** Weight of a change of a metric of unknown meaning that what the service calls explains. */
const EXPLAINED_WEIGHT = 0.3;
/** The spreads of a change that count fully. */
const FULL_SPREADS = 100;
/** The logarithm of the ratio of requests from which on fewer of them arrive. */
const FEWER_REQUESTS = -1;
/** Share of the requests of the busiest service from which a service matters fully. */
const HEARD_SHARE = 0.01;
/** Certainty from which somebody suffers, and from which a service is dead rather than alive. */
const [MIN_SUFFERING, MIN_DEAD] = [0.7, 0.5];
/** How far a service seems dead that gets nothing to do but still uses something, and one of which only requests are known. */
const [IDLE_SHARE, UNCALLED_SHARE] = [0.3, 0.5];
/** How far services seem dead if all that a caller has are, so that the caller may have stopped calling. */
const SIBLINGS_SHARE = 0.3;
/** The power by which signs of death are shared out where nobody knows who calls whom. */
const DEATH_POWER = 3;
/** Services that must have a metric to tell what is common to all. */
const MIN_ALIKE = 3;
/** What a service uses while it runs. */
const USE: readonly MetricRole[] = ["cpu", "network"];
/** Names of metrics by which a service says whether it runs. */
const LIFE = /(?:^|[^a-z])(?:up|ready|alive|healthy|running|replicas|replicas_available)$/i;

/** What is known of all services. */
interface Surroundings {
  readonly changes: readonly MetricChange[];
  readonly demand: readonly number[];
  readonly calls: Adjacency | undefined;
  readonly alike: ReadonlyMap<string, Alike>;
}

/** A metric that several services have. */
interface Alike {
  /** The logarithm of the ratio that is common to them, 0 if there are too few to tell. */
  readonly common: number;
  /** Places of the services at which it has changed. */
  readonly changed: ReadonlySet<number>;
}

/** The logarithm of the ratio of the load of all services, by their requests or else by their use of CPU. */
export function commonLoad(changes: readonly MetricChange[]): number {
  const moved = (wanted: MetricRole) =>
    changes.filter(({ role }) => role === wanted).map(({ certainty, logRatio }) =>
      certainty > 0 ? logRatio : 0
    );
  const [requests, cpu] = [moved("requests"), moved("cpu")];
  const ratios = requests.length >= MIN_ALIKE ? requests : cpu;
  return ratios.length >= MIN_ALIKE ? median(Float64Array.from(ratios)) : 0;
}

/** The logarithms of the least ratio of each service's requests in a surge, and of the most that one differs from the median. */
const [SURGE_REQUESTS, MAX_BEYOND_MEDIAN] = [Math.log(1.2), Math.log(1.5)];

/**
 * The ratio of the load where all services have more requests and none of them works or serves otherwise than most do, so that the load alone
 * explains what has moved; undefined otherwise.
 */
export function surgeOf(changes: readonly MetricChange[], findings: readonly Findings[]): number | undefined {
  if (findings.length < MIN_ALIKE || findings.some(({ dead, silent }) => dead > 0 || silent)) {
    return undefined;
  }
  const requests = findings.map((_, i) => demandOf(changes.filter(({ service }) => service === i)));
  if (!requests.every((ratio) => ratio >= SURGE_REQUESTS)) return undefined;
  const alike = [...Map.groupBy(changes, ({ metric }) => metric).values()].every((its) => {
    const ratios = Float64Array.from(its, ({ certainty, logRatio }) => certainty > 0 ? logRatio : 0);
    const common = Math.max(0, median(ratios));
    // Less latency or fewer failures than others have blame nobody.
    const mayFall = its.every(({ role }) => role === "latency" || role === "errors");
    return ratios.every((ratio) =>
      (mayFall ? ratio - common : Math.abs(ratio - common)) <= MAX_BEYOND_MEDIAN
    );
  });
  return alike ? Math.exp(median(Float64Array.from(requests))) : undefined;
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

/** Whether a metric shows how a service serves, rather than what it uses or gets. */
export function isSymptom({ role }: MetricChange): boolean {
  return role === "latency" || role === "errors" || role === "availability";
}
/** Whether a service says by it whether it runs, as `up` does. */
const tellsLife = ({ metric, fallen }: MetricChange) => fallen && LIFE.test(metric);

/** What metrics tell about each service. @param count of services */
export function findingsOf(
  changes: readonly MetricChange[],
  { count, calls }: { readonly count: number; readonly calls: Adjacency | undefined },
): Findings[] {
  const perService: MetricChange[][] = Array.from({ length: count }, () => []);
  for (const one of changes) perService[one.service]!.push(one);
  const surroundings = { changes, demand: perService.map(demandOf), calls, alike: alikeOf(changes) };
  const alive = perService.map((its) => its.length > 0 && its.some(({ ended }) => !ended));
  const ends = alive.some(Boolean);
  const raw = perService.map((its, i) =>
    its.length === 0 ? 0 : !alive[i] ? (ends ? 1 : 0) : fallenShare(its)
  );
  const suffering = changes.some((one) => isSymptom(one) && !one.fallen && one.certainty > MIN_SUFFERING);
  const dead = raw.map((share, i) =>
    share > 0 ? share * unexplainedDeath(i, raw, { ...surroundings, suffering }) : 0
  );
  const sizes = sizesOf(perService);
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
      suffering: suffers.reduce((sum, one) => sum + sizes.get(one)!, 0) / Math.max(1, suffers.length),
      changed: largest > 0 ? ownSize[i]! / Math.max(1, largest) : 0,
      dead: dead[i]!,
      silent: its.length > 0 && !alive[i],
      since: Math.min(1, ...suffers.map(({ since }) => since)),
      judged: symptoms.length > 0,
    };
  });
}

/** Its requests before, 0 if they aren't recorded. */
function requestsOf(its: readonly MetricChange[]): number {
  return Math.max(0, ...its.filter(({ role }) => role === "requests").map(({ usual }) => usual));
}

/**
 * How badly services suffer by a metric, comparable between them: how much slower they are, the distance of shares, and counts of failures per
 * request where requests are counted. Means over the window after are compared, since the largest of few requests or failures says little.
 */
function sizesOf(perService: readonly (readonly MetricChange[])[]): ReadonlyMap<MetricChange, number> {
  const suffering = perService.flat().filter((one) => isSymptom(one) && one.certainty > 0);
  const requests = perService.map(requestsOf);
  const sizes = new Map<MetricChange, number>();
  for (const its of Map.groupBy(suffering, ({ metric }) => metric).values()) {
    const counted = its.some(({ distance }) => Math.abs(distance) > 1) &&
      its.every(({ role, service }) => role === "errors" && requests[service]! > 0);
    const plain = its.map((one) =>
      one.role === "latency"
        ? slowness(one)
        : Math.abs(one.meanDistance) / (counted ? requests[one.service]! : 1)
    );
    const largest = plain.reduce((a, b) => Math.max(a, b));
    its.forEach((one, i) => sizes.set(one, largest > 0 ? plain[i]! / largest : 0));
  }
  return sizes;
}

/** How much longer requests take, by the ratio of means, and how clearly: those that wait for the cause are as much slower in seconds but vary more. */
function slowness({ logRatio, meanLogRatio, separation }: MetricChange): number {
  return Math.abs(meanLogRatio || logRatio) * Math.sqrt(Math.abs(separation) || 1);
}

/** How far the signs of life of a service that still reports have fallen to nothing or ended. */
function fallenShare(its: readonly MetricChange[]): number {
  if (its.some(tellsLife)) return 1;
  // A metric that ends while others of the service go on may just not be collected any more.
  if (!its.some(({ fallen }) => fallen)) return 0;
  const used = its.filter(({ role }) => USE.includes(role));
  const asked = its.filter(({ role }) => role === "requests");
  const isGone = ({ fallen, ended }: MetricChange) => ended || fallen;
  if (asked.length > 0 && !asked.some(isGone)) return 0;
  // Where it isn't known what a service uses, metrics of unknown meaning tell.
  const signs = used.length > 0
    ? used
    : asked.length > 0
    ? asked
    : its.filter(({ role }) => role === "other");
  const gone = signs.filter(isGone);
  // A service that runs uses something even if nobody calls it.
  if (gone.length === 0) return asked.length > 0 ? IDLE_SHARE : 0;
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
    const total = raw.reduce((sum, share) => sum + pow(share, DEATH_POWER), 0);
    const others = raw.filter((share) => share > 0).length;
    return others > raw.length / 2 && !suffering && raw[i]! < 1 ? 0 : pow(raw[i]!, DEATH_POWER) / total;
  }
  const callers = calls.callers[i]!;
  if (callers.length === 0) return fewer(i) && raw[i]! < 1 ? 0 : 1;
  if (callers.some((j) => fewer(j) || raw[j]! >= Math.max(MIN_DEAD, raw[i]!))) return 0;
  const siblings = callers.map((j) => calls.callees[j]!);
  return siblings.some((its) => its.length > 1 && its.every((j) => raw[j]! > 0)) ? SIBLINGS_SHARE : 1;
}

/** How much a metric speaks for its service having changed by itself, in logarithmic spreads times certainty. */
function ownChange(
  one: MetricChange,
  { alike, demand, calls, dead }: Surroundings & { readonly dead: readonly number[] },
): number {
  const { role, metric, service, certainty, logRatio, spreads } = one;
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
    (deadest > MIN_DEAD || callees.some((callee) => changed.has(callee)));
  return Math.log1p(Math.abs(spreads)) / Math.log1p(FULL_SPREADS) * certainty * weightOf(one) *
    (below ? EXPLAINED_WEIGHT : 1);
}

function weightOf({ role, logRatio, fallen }: MetricChange): number {
  if (role === "requests") return REQUESTS_WEIGHT;
  if (logRatio > 0 || role === "other") return 1;
  return fallen ? FALL_TO_NOTHING_WEIGHT : FALL_WEIGHT;
}
