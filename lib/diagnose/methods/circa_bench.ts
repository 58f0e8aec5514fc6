import type { MetricRole } from "../../model/mod.ts";
import { createDiagnoser } from "../catalogue.ts";
import { asLatencies, synthesizeCauses } from "../testing/synthetic_causes.ts";

const ROLES: readonly MetricRole[] = ["latency", "errors", "cpu", "memory", "requests"];

/** A tree of calls, four callees each, with five metrics per service. */
function tree(count: number) {
  const services = Array.from({ length: count }, (_, i) => `s${i}`);
  const graph = services.slice(1).map((callee, i) => ({ caller: services[Math.floor(i / 4)]!, callee }));
  const indicators = services.flatMap((service) => ROLES.map((role) => ({ service, metric: role, role })));
  const record = (seed: number, rows: number) => {
    const noise = synthesizeCauses(indicators.map(() => []), { seed, rows });
    return { metrics: { ...asLatencies(noise), indicators } };
  };
  return { services, graph, before: record(42, 120), after: record(7, 60) };
}

for (const count of [30, 1000]) {
  const { before, after, ...context } = tree(count);
  const circa = createDiagnoser("circa", context);
  circa.fit(before);
  Deno.bench(`circa fits ${count} services with 5 metrics and 120 rows`, { n: 5, group: `${count}` }, () => {
    createDiagnoser("circa", context).fit(before);
  });
  Deno.bench(`circa diagnoses them from 60 rows`, { n: 20, group: `${count}` }, () => {
    circa.diagnose(after);
  });
}
