import { SEVERITY, type Signals } from "../../model/mod.ts";
import { sampleQuantile } from "../../stats/samples/quantiles.ts";
import { exposureRatio, learnLogChanges, type LogChange, sharesOf, weightOf } from "../logs/log_changes.ts";
import { type Keyword, KEYWORD_CLASSES } from "../logs/log_keywords.ts";
import { type CallCounts, countCalls, type Failures, failuresOf } from "../traces/call_counts.ts";
import {
  blameForTime,
  learnTimeExcess,
  type TimeExcess,
  timePartsOf,
  usualRequestSeconds,
} from "../traces/lost_time.ts";
import { silentCallees, type UsualCalls, usualCallsOf } from "../traces/silent_services.ts";
import { growForest } from "../traces/span_tree.ts";

/** What logs and spans tell about one service, comparing the window after with that before. All are finite, and 0 if nothing is known. */
export interface SignalFeatures {
  /** Spans recorded before and after. If both are 0 the service was not traced, and its zeros of other features mean nothing. */
  readonly spansBefore: number;
  readonly spansAfter: number;
  /** Log records before and after. */
  readonly logsBefore: number;
  readonly logsAfter: number;
  /** ln(spans per request after / before), each count plus one. */
  readonly spanRateLogRatio: number;
  /** ln((usual + shift) / usual) of its own work, averaged over operations by their number of spans; 0 or more. */
  readonly selfTimeLogRatio: number;
  /** The largest shift of one of its operations, in robust standard deviations of the usual self time. */
  readonly selfTimeZ: number;
  /** The same log ratio for the time that calls to it and calls of its own take beyond the callee's span. */
  readonly incomingGapLogRatio: number;
  readonly outgoingGapLogRatio: number;
  /** Lost seconds per request that it explains by self time, and that `trace-self-time` attributes to it: its own and a part of its calls'. */
  readonly ownSecondsPerRequest: number;
  readonly blamedSecondsPerRequest: number;
  /** Its share of all lost time, 0 to 1. */
  readonly blamedTimeShare: number;
  /** All lost time per request over the usual duration of a request; the same for every service. */
  readonly slowdown: number;
  /** Failures per request that begin at it, less those before; see `Failures`. */
  readonly ownErrorRate: number;
  readonly unreachedRate: number;
  readonly unheardRate: number;
  /** Resends per call to it, less those before. */
  readonly resendRate: number;
  /** Seconds per request that it waits for its own connection pools, less those before. */
  readonly poolWaitSeconds: number;
  /** Share of the calls to it that miss the cache, less that before. */
  readonly cacheMissRate: number;
  /** 1 if its spans or logs name a version that was not seen before while another one was, else 0. */
  readonly newVersion: number;
  /** ln ratio of the p90 of the statement that has slowed most, and of the median statement: tells one slow query from all. */
  readonly worstStatementLogRatio: number;
  readonly medianStatementLogRatio: number;
  /** Warnings and worse that it writes, per request: of new templates, and the rise of the other templates. */
  readonly novelSevereLogRate: number;
  readonly severeLogRateRise: number;
  /** ln(records per request after / before), each count plus one. */
  readonly logRateLogRatio: number;
  /** The score of `log-novelty`: what is new in its own logs and about it. */
  readonly logBlame: number;
  /** Surprise (see `LogChange`) of the records with words of each class, attributed to the service that the class blames; 0 or more. */
  readonly keywords: Readonly<Record<Keyword, number>>;
  /** The same of the records that it writes itself, whomever their words blame: what may be said of its logs. */
  readonly ownKeywords: Readonly<Record<Keyword, number>>;
  /** What other services' records that name it say of it. */
  readonly namedIn: readonly NamedIn[];
}

/** Records of another service that name a service with words of a class that blames the named one. */
export interface NamedIn {
  readonly writer: string;
  readonly keyword: Keyword;
  /** Summed surprise of these records; 0 or more. */
  readonly surprise: number;
}

/** The features of a service by name, keywords as `keyword outOfMemory`, for models that take vectors. */
export function featureEntries(
  { keywords, ownKeywords: _, namedIn: __, ...plain }: SignalFeatures,
): [name: string, value: number][] {
  return [
    ...Object.entries(plain),
    ...Object.entries(keywords).map(([name, value]): [string, number] => [`keyword ${name}`, value]),
  ];
}

/** Learns from the window before; the function returned describes the window after, one entry per service in the order given. */
export function learnSignalFeatures(
  services: readonly string[],
  before: Signals,
): (after: Signals) => SignalFeatures[] {
  const known = new Set(services);
  const normal = sideOf(services, known, before);
  const excessesOf = learnTimeExcess(normal.parts);
  const changesOf = learnLogChanges(services, before);
  return (after) => {
    const now = sideOf(services, known, after, normal.calls);
    const excesses = excessesOf(now.parts);
    const changes = changesOf(after);
    const requests = Math.max(1, now.failures.requests);
    const ratio = exposureRatio(before, after);
    const blame = blameForTime(services, excesses);
    const lost = blame.blamed.reduce((sum, seconds) => sum + seconds, 0);
    const usualSeconds = usualRequestSeconds(normal.parts);
    const logs = logFeatures(services, changes, { requests, ratio });
    const times = timeFeatures(services, excesses);
    return services.map((service, i): SignalFeatures => ({
      ...callFeatures(i, { normal, now, requests, ratio }),
      ...times(service),
      ownSecondsPerRequest: blame.own[i]! / requests,
      blamedSecondsPerRequest: blame.blamed[i]! / requests,
      blamedTimeShare: lost > 0 ? blame.blamed[i]! / lost : 0,
      slowdown: usualSeconds > 0 ? lost / requests / usualSeconds : 0,
      ...logs(service),
      newVersion: isNewVersion(normal.versions[i]!, now.versions[i]!) ? 1 : 0,
    }));
  };
}

interface Side {
  readonly parts: ReturnType<typeof timePartsOf>;
  readonly failures: Failures;
  readonly counts: CallCounts;
  readonly calls: UsualCalls;
  readonly versions: readonly ReadonlySet<string>[];
}

function sideOf(
  services: readonly string[],
  known: ReadonlySet<string>,
  signals: Signals,
  usual?: UsualCalls,
): Side {
  const forest = growForest(signals.spans ?? []);
  const counts = countCalls(services, forest);
  const logged = new Map<string, Set<string>>();
  for (const { service, attributes } of signals.logs ?? []) {
    const version = attributes?.["service.version"];
    if (version === undefined) continue;
    logged.set(service, (logged.get(service) ?? new Set()).add(String(version)));
  }
  return {
    parts: timePartsOf(forest, known),
    failures: failuresOf(services, forest, usual && silentCallees(usual, forest)),
    calls: usualCallsOf(forest),
    counts,
    versions: services.map((name, i) => new Set([...counts.versions[i]!, ...(logged.get(name) ?? [])])),
  };
}

function isNewVersion(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  return before.size > 0 && [...after].some((version) => !before.has(version));
}

function callFeatures(
  i: number,
  { normal, now, requests, ratio }: { normal: Side; now: Side; requests: number; ratio: number },
) {
  const usualRequests = Math.max(1, normal.failures.requests);
  const perRequest = (of: (side: Side) => Float64Array) =>
    of(now)[i]! / requests - of(normal)[i]! / usualRequests;
  const share = (part: (side: Side) => Float64Array, whole: (side: Side) => Float64Array) =>
    whole(now)[i]! === 0 || whole(normal)[i]! === 0
      ? 0
      : part(now)[i]! / whole(now)[i]! - part(normal)[i]! / whole(normal)[i]!;
  const [spansBefore, spansAfter] = [normal.counts.spans[i]!, now.counts.spans[i]!];
  return {
    spansBefore,
    spansAfter,
    spanRateLogRatio: spansBefore + spansAfter > 0
      ? Math.log((spansAfter + 1) / (spansBefore * ratio + 1))
      : 0,
    ownErrorRate: perRequest(({ failures }) => failures.own),
    unreachedRate: perRequest(({ failures }) => failures.unreached),
    unheardRate: perRequest(({ failures }) => failures.unheard),
    resendRate: share(({ counts }) => counts.resends, ({ counts }) => counts.calls),
    poolWaitSeconds: perRequest(({ counts }) => counts.poolWaitSeconds),
    cacheMissRate: share(({ counts }) => counts.cacheMisses, ({ counts }) => counts.cacheAnswers),
    ...statementFeatures(normal.counts.statements[i]!, now.counts.statements[i]!),
  };
}

function statementFeatures(
  before: ReadonlyMap<string, readonly number[]>,
  after: ReadonlyMap<string, readonly number[]>,
) {
  const ratios = [...after].flatMap(([summary, seconds]) => {
    const usual = sampleQuantile(before.get(summary) ?? [], 0.9);
    const slow = sampleQuantile(seconds, 0.9);
    return usual > 0 && slow > 0 ? [Math.log(slow / usual)] : [];
  });
  return {
    worstStatementLogRatio: ratios.length > 0 ? Math.max(...ratios) : 0,
    medianStatementLogRatio: sampleQuantile(ratios, 0.5) || 0,
  };
}

function timeFeatures(services: readonly string[], excesses: readonly TimeExcess[]) {
  const bySide = { work: group(), into: group(), outOf: group() };
  const known = new Set(services);
  for (const excess of excesses) {
    const { service, callee } = excess.part;
    if (callee === undefined || !known.has(callee)) put(bySide.work, service, excess);
    else {
      put(bySide.outOf, service, excess);
      put(bySide.into, callee, excess);
    }
  }
  return (service: string) => ({
    selfTimeLogRatio: logRatioOf(bySide.work.get(service)),
    selfTimeZ: Math.max(
      0,
      ...(bySide.work.get(service) ?? []).map(({ shiftSeconds, spreadSeconds }) =>
        shiftSeconds / spreadSeconds
      ),
    ),
    incomingGapLogRatio: logRatioOf(bySide.into.get(service)),
    outgoingGapLogRatio: logRatioOf(bySide.outOf.get(service)),
  });
}

const group = () => new Map<string, TimeExcess[]>();

function put(groups: Map<string, TimeExcess[]>, service: string, excess: TimeExcess): void {
  const members = groups.get(service);
  if (members === undefined) groups.set(service, [excess]);
  else members.push(excess);
}

/** The mean over spans of ln((usual + shift) / usual), where the usual time is at least the spread. */
function logRatioOf(excesses: readonly TimeExcess[] = []): number {
  let sum = 0;
  let spans = 0;
  for (const { part, shiftSeconds, usualSeconds, spreadSeconds } of excesses) {
    sum += part.seconds.length * Math.log1p(shiftSeconds / Math.max(usualSeconds, spreadSeconds));
    spans += part.seconds.length;
  }
  return spans > 0 ? sum / spans : 0;
}

function noKeywords(): Record<Keyword, number> {
  return Object.fromEntries(KEYWORD_CLASSES.map(({ name }) => [name, 0])) as Record<Keyword, number>;
}

function logFeatures(
  services: readonly string[],
  changes: readonly LogChange[],
  { requests, ratio }: { requests: number; ratio: number },
) {
  const blank = () => ({
    logsBefore: 0,
    logsAfter: 0,
    novelSevereLogRate: 0,
    severeLogRateRise: 0,
    logBlame: 0,
    keywords: noKeywords(),
    ownKeywords: noKeywords(),
    namedIn: [] as NamedIn[],
  });
  const perService = new Map(services.map((name) => [name, blank()]));
  for (const change of changes) {
    const { service, before, after, expected, severityNumber, keyword, surprise } = change;
    const own = perService.get(service);
    if (own !== undefined) {
      own.logsBefore += before;
      own.logsAfter += after;
      if (keyword !== undefined) own.ownKeywords[keyword.name as Keyword] += Math.max(0, surprise);
      if (severityNumber >= SEVERITY.warn && before === 0) own.novelSevereLogRate += after / requests;
      else if (severityNumber >= SEVERITY.warn) own.severeLogRateRise += (after - expected) / requests;
    }
    for (const [name, share] of sharesOf(change)) {
      const blamed = perService.get(name);
      if (blamed === undefined || share === 0) continue;
      blamed.logBlame += share * weightOf(change);
      if (keyword !== undefined) {
        blamed.keywords[keyword.name as Keyword] += share * Math.max(0, surprise);
        if (name !== service && surprise > 0) {
          blamed.namedIn.push({ writer: service, keyword: keyword.name as Keyword, surprise });
        }
      }
    }
  }
  return (service: string) => {
    const found = perService.get(service)!;
    const { logsBefore, logsAfter } = found;
    const logRateLogRatio = logsBefore + logsAfter > 0
      ? Math.log((logsAfter + 1) / (logsBefore * ratio + 1))
      : 0;
    return { ...found, logRateLogRatio };
  };
}
