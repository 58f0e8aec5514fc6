import { strictEqual } from "node:assert";
import { createDiagnoser } from "../catalogue.ts";
import { around100, madeUpSignals } from "../testing/made_up_signals.ts";

/** Who is blamed where the latency of both rises alike, by the requests/s of the front and of its callee. */
function blamed(front: number, callee: number): string {
  const services = ["front", "callee"];
  const graph = [{ caller: "front", callee: "callee" }];
  const diagnoser = createDiagnoser("fused:by=opinions", { services, symptom: { service: "front" }, graph });
  const signals = (rows: number, latency: number) =>
    madeUpSignals({
      "front/latency": around100(rows).map((x) => x + latency),
      "callee/latency": around100(rows).map((x) => x + latency),
      "front/requests": Array(rows).fill(front),
      "callee/requests": Array(rows).fill(callee),
    });
  diagnoser.fit(signals(60, 0));
  return diagnoser.diagnose(signals(24, 200)).suspect;
}

Deno.test("pooled opinions blame a callee for what its callers wait for, unless hardly a request gets to it", () => {
  strictEqual(blamed(100, 100), "callee");
  strictEqual(blamed(100, 0.01), "front");
});
