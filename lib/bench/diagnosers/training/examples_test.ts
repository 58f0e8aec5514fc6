import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { FEATURES } from "../../../diagnose/features/features.ts";
import { FURTHER_FEATURES } from "../../../diagnose/features/further_features.ts";
import { KINDS, type Scores } from "../../../diagnose/learnt/scorer.ts";
import { createEnvironment } from "../../../simulator/mod.ts";
import { examplesOf, furtherExamplesOf } from "./examples.ts";

const scenario = { topology: "three-tier", firstSeed: 3, count: 4 } as const;

Deno.test("an example has a row of features for each service, and the fault that was injected as its truth", () => {
  const environment = createEnvironment({ topology: "three-tier" });
  const names = environment.topology.services.map(({ name }) => name);
  const examples = [...examplesOf(scenario)];
  strictEqual(examples.length, 4);
  examples.forEach(({ features, truth }, i) => {
    environment.reset({ seed: 3 + i });
    strictEqual(features.length, names.length * FEATURES.length);
    ok(features.every(Number.isFinite));
    deepStrictEqual(
      [...truth].map((
        hypothesis,
      ) => [names[Math.floor(hypothesis / KINDS.length)], KINDS[hypothesis % KINDS.length]]),
      environment.faults.map(({ service, type }) => [service, type]),
    );
  });
});

Deno.test("an episode without a fault is an example of no fault, and logs and traces give two views of each", () => {
  const [none] = examplesOf({ ...scenario, count: 1, faultFreeShare: 1 });
  deepStrictEqual([...none!.truth], [3 * KINDS.length]);
  const examples = [...examplesOf({ ...scenario, count: 2, signals: ["logs", "traces"] })];
  strictEqual(examples.length, 4);
  deepStrictEqual(examples[0]!.truth, examples[1]!.truth);
  const filled = ({ features }: typeof examples[number]) => features.filter((x) => x !== 0).length;
  ok(filled(examples[0]!) > filled(examples[1]!), "all signals fill more features than a poorer view");
});

Deno.test("a share of the episodes is measured at callers, with the same truth and the same examples of the others", () => {
  const at = (
    callerShare: number,
    count = 60,
  ) => [...examplesOf({ ...scenario, fault: "latency_injection:db", count, callerShare })];
  const [server, shared, caller] = [at(0), at(0.5), at(1)];
  deepStrictEqual(shared.map(({ truth }) => truth), server.map(({ truth }) => truth));
  const same = (a: typeof server, b: typeof server) =>
    a.filter(({ features }, i) => features.every((x, f) => Object.is(x, b[i]!.features[f]))).length;
  const kept = same(shared, server);
  ok(kept > 15 && kept < 45, `${kept}`);
  ok(same(caller, server) < 30, "a mixed episode can leave the database as it was");
  deepStrictEqual(
    at(0.5, 5).map(({ features }) => [...features]),
    shared.slice(0, 5).map(({ features }) => [...features]),
  );
});

/** A network that holds so much against a service, and nothing against the others. */
function blames(service: number, share: number) {
  return (table: Float64Array): Scores => {
    const services = table.length / FEATURES.length;
    return {
      atFault: Float64Array.from({ length: services }, (_, i) => i === service ? share : 0),
      posterior: new Float64Array(services * KINDS.length + 1),
    };
  };
}

Deno.test("of further causes an example has those that are left without the one that was found, or that there are none", () => {
  const faults = { topology: "three-tier", faultCount: 2, faultGapSteps: 0 } as const;
  const two = { ...scenario, ...faults };
  const environment = createEnvironment(faults);
  const names = environment.topology.services.map(({ name }) => name);
  const examples = [...furtherExamplesOf(two, blames(0, 0.9))];
  const placesOf = (truth: readonly number[]) => truth.map((one) => Math.floor(one / KINDS.length));
  strictEqual(examples.length, 4);
  examples.forEach(({ features, truth }, i) => {
    environment.reset({ seed: 3 + i });
    strictEqual(features.length, names.length * FURTHER_FEATURES.length);
    const left = environment.faults.map(({ service }) => names.indexOf(service)).filter((at) => at !== 0);
    deepStrictEqual(placesOf(truth), left.length > 0 ? left : [names.length]);
  });
  ok(examples.some(({ truth }) => placesOf(truth)[0] !== names.length));
});

Deno.test("an incident in which a network finds no cause teaches nothing of further ones", () => {
  deepStrictEqual([...furtherExamplesOf(scenario, blames(0, 0.4))], []);
});
