import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { checkTopology, NOOP } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";
import { settle } from "../physics/nominal.ts";
import { compileNetwork } from "./network.ts";
import { createTopology, topologies } from "./topologies.ts";

/** Steps without a fault, of the first `played` of an episode, in which the SLO is breached. */
function breaches(topology: string, played: number): number {
  const environment = createEnvironment({ topology, faultCount: 0 });
  ok(
    environment.slo.errorRate < 0.12,
    `${topology}: an error rate of ${environment.slo.errorRate} is no objective`,
  );
  environment.reset({ seed: 1 });
  let count = 0;
  for (let step = 1; step <= played; step++) count += Number(environment.step(NOOP).info.sloViolated);
  return count;
}

/** Graphs in which a cache near the front would be overloaded at its usual rate. */
const LARGE: readonly (readonly [topology: string, played: number])[] = [
  ["random-600-2", 40],
  ["random-600-4", 40],
  ["random-1000-3", 40],
  ["random-3000-2", 10],
  ["random-10000-1", 3],
];

for (const [topology, played] of LARGE) {
  Deno.test(`${topology} holds its SLO without a fault`, () => strictEqual(breaches(topology, played), 0));
}

Deno.test("a graph with many visits per request, 3.4 % of which fail without a fault, holds its SLO", () => {
  strictEqual(breaches("random-60-100", 240), 0);
  // Of 25,000 single requests 0.0337 fail.
  const { truth } = settle(compileNetwork(createTopology("random-60-100")));
  ok(Math.abs(truth.errorRate[0]! - 0.0337) < 0.0025, `${truth.errorRate[0]}`);
});

Deno.test("small random graphs hold their SLO without a fault over whole episodes", () => {
  for (const size of [3, 5, 12, 30, 60]) {
    for (const graph of [1, 2, 3]) {
      strictEqual(breaches(`random-${size}-${graph}`, 240), 0, `${size}, ${graph}`);
    }
  }
});

Deno.test("every topology by name is one that checkTopology() lets through unchanged", () => {
  for (const name of [...topologies.names, "random-3", "random-600-7", "random-10000"]) {
    deepStrictEqual(checkTopology(createTopology(name)), createTopology(name), name);
  }
});

Deno.test("no node of a random graph of any size is nominally busier than 0.55 at its share of the load", () => {
  for (const size of [12, 180, 600, 1500]) {
    const network = compileNetwork(createTopology(`random-${size}-2`));
    const { truth } = settle(network);
    truth.utilisation.forEach((busy, i) => {
      ok(busy < 0.6, `${network.topology.services[i]!.name} of ${size} services: ${busy}`);
    });
  }
});
