import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { causesOf, mixedCauses } from "./causes.ts";
import { spreadOf } from "./spread.ts";

Deno.test("two services that are each likely at fault are likeliest at fault together, and nobody has a probability", () => {
  const sets = causesOf(["a", "b", "c"], [0.9, 0.8, 0.005], true);
  deepStrictEqual(sets[0]!.services, ["a", "b"]);
  ok(Math.abs(sets[0]!.probability - 0.72) < 1e-12);
  ok(Math.abs(sets.find(({ services }) => services.length === 0)!.probability - 0.02) < 1e-12);
  ok(Math.abs(sets.reduce((sum, { probability }) => sum + probability, 0) - 1) < 1e-12);
});

Deno.test("of shares of one cause only one is at fault, and what is left is nobody's", () => {
  const sets = causesOf(["a", "b"], [0.3, 0.2], false);
  deepStrictEqual(sets.map(({ services }) => services), [[], ["a"], ["b"]]);
  deepStrictEqual(sets.map(({ probability }) => probability), [0.5, 0.3, 0.2]);
});

const GRAPH = [["web", "shop"], ["web", "news"], ["shop", "db"], ["news", "db"], ["db", "disk"]]
  .map(([caller, callee]) => ({ caller: caller!, callee: callee! }));

Deno.test("a fault travels up the calls, through those that are affected alone, each step with what shows it", () => {
  const path = spreadOf(["db"], GRAPH, (service) => service === "news" ? undefined : `${service} is slow`);
  deepStrictEqual(path.map(({ caller, callee }) => `${caller} > ${callee}`), ["shop > db", "web > shop"]);
  strictEqual(path[0]!.text, "shop is slow");
});

Deno.test("a circle of calls is gone round once, and a cause is affected by none", () => {
  const circle = [...GRAPH, { caller: "db", callee: "web" }];
  const path = spreadOf(["db"], circle, () => "slow");
  deepStrictEqual(path.map(({ caller, callee }) => `${caller} > ${callee}`), [
    "shop > db",
    "news > db",
    "web > shop",
    "web > news",
  ]);
});

Deno.test("sets that opinions have in common add up by their weights, in whatever order they name services", () => {
  const set = (probability: number, ...services: string[]) => ({ services, probability });
  const found = mixedCauses([
    [0.75, [set(0.8, "db"), set(0.2, "db", "api")]],
    [0.25, [set(0.6, "api"), set(0.4, "api", "db")]],
  ]);
  deepStrictEqual(found.map(({ services }) => services.join()), ["db", "db,api", "api"]);
  found.forEach(({ probability }, i) =>
    ok(Math.abs(probability - [0.6, 0.25, 0.15][i]!) < 1e-9, `${probability}`)
  );
});
