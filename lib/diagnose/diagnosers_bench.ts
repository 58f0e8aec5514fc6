import { METRICS } from "../model/mod.ts";
import { createStream } from "../random/mod.ts";
import { createBaro } from "./baro.ts";
import { createEpsilonDiagnosis } from "./epsilon_diagnosis.ts";
import { madeUpSignals } from "./made_up_signals.ts";
import { createNSigma } from "./n_sigma.ts";
import { createPageRank } from "./page_rank.ts";
import { createRandomWalk } from "./random_walk.ts";
import { createTraversal, createTraversalFallback } from "./traversal.ts";

const MAKERS = [
  createNSigma,
  createBaro,
  createTraversal,
  createTraversalFallback,
  createRandomWalk,
  createPageRank,
  createEpsilonDiagnosis,
];

/** Five metrics a service, all within 10 to 11; `shift` comes on top of those of every tenth service. */
function signalsOf(services: readonly string[], rows: number, shift: number) {
  const stream = createStream(rows, "bench");
  const roles = ["latency", "errors", "cpu", "memory", "requests"];
  const column = (i: number) =>
    Array.from({ length: rows }, () => stream.between(10, 11) + (i % 10 ? 0 : shift));
  return madeUpSignals(Object.fromEntries(
    services.flatMap((name, i) => METRICS.map((_, m) => [`${name}/${roles[m]}`, column(i)])),
  ));
}

for (const count of [3, 1000]) {
  const services = Array.from({ length: count }, (_, i) => `s${i}`);
  const stream = createStream(count, "tree");
  const graph = services.slice(1).map((callee, i) => ({ caller: services[stream.integer(i + 1)]!, callee }));
  const before = signalsOf(services, 60, 0);
  const after = signalsOf(services, 24, 5);
  for (const create of MAKERS) {
    const diagnoser = create({ services, graph, symptom: { service: "s0" } });
    const { name } = diagnoser;
    Deno.bench(`${name} learns ${count} services`, { group: `fit ${count}`, n: 10, warmup: 2 }, () => {
      diagnoser.fit(before);
    });
    diagnoser.fit(before);
    Deno.bench(`${name} judges ${count} services`, { group: `diagnose ${count}`, n: 10, warmup: 2 }, () => {
      diagnoser.diagnose(after);
    });
  }
}
