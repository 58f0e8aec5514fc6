import { ok } from "node:assert";
import type { Incident } from "../../model/mod.ts";
import { createBench } from "./bench.ts";
import { inOtherUnits, withoutTopology } from "./protocol/less_known.ts";
import { simulatedIncidents } from "./simulated_incidents.ts";

// Systems of which nobody has written down more than who calls whom, by metrics alone. Thresholds were chosen on seeds from 4001 to 4400.

const SEEDS = Array.from({ length: 40 }, (_, i) => 4501 + i);
const TOPOLOGIES = ["boutique", "three-tier", "random-14-61", "random-18-62"];

/** Share of the incidents in which the cause is named first, and the mean squared error of the confidence. */
function measured(method: string, prepare: (incident: Incident) => Incident) {
  const bench = createBench({ methods: [method], calm: false, prepare });
  const verdicts = [...simulatedIncidents({ topologies: TOPOLOGIES, seeds: SEEDS })]
    .flatMap((labelled) => bench.judge(labelled))
    .filter(({ truth }) => truth.length > 0)
    .map(({ truth, named, confidence }) => ({ right: truth.includes(named[0]!), confidence }));
  const mean = (of: (one: typeof verdicts[number]) => number) =>
    verdicts.reduce((sum, one) => sum + of(one), 0) / verdicts.length;
  return {
    right: mean(({ right }) => Number(right)),
    brier: mean(({ right, confidence }) => (confidence - Number(right)) ** 2),
  };
}

Deno.test("where only calls are known, fused names the cause of nine in ten incidents, pooled opinions that of two in three", () => {
  const [settled, pooled] = [
    measured("fused", withoutTopology),
    measured("fused:by=opinions", withoutTopology),
  ];
  ok(settled.right >= 0.875 && settled.brier <= 0.1, JSON.stringify(settled));
  ok(pooled.right <= settled.right - 0.15 && pooled.brier >= 2 * settled.brier, JSON.stringify(pooled));
});

Deno.test("so it does by metrics in units of its own", () => {
  const settled = measured("fused", inOtherUnits);
  ok(settled.right >= 0.85 && settled.brier <= 0.1, JSON.stringify(settled));
});
