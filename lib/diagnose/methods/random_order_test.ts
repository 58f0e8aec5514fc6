import { deepStrictEqual, ok } from "node:assert";
import { createDiagnoser } from "../catalogue.ts";

const EMPTY = { metrics: { indicators: [], timesSeconds: new Float64Array(), columns: [] } };

Deno.test("the random order names every service and each as often first, the same for a seed", () => {
  const services = ["a", "b", "c", "d"];
  const orders = (seed: number) => {
    const diagnoser = createDiagnoser("random", { services, seed });
    diagnoser.fit(EMPTY);
    return Array.from({ length: 2000 }, () => diagnoser.diagnose(EMPTY).ranking);
  };
  const drawn = orders(1);
  deepStrictEqual(drawn, orders(1));
  ok(drawn.every((ranking) => ranking.length === 4 && ranking.every(({ score }) => score > 0)));
  for (const name of services) {
    const share = drawn.filter(([first]) => first!.service === name).length / 2000;
    // Four standard errors of 2,000 draws with a chance of 1/4.
    ok(Math.abs(share - 0.25) < 4 * Math.sqrt(0.25 * 0.75 / 2000), `${name} ${share}`);
  }
});
