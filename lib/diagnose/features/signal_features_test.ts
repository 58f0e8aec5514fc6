import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { SEVERITY, type Signals } from "../../model/mod.ts";
import { featureEntries, learnSignalFeatures } from "./signal_features.ts";
import { signalsOf, traces, type WrittenSpan } from "../testing/written_trace.ts";

const services = ["front", "cache", "db"];

/** What goes on in a request: a question to a cache and two statements. */
interface Course {
  readonly version?: string;
  readonly hit?: boolean;
  readonly resends?: number;
  readonly waitSeconds?: number;
  /** Milliseconds of the first statement. */
  readonly select?: number;
  readonly arrives?: boolean;
}

function request(
  { version = "1.0", hit = true, resends = 0, waitSeconds = 0, select = 10, arrives = true }: Course,
): WrittenSpan {
  const call = (to: string, from: number, ms: number, rest: Partial<WrittenSpan> = {}): WrittenSpan => ({
    service: "front",
    kind: "client",
    name: to,
    from,
    to: from + ms + 2,
    children: [{
      service: to,
      name: to,
      from: from + 1,
      to: from + ms + 1,
      attributes: rest.attributes ?? {},
    }],
    ...rest,
    attributes: { "server.address": to, "http.request.resend_count": resends, ...rest.attributes },
  });
  const statement = (summary: string, from: number, ms: number) =>
    call("db", from, ms, {
      attributes: { "db.query.summary": summary },
      ...(!arrives && { failed: true, children: [] }),
    });
  return {
    service: "front",
    from: 0,
    to: 60 + select,
    attributes: { "service.version": version },
    events: waitSeconds > 0
      ? [{
        timeSeconds: 0,
        name: "db.client.connection.wait",
        attributes: { "db.client.connection.wait_time": waitSeconds },
      }]
      : [],
    children: [
      call("cache", 5, 2, { attributes: { "cache.hit": hit } }),
      statement("SELECT orders", 15, select),
      statement("INSERT orders", 20 + select, 10),
    ],
  };
}

function featuresOf(course: (i: number) => Course, logs: Signals["logs"] = []) {
  const spans = (of: (i: number) => Course) => traces(40, (i) => request(of(i)));
  const features = learnSignalFeatures(services, signalsOf({ spans: spans(() => ({})), logs: [] }))(
    signalsOf({ spans: spans(course), logs }),
  );
  return { front: features[0]!, cache: features[1]!, db: features[2]! };
}

function near(a: number, b: number) {
  ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);
}

Deno.test("features of signals find what each attribute and event says, at the service that it speaks of", () => {
  near(featuresOf((i) => ({ hit: i % 4 > 0 })).cache.cacheMissRate, 0.25);
  near(featuresOf((i) => ({ resends: i % 2 })).db.resendRate, 0.5);
  near(featuresOf((i) => ({ waitSeconds: i % 2 })).front.poolWaitSeconds, 0.5);
  near(featuresOf((i) => ({ arrives: i % 4 > 0 })).db.unreachedRate, 0.5);
  strictEqual(featuresOf(() => ({ version: "1.1" })).front.newVersion, 1);
  strictEqual(featuresOf(() => ({})).front.newVersion, 0);
});

Deno.test("features of signals tell one slow statement from all", () => {
  const { db, front } = featuresOf(() => ({ select: 80 }));
  near(db.worstStatementLogRatio, Math.log(8));
  near(db.medianStatementLogRatio, Math.log(8) / 2);
  ok(db.selfTimeLogRatio > 0.5 && db.selfTimeZ > 10 && db.blamedTimeShare > 0.99);
  ok(Math.abs(db.ownSecondsPerRequest - front.slowdown * 0.07) < 1e-9 && front.selfTimeLogRatio === 0);
});

Deno.test("features of signals count what is new in the logs for whom it blames", () => {
  const logs = Array.from({ length: 20 }, (_, i) => ({
    timeSeconds: i,
    service: "front",
    severityNumber: SEVERITY.error,
    body: "call to db failed: connection refused",
  }));
  const { front, db } = featuresOf(() => ({}), logs);
  near(front.novelSevereLogRate, 0.5);
  ok(db.keywords.refused > 3 * front.keywords.refused && front.keywords.refused > 0);
  ok(db.logBlame > front.logBlame);
});

Deno.test("features of signals are 0 where nothing was recorded, and always finite numbers of the same names", () => {
  const none = learnSignalFeatures(services, signalsOf())(signalsOf());
  const some = Object.values(featuresOf(() => ({ select: 80 })));
  const names = featureEntries(none[0]!).map(([name]) => name).join();
  for (const features of [...none, ...some]) {
    strictEqual(featureEntries(features).map(([name]) => name).join(), names);
    ok(featureEntries(features).every(([, value]) => Number.isFinite(value)));
  }
  ok(none.every((features) => featureEntries(features).every(([, value]) => value === 0)));
});

Deno.test("a single span of a service that was silent before is twice as many, each count plus one", () => {
  const [front, cache, db] = learnSignalFeatures(services, signalsOf())(
    signalsOf({ spans: traces(1, () => request({})) }),
  );
  near(cache!.spanRateLogRatio, Math.log(2));
  near(db!.spanRateLogRatio, Math.log(3));
  near(front!.spanRateLogRatio, Math.log(5)); // its own and three calls
});

Deno.test("warnings of a kind that was there before count by what they exceed it, per request", () => {
  const warnings = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      timeSeconds: i,
      service: "db",
      severityNumber: SEVERITY.warn,
      body: "slow statement",
    }));
  const spans = traces(40, () => request({}));
  const learnt = learnSignalFeatures(services, signalsOf({ spans, logs: warnings(10) }));
  const rise = (count: number) => learnt(signalsOf({ spans, logs: warnings(count) }))[2]!;
  near(rise(30).severeLogRateRise, 20 / 40);
  near(rise(10).severeLogRateRise, 0);
  near(rise(30).novelSevereLogRate, 0);
  deepStrictEqual([rise(30).logsBefore, rise(30).logsAfter], [10, 30]);
  near(rise(30).logRateLogRatio, Math.log(31 / 11));
});
