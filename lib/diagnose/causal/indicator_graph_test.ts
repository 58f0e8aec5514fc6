import { deepStrictEqual } from "node:assert";
import type { Dependency, Indicator, MetricRole } from "../../model/mod.ts";
import { causesOf } from "./indicator_graph.ts";

const calls: Dependency[] = [{ caller: "web", callee: "api" }, { caller: "api", callee: "db" }];
const of = (service: string, roles: MetricRole[]): Indicator[] =>
  roles.map((role) => ({ service, metric: role, role }));

function inWords(indicators: Indicator[], graph: readonly Dependency[]): Record<string, string[]> {
  const names = indicators.map(({ service, metric }) => `${service} ${metric}`);
  return Object.fromEntries(
    causesOf(indicators, graph).map((causes, i) => [names[i], causes.map((c) => names[c]!)]),
  );
}

Deno.test("traffic goes down the calls, latency and errors come up, all else stays within its service", () => {
  const all: MetricRole[] = ["latency", "errors", "cpu", "requests"];
  deepStrictEqual(inWords([...of("api", all), ...of("db", all)], calls.slice(1)), {
    "api latency": ["api requests", "api cpu", "db latency"],
    "api errors": ["api requests", "api cpu", "api latency", "db errors"],
    "api cpu": ["api requests"],
    "api requests": [],
    "db latency": ["db requests", "db cpu"],
    "db errors": ["db requests", "db cpu", "db latency"],
    "db cpu": ["db requests"],
    "db requests": ["api requests"],
  });
});

Deno.test("what nobody measures is looked through to its own causes", () => {
  deepStrictEqual(
    inWords([...of("web", ["latency"]), ...of("api", ["memory"]), ...of("db", ["latency"])], calls),
    {
      "web latency": ["api memory", "db latency"],
      "api memory": [],
      "db latency": [],
    },
  );
});

Deno.test("calls in a circle are allowed", () => {
  const circle = [...calls, { caller: "db", callee: "web" }];
  deepStrictEqual(inWords([...of("web", ["latency"]), ...of("db", ["latency"])], circle), {
    "web latency": ["db latency"],
    "db latency": ["web latency"],
  });
});
