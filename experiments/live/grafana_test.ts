import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import {
  createAgentMetrics,
  createServiceMetrics,
  createSimulatedSystem,
  metricsText,
} from "../../lib/live/mod.ts";
import { createTopology } from "../../lib/simulator/mod.ts";

/** A panel of a dashboard, as far as it is looked at here. */
interface Panel {
  readonly id: number;
  readonly title: string;
  readonly datasource: { readonly uid: string };
  readonly targets: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}

/** A variable of a dashboard. */
interface Variable {
  readonly name: string;
  readonly type: string;
  readonly definition?: string;
}

const text = Deno.readTextFileSync("experiments/live/grafana.json");
const { panels, templating } = JSON.parse(text) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
};
const variables = templating.list;
const targets = panels.flatMap((panel) => panel.targets);
const expressions = [
  ...targets.map(({ expr }) => expr),
  ...variables.flatMap(({ definition }) => definition ?? []),
];
const OWN_METRIC = /\b(?:aiops|http|process|service)_\w+/g;

/** Names of the metrics that the loop and the served simulator expose, those of a histogram's samples included. */
async function exposedNames(): Promise<{ readonly agent: Set<string>; readonly all: Set<string> }> {
  const system = createSimulatedSystem({ topology: createTopology("three-tier"), seed: 1 });
  const { registry } = createAgentMetrics();
  const namesIn = (exposition: string) =>
    new Set(
      [...exposition.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) =>
        type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name!]
      ),
    );
  return {
    agent: namesIn(await metricsText([registry])),
    all: namesIn(await metricsText([registry, createServiceMetrics(system).registry])),
  };
}

Deno.test("the dashboard asks for metrics that are exposed, and shows each of the loop's", async () => {
  const { agent, all } = await exposedNames();
  const asked = new Set(expressions.flatMap((expression) => expression.match(OWN_METRIC) ?? []));
  deepStrictEqual([...asked].filter((name) => !all.has(name)), []);
  const shown = (name: string) => asked.has(name) || asked.has(name.replace(/_(?:sum|count)$/, "_bucket"));
  deepStrictEqual([...agent].filter((name) => !shown(name)), []);
});

Deno.test("the dashboard's labels are those that the metrics have", async () => {
  const metrics = createAgentMetrics();
  metrics.diagnosis("db");
  metrics.action({ kind: "restart", outcome: "done" });
  metrics.refusal({ kind: "restart", rule: "budget" });
  const exposition = await metricsText([metrics.registry]);
  for (const { expr } of targets) {
    const [, labels, name] = expr.match(/^sum by \(([\w, ]+)\) \(increase\((aiops_\w+)/) ?? [];
    if (name === undefined) continue;
    const sample = exposition.match(new RegExp(`^${name}\\{(.*)\\}`, "m"))![1]!;
    deepStrictEqual(labels!.split(", "), [...sample.matchAll(/(\w+)=/g)].map(([, label]) => label), name);
  }
});

Deno.test("the dashboard takes its data source and its jobs from variables, and knows every variable that it uses", () => {
  strictEqual(variables.find(({ name }) => name === "datasource")?.type, "datasource");
  for (const { uid } of [...panels, ...targets].map(({ datasource }) => datasource)) {
    strictEqual(uid, "${datasource}");
  }
  const known = new Set(variables.map(({ name }) => name));
  for (const expression of expressions) {
    for (const [, name] of expression.matchAll(/\$(\w+)/g)) {
      ok(known.has(name!) || ["__range", "__rate_interval"].includes(name!), expression);
    }
  }
  for (const { expr } of targets) if (expr.includes("aiops_")) match(expr, /aiops_\w+\{job=~"\$job"\}/);
  strictEqual(new Set(panels.map(({ id }) => id)).size, panels.length);
});
