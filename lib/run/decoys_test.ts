import { ok } from "node:assert";
import { createTrial, seedRange } from "./trial.ts";

Deno.test("innocent services that look odd in metrics don't lead astray an agent that reads logs and traces: 23 of 24 incidents are diagnosed right", () => {
  const run = createTrial({ agent: "full", decoys: 3, signals: ["logs", "traces"] });
  const right = seedRange(301, 24).map(run).filter((record) => record.diagnosis_right === true).length;
  ok(right >= 23, `${right}`);
});
