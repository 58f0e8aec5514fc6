import { deepStrictEqual } from "node:assert";
import { blameOf } from "./blame.ts";

const ranking = [{ service: "db", score: 9 }, { service: "api", score: 3 }, { service: "cache", score: 1 }];

Deno.test("blameOf() gives the suspect its confidence and the others the rest by their scores", () => {
  deepStrictEqual(blameOf({ suspect: "db", confidence: 0.6, ranking }), {
    db: 0.6,
    api: 0.4 * 0.75,
    cache: 0.1,
  });
});

Deno.test("blameOf() takes scores below 0 for 0, and shares the rest equally where no other has a score", () => {
  const low = ranking.map(({ service }) => ({ service, score: service === "db" ? 9 : -1 }));
  deepStrictEqual(blameOf({ suspect: "db", confidence: 0.5, ranking: low }), {
    db: 0.5,
    api: 0.25,
    cache: 0.25,
  });
});
