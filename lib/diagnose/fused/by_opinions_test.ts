import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Span } from "../../model/mod.ts";
import { createDiagnoser } from "../catalogue.ts";
import { learnByOpinions } from "./by_opinions.ts";
import { around100, madeUpSignals } from "../testing/made_up_signals.ts";

/** Who is blamed where the latency of both rises alike, by the requests/s of the front and of its callee. */
function blamed(front: number, callee: number): string {
  const services = ["front", "callee"];
  const graph = [{ caller: "front", callee: "callee" }];
  const diagnoser = createDiagnoser("fused:by=opinions", { services, symptom: { service: "front" }, graph });
  const signals = (rows: number, latency: number) =>
    madeUpSignals({
      "front/latency": around100(rows).map((x) => x + latency),
      "callee/latency": around100(rows).map((x) => x + latency),
      "front/requests": Array(rows).fill(front),
      "callee/requests": Array(rows).fill(callee),
    });
  diagnoser.fit(signals(60, 0));
  return diagnoser.diagnose(signals(24, 200)).suspect;
}

Deno.test("pooled opinions blame a callee for what its callers wait for, unless hardly a request gets to it", () => {
  strictEqual(blamed(100, 100), "callee");
  strictEqual(blamed(100, 0.01), "front");
});

Deno.test("pooled opinions are the same in whatever units latencies and requests are counted", () => {
  const services = ["front", "api", "db"];
  const graph = [{ caller: "front", callee: "api" }, { caller: "api", callee: "db" }];
  const judge = (latencyUnit: number, requestUnit: number) => {
    const diagnoser = createDiagnoser("fused:by=opinions", {
      services,
      symptom: { service: "front" },
      graph,
    });
    const signals = (rows: number, [front, api, db]: readonly [number, number, number]) =>
      madeUpSignals(Object.fromEntries([
        ["front/latency", front, 40],
        ["api/latency", api, 25],
        ["db/latency", db, 30],
      ].flatMap(([name, more, requests]) => [
        [name, around100(rows).map((x) => (x + Number(more)) * latencyUnit)],
        [`${name}`.replace("latency", "requests"), Array(rows).fill(Number(requests) * requestUnit)],
      ])));
    diagnoser.fit(signals(60, [0, 0, 0]));
    return diagnoser.diagnose(signals(24, [200, 180, 90])).ranking;
  };
  const expected = judge(1, 1);
  strictEqual(expected.every(({ score }) => score > 0.001), true, JSON.stringify(expected));
  for (const [latencyUnit, requestUnit] of [[1e-3, 1], [1000, 1], [1, 60], [1, 1e-3]] as const) {
    judge(latencyUnit, requestUnit).forEach(({ service, score }, i) => {
      strictEqual(service, expected[i]!.service);
      ok(Math.abs(score - expected[i]!.score) < 1e-9, `${service}: ${score} ${expected[i]!.score}`);
    });
  }
});

/** The span of a request that a service answers as always. */
function served(service: string): Span {
  const ids = { traceId: service, spanId: "1", name: "GET" };
  return { ...ids, service, kind: "server", startSeconds: 0, endSeconds: 1, failed: false };
}

Deno.test("where requests are traced a service is saturated from three times its usual use of CPU on, fully at thirty times, by the logarithm in between", () => {
  const services = ["front", "api"];
  const graph = [{ caller: "front", callee: "api" }];
  const blameAt = (factor: number) => {
    const diagnoser = createDiagnoser("fused:by=opinions", {
      services,
      symptom: { service: "front" },
      graph,
    });
    const spans = [served("front"), served("api")];
    diagnoser.fit({ ...madeUpSignals({ "api/cpu": around100(60) }), spans });
    const { ranking } = diagnoser.diagnose({
      ...madeUpSignals({ "api/cpu": Array(24).fill(100 * factor) }),
      spans,
    });
    return ranking.find(({ service }) => service === "api")!.score;
  };
  const full = blameAt(30);
  ok(full > 0.9, `${full}`);
  const expected = [[2, 0], [2.99, 0], [3 * 10 ** 0.25, 0.25], [3 * 10 ** 0.5, 0.5], [300, 1]] as const;
  for (const [factor, share] of expected) {
    const blame = blameAt(factor);
    ok(Math.abs(blame / full - share) < 1e-3, `${factor} times: ${blame} of ${full}`);
  }
});

Deno.test("what a service may be cut off from is told of the one that is blamed, not of another that suffers otherwise than users do", () => {
  const services = ["web", "api", "mail", "smtp"];
  const graph = [["web", "api"], ["web", "mail"], ["mail", "smtp"]].map(([caller, callee]) => ({
    caller: caller!,
    callee: callee!,
  }));
  const signals = (rows: number, slow: number, failing: number) =>
    madeUpSignals(Object.fromEntries(services.flatMap((service) => [
      [`${service}/latency`, around100(rows).map((x) => x + (/web|api/.test(service) ? slow : 0))],
      [`${service}/errors`, Array(rows).fill(/web|mail/.test(service) ? failing : 0)],
      [`${service}/cpu`, around100(rows)],
    ])));
  const judge = (role: "latency" | "errors") => {
    const context = { services, graph, symptom: { service: "web", role } };
    const { blame, cutOff } = learnByOpinions(context, signals(60, 0, 0))(signals(24, 10, 20));
    return { suspect: services[blame.indexOf(Math.max(...blame))], cutOff };
  };
  deepStrictEqual(judge("errors"), { suspect: "mail", cutOff: [3] });
  deepStrictEqual(judge("latency"), { suspect: "api", cutOff: undefined });
});
