import { deepStrictEqual, notStrictEqual, ok, rejects, strictEqual } from "node:assert";
import type { Diagnosis, LabelledIncident } from "../../../model/mod.ts";
import { UsageError } from "../../../model/mod.ts";
import { diagnoseIncident, rank } from "../../../diagnose/mod.ts";
import { calmCase } from "../calm.ts";
import type { Method } from "../method.ts";
import type { Domain } from "./domain.ts";
import { GRAPHLESS_SYSTEMS, graphlessIncident } from "./graphless.ts";
import { MADE_UP_DOMAINS } from "./made_up_domains.ts";
import { protocolPage } from "./page.ts";
import { rawTableIncident } from "./raw_tables.ts";
import { runProtocol } from "./run.ts";

const SERVICES = ["a", "b"];
const none = { metrics: { indicators: [], timesSeconds: new Float64Array(0), columns: [] } };

/** So many incidents of which "a" is the cause, and so many quiet cases. */
function domain(name: string, incidents: number, quiet = 0): Domain {
  const cases = Array.from({ length: incidents + quiet }, (_, i): LabelledIncident => ({
    incident: { id: String(i), services: SERVICES, before: none, after: none },
    truth: { services: i < incidents ? ["a"] : [] },
  }));
  return { name, about: "made up", recorded: false, calm: false, incidents: () => cases };
}

/** Names "a" in so many of its first cases, and "b" from then on. */
function right(name: string, times: number): Method {
  return {
    name,
    create: () => {
      let asked = 0;
      return {
        name,
        fit: () => {},
        diagnose: (): Diagnosis => {
          const suspect = asked++ < times ? "a" : "b";
          const ranking = rank(SERVICES, SERVICES.map((service) => service === suspect ? 1 : 0.5));
          return { suspect, confidence: 0.9, ranking, rationale: "" };
        },
      };
    },
  };
}

Deno.test("runProtocol() tells apart who is first, who can't be told from the first, and who is worse", async () => {
  const methods = [right("best", 20), right("close", 19), right("worse", 5)];
  const standing = async (subject: string) =>
    (await runProtocol({ domains: [domain("one", 20)], methods, subject }))[0]!.standing;
  const [best, close, worse] = await Promise.all(["best", "close", "worse"].map(standing));
  deepStrictEqual([best!.place, best!.regret, best!.first, best!.best], [1, 0, true, "close"]);
  deepStrictEqual([close!.place, close!.first, close!.best], [2, true, "best"]);
  ok(Math.abs(close!.regret - 0.05) < 1e-9);
  deepStrictEqual([worse!.place, worse!.first, worse!.regret], [3, false, 0.75]);
});

Deno.test("runProtocol() judges each domain apart, and counts accusations in quiet ones", async () => {
  const results = await runProtocol({
    domains: [domain("one", 4), domain("quiet", 0, 5)],
    methods: [right("mine", 9)],
    subject: "mine",
  });
  deepStrictEqual(results.map(({ cases, calmCases }) => [cases, calmCases]), [[4, 0], [0, 5]]);
  strictEqual(results[1]!.standing.accusations, 1);
  const page = protocolPage(results, "mine");
  ok(page.includes("| one | 4 | 1.00 |") && page.includes("first in 1 of 1 domains"), page);
});

Deno.test("runProtocol() tells how often the whole set of causes is right, of cases with several alone", async () => {
  const sets = [["a", "b"], ["a"], ["a", "b"], ["a"]];
  const truths = [["a", "b"], ["a", "b"], ["b", "a"], ["a"]];
  const graph = [{ caller: "b", callee: "a" }];
  const cases = truths.map((services, i): LabelledIncident => ({
    incident: { id: String(i), services: SERVICES, before: none, after: none, graph },
    truth: { services },
  }));
  const states = (name: string, withSets: boolean): Method => ({
    name,
    create: () => {
      let asked = 0;
      return {
        name,
        fit: () => {},
        diagnose: (): Diagnosis => ({
          ...{ suspect: "a", confidence: 0.9, ranking: rank(SERVICES, [0.9, 0.5]), rationale: "" },
          ...(withSets && {
            causes: [{ services: sets[asked++]!, probability: 0.5 }],
            path: [{ caller: "b", callee: "a", text: "it is slow" }],
          }),
        }),
      };
    },
  });
  const several = { ...domain("several", 0), incidents: () => cases };
  const run = (subject: string) =>
    runProtocol({ domains: [several], methods: [states("sets", true), states("none", false)], subject });
  const told = await run("sets");
  deepStrictEqual(told[0]!.sets, { cases: 3, exact: 2 / 3, meanProbability: 0.5, steps: 3, rightSteps: 1 });
  ok(protocolPage(told, "sets").includes("| several | 3 | .67 | .50 | 3 | 1.00 |"));
  const untold = await run("none");
  strictEqual(untold[0]!.sets, undefined);
  ok(!protocolPage(untold, "none").includes("exact set"));
});

Deno.test("runProtocol() refuses a domain without a case and a subject that wasn't asked", async () => {
  const refused = (domains: Domain[], subject: string, text: RegExp) =>
    rejects(
      () => runProtocol({ domains, methods: [right("mine", 1)], subject }),
      (error: Error) => error instanceof UsageError && text.test(error.message),
    );
  await refused([domain("empty", 0)], "mine", /"empty": it has no case/);
  await refused([domain("one", 1)], "yours", /"yours" has no answer.*asked were mine/);
  await refused([], "mine", /needs a domain/);
});

Deno.test("graphless systems hide who calls whom, and delay the one at fault as they say", () => {
  for (const system of GRAPHLESS_SYSTEMS) {
    const { incident, truth } = graphlessIncident(system, 3);
    const { before, after, services, graph } = incident;
    strictEqual(graph, undefined);
    deepStrictEqual(before.metrics.indicators.map(({ service }) => service), services);
    const at = services.indexOf(truth.services[0]!);
    const mean = (values: Float64Array) => values.reduce((a, b) => a + b) / values.length;
    const rise = mean(after.metrics.columns[at]!) - mean(before.metrics.columns[at]!);
    ok(rise > 0.4 * system.delaySeconds, `${system.name}: ${rise}`);
  }
  const places = Array.from({ length: 20 }, (_, seed) => {
    const { incident, truth } = graphlessIncident(GRAPHLESS_SYSTEMS[0]!, seed);
    return incident.services.indexOf(truth.services[0]!);
  });
  ok(new Set(places).size > 4, "the one at fault stands anywhere");
});

Deno.test("raw tables hold what a recording does: bytes beside shares, constants, gaps, repeated rows", () => {
  const tables = Array.from({ length: 10 }, (_, seed) => rawTableIncident(seed).incident.before.metrics);
  const columns = tables.flatMap(({ columns }) => columns);
  ok(columns.some((column) => column.every((x) => x === column[0] && x > 1e6)), "a constant in bytes");
  ok(columns.some((column) => column.some(Number.isNaN)), "a gap");
  ok(columns.filter((column) => column[11] === column[12]).length > 0.5 * columns.length, "repeated rows");
  ok(columns.some((column) => column.every((x) => x < 10)), "shares");
  notStrictEqual(rawTableIncident(1).truth.fault, rawTableIncident(6).truth.fault);
});

Deno.test("the made-up domains are the same each time, and none takes a seed that is kept back", () => {
  strictEqual(new Set(MADE_UP_DOMAINS.map(({ name }) => name)).size, MADE_UP_DOMAINS.length);
  strictEqual(
    JSON.stringify(rawTableIncident(7).incident.after.metrics.columns[3]),
    JSON.stringify(rawTableIncident(7).incident.after.metrics.columns[3]),
  );
});

/** The answers of `fused` to so many incidents, and whether each is right. */
function answers(incidents: readonly LabelledIncident[]) {
  return incidents.map(({ incident, truth }) => {
    const { ranking, confidence } = diagnoseIncident(incident);
    return { right: truth.services.includes(ranking[0]!.service), confidence };
  });
}
const seeds = (count: number, first = 1) => Array.from({ length: count }, (_, i) => first + i);

Deno.test("fused accuses nobody where the quantiles of a histogram come from one bucket into the next, and names who fails most", () => {
  // 22, 116 and 137: quantiles that double in quiet windows. 17, 18, 56 and 137: callers of which few requests fail, many by chance.
  const tables = [...seeds(25), 56, 116, 137].map(rawTableIncident);
  const accused = answers(tables.map((labelled) => calmCase(labelled)!))
    .filter(({ confidence }) => confidence >= 0.5);
  deepStrictEqual(accused, []);
  const said = answers(tables);
  ok(said.every(({ right }) => right));
  ok(said.filter(({ confidence }) => confidence >= 0.5).length >= 25);
});

Deno.test("fused is as sure as it is right where a latency of each service is all that is known, few rows or many", () => {
  const of = (name: string) => {
    const system = GRAPHLESS_SYSTEMS.find((one) => one.name === name)!;
    const said = answers(seeds(40).map((seed) => graphlessIncident(system, seed)));
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / said.length;
    return {
      right: sum(said.map(({ right }) => Number(right))),
      sure: sum(said.map((one) => one.confidence)),
    };
  };
  const [few, atOnce, first] = [
    of("few samples, +2 s"),
    of("calls at once, +.5 s"),
    of(GRAPHLESS_SYSTEMS[0]!.name),
  ];
  ok(few.right >= 0.97 && few.sure >= 0.82, JSON.stringify(few));
  ok(atOnce.right >= 0.97 && atOnce.sure >= 0.84, JSON.stringify(atOnce));
  ok(first.right >= 0.97 && first.sure >= 0.95, JSON.stringify(first));
});
