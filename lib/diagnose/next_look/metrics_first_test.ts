import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Diagnosis, Signals } from "../../model/mod.ts";
import { rank } from "../diagnoser.ts";
import { lookText } from "./look_text.ts";
import { learnMetricsFirst } from "./metrics_first.ts";
import { nextLook } from "./next_look.ts";

const SERVICES = ["web", "api", "db"];
const GRAPH = [{ caller: "web", callee: "api" }, { caller: "api", callee: "db" }];
const METRICS = { indicators: [], timesSeconds: new Float64Array(0), columns: [] };
const log = (service: string) => ({ timeSeconds: 0, service, severityNumber: 9, body: "x" });
const span = (service: string) => ({
  ...{ traceId: "1", spanId: "1", service, operation: "x", startSeconds: 0, endSeconds: 1, failed: false },
});
const WHOLE = { metrics: METRICS, logs: SERVICES.map(log), spans: SERVICES.map(span) } as unknown as Signals;

/** What a window shows, as "logs db, traces api". */
const shown = ({ logs = [], spans = [] }: Signals) =>
  [...logs.map(({ service }) => `logs ${service}`), ...spans.map(({ service }) => `traces ${service}`)].join(
    ", ",
  );

/** A diagnosis of causes with their probabilities. */
function held(causes: readonly (readonly [services: readonly string[], probability: number])[]): Diagnosis {
  const of = (service: string) => causes.find(([services]) => services[0] === service)?.[1] ?? 0;
  const ranking = rank(SERVICES, SERVICES.map(of));
  return {
    suspect: ranking[0]!.service,
    confidence: ranking[0]!.score,
    ranking,
    causes: causes.map(([services, probability]) => ({ services, probability })),
    rationale: "so it seems",
  };
}

const UNSURE = held([[["db"], 0.5], [["api"], 0.4]]);
const SURE = held([[["db"], 0.999]]);
const NOBODY = held([[[], 0.9], [["db"], 0.1]]);

/** A diagnoser that says this of what it has read, and notes what it is shown before and after. */
function reading(says: (read: string) => Diagnosis, looks = 3) {
  const seen: string[] = [];
  const judge = learnMetricsFirst({ services: SERVICES, graph: GRAPH }, {
    looks,
    learn: (before) => (after) => {
      strictEqual(shown(before), shown(after));
      seen.push(shown(after));
      return says(shown(after));
    },
  })(WHOLE);
  return { seen, judge };
}

Deno.test("metrics first: who is sure by metrics reads nothing else", () => {
  const { seen, judge } = reading(() => SURE);
  deepStrictEqual(judge(WHOLE).looks, []);
  deepStrictEqual(seen, [""]);
});

Deno.test("metrics first: who is unsure reads the service that tells most, then the next, as long as it is", () => {
  const nothing = { metrics: METRICS };
  const { service } = nextLook(UNSURE, {
    ...{ services: SERVICES, graph: GRAPH, before: nothing, after: nothing },
  }, { signals: ["logs", "traces"] })!;
  const one = reading((read) => read === "" ? UNSURE : SURE);
  deepStrictEqual(one.judge(WHOLE).looks, [{ signal: "logs", service }, { signal: "traces", service }]);
  deepStrictEqual(one.seen, ["", `logs ${service}, traces ${service}`]);
  const two = reading((read) => read.split(", ").length < 4 ? UNSURE : SURE);
  deepStrictEqual(new Set(two.judge(WHOLE).looks!.map((look) => look.service)), new Set(["api", "db"]));
  strictEqual(two.seen.length, 3);
});

Deno.test("metrics first: no more is open than may be, and the same windows lead to the same answer", () => {
  for (const looks of [0, 1, 2, 6]) {
    const { judge } = reading(() => UNSURE, looks);
    const answer = judge(WHOLE);
    const found = answer.looks!.length / 2;
    ok(found === Math.min(looks, 2), `${found} of ${looks}: two services tell the two explanations apart`);
    deepStrictEqual(judge(WHOLE), answer);
  }
});

Deno.test("metrics first: what was opened stays open until nobody is at fault", () => {
  let says = UNSURE;
  const { seen, judge } = reading((read) => read === "" ? UNSURE : says, 1);
  judge(WHOLE);
  judge(WHOLE);
  deepStrictEqual(seen.splice(0).map((read) => read !== ""), [false, true, true]);
  says = NOBODY;
  strictEqual(judge(WHOLE).looks!.length, 2);
  deepStrictEqual(seen.splice(0).map((read) => read !== ""), [true]);
  judge(WHOLE);
  deepStrictEqual(seen.map((read) => read !== ""), [false, true]);
});

Deno.test("metrics first: a signal that nobody collects is not opened, and an opened one is not named as the next", () => {
  const withoutLogs = { metrics: METRICS, spans: WHOLE.spans! };
  const told = learnMetricsFirst({ services: SERVICES, graph: GRAPH }, {
    looks: 6,
    learn: () => () => UNSURE,
  })(
    withoutLogs,
  )(withoutLogs);
  ok(told.looks!.length > 0 && told.looks!.every(({ signal }) => signal === "traces"));
  const look = { signal: "logs", service: "db", gainBits: 0.3, between: [["db"], ["api"]] } as const;
  const advising = { ...UNSURE, look, rationale: `so it seems; ${lookText(look)}` };
  const [closed, open] = [0, 3].map((looks) => reading(() => advising, looks).judge(WHOLE));
  ok(open!.looks!.some(({ signal, service }) => signal === "logs" && service === "db"));
  deepStrictEqual([closed!.look, closed!.rationale], [look, advising.rationale]);
  deepStrictEqual([open!.look, open!.rationale], [undefined, "so it seems"]);
});
