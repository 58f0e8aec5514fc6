import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { around100, madeUpSignals } from "../testing/made_up_signals.ts";
import { learnExplanation } from "./explanations.ts";

const SERVICES = ["web", "api", "db"];
const GRAPH = [{ caller: "web", callee: "api" }, { caller: "api", callee: "db" }];
const METRICS = ["latency", "errors", "cpu", "requests"];

/** What explains that some metrics, as `db/cpu`, are so many times as large; those that are so often 0 before are as large as that. */
function explained(
  changes: Readonly<Record<string, number>>,
  { metrics = METRICS, symptom = undefined as string | undefined, unmeasured = [] as string[] } = {},
) {
  const signals = (rows: number, changed: boolean) =>
    madeUpSignals(Object.fromEntries(
      SERVICES.flatMap((service) => metrics.map((metric) => `${service}/${metric}`))
        .filter((name) => !unmeasured.includes(name))
        .map((name) => [name, around100(rows).map((x) => x * (changed ? changes[name] ?? 1 : 1))]),
    )).metrics;
  const context = { services: SERVICES, graph: GRAPH, ...(symptom && { symptom: { service: symptom } }) };
  const found = learnExplanation(context, signals(60, false))(signals(24, true));
  return { ...found, suspect: SERVICES[found.blame.indexOf(Math.max(...found.blame))] };
}

const SLOW = { "web/latency": 4, "api/latency": 4 };

Deno.test("who only suffers may be cut off from those that it calls and that are as usual", () => {
  const { suspect, cutOff } = explained(SLOW);
  deepStrictEqual([suspect, cutOff], ["api", [2]]);
  deepStrictEqual(explained({ ...SLOW, "api/requests": 0.5 }).cutOff, [2], "requests are what it gets");
  deepStrictEqual(explained({ ...SLOW, "api/errors": 4 }).cutOff, [2], "it suffers in two ways");
});

Deno.test("nobody is cut off who works otherwise, or of whom it isn't known", () => {
  const busy = explained({ ...SLOW, "api/cpu": 3 });
  deepStrictEqual([busy.suspect, busy.cutOff], ["api", []]);
  const unknown = explained(SLOW, { unmeasured: ["api/cpu"] });
  deepStrictEqual([unknown.suspect, unknown.cutOff], ["api", []]);
  deepStrictEqual(explained({}).cutOff, [], "nobody suffers");
  const ended = Object.fromEntries(METRICS.map((metric) => [`api/${metric}`, NaN]));
  const silent = explained({ "web/latency": 4, ...ended });
  deepStrictEqual([silent.suspect, silent.cutOff], ["api", []]);
  const unasked = explained({ ...SLOW, "web/errors": 4, "api/errors": 4, "api/requests": 0 });
  deepStrictEqual([unasked.suspect, unasked.cutOff], ["api", []], "it may be dead");
  const full = explained({ ...SLOW, "api/disk": 3 }, { metrics: [...METRICS, "disk"] });
  deepStrictEqual([full.suspect, full.cutOff], ["api", []]);
});

Deno.test("nobody is cut off from a service that isn't as usual, or whose service nothing shows", () => {
  for (const change of [{ "db/latency": 1.03 }, { "db/requests": 0 }]) {
    const { suspect, cutOff } = explained({ ...SLOW, ...change });
    deepStrictEqual([suspect, cutOff], ["api", []], JSON.stringify(change));
  }
  deepStrictEqual(explained({ ...SLOW, "db/cpu": 1.2 }).cutOff, [2], "hardly busier");
  const unjudged = explained(SLOW, { unmeasured: ["db/latency", "db/errors"] });
  deepStrictEqual([unjudged.suspect, unjudged.cutOff], ["api", []]);
  for (const change of [{ "db/cpu": 3 }, { "db/cpu": 0, "db/requests": 0 }]) {
    const { suspect, cutOff } = explained({ ...SLOW, ...change });
    ok(suspect === "db" || cutOff.length === 0, JSON.stringify(change));
  }
});

Deno.test("a lull is when all services have clearly less to do", () => {
  const load = (factor: number) =>
    explained(
      Object.fromEntries(SERVICES.flatMap((name) => [[`${name}/requests`, factor], [`${name}/cpu`, factor]])),
    );
  deepStrictEqual([0.5, 0.9, 2].map((factor) => load(factor).lull), [true, false, false]);
  strictEqual(explained({ "db/requests": 0.5, "db/cpu": 0.5 }).lull, false);
});

Deno.test("the likeliest service has changed by itself by what it uses, or by metrics that an observation has not", () => {
  const { changed } = explained({ ...SLOW, "api/cpu": 3 });
  ok(changed >= 0.5, `${changed}`);
  ok(explained(SLOW).changed < 0.5);
  const queue = explained({ ...SLOW, "api/queue": 5 }, { metrics: [...METRICS, "queue"] });
  ok(queue.suspect === "api" && queue.changed >= 0.5, `${queue.changed}`);
  const everywhere = Object.fromEntries(SERVICES.map((name) => [`${name}/queue`, 5]));
  const alike = explained({ ...SLOW, ...everywhere }, { metrics: [...METRICS, "queue"] });
  ok(alike.suspect === "api" && alike.changed >= 0.5, `as at all others: ${alike.changed}`);
});

Deno.test("the likeliest service is dead if it no longer works, or all of its metrics end", () => {
  const gone = explained({ ...SLOW, "db/cpu": 0, "db/requests": 0 });
  ok(gone.suspect === "db" && gone.dead >= 0.9, `${gone.suspect} ${gone.dead}`);
  const silent = explained({
    ...SLOW,
    ...Object.fromEntries(METRICS.map((metric) => [`db/${metric}`, NaN])),
  });
  deepStrictEqual([silent.suspect, silent.dead], ["db", 1]);
  strictEqual(explained(SLOW).dead, 0);
});
