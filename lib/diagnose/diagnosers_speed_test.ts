import { ok } from "node:assert";
import { SYNTHETIC } from "../observe/testing/synthetic.ts";
import { createDiagnoser } from "./mod.ts";
import type { DiagnoserContext } from "./diagnoser.ts";
import { madeUpIncident, madeUpTree } from "./testing/made_up_incident.ts";

interface Timed {
  readonly diagnose: () => void;
}

/** The least time that each takes (ms), by turns in one run: what else the machine does only ever adds, and to all of them. */
function leastTimes(timed: readonly Timed[], rounds: number): number[] {
  const least = timed.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    timed.forEach(({ diagnose }, i) => {
      const start = performance.now();
      diagnose();
      least[i] = Math.min(least[i]!, performance.now() - start);
    });
  }
  return least;
}

/** How often N-sigma, which looks at each value once, could judge in the time that `fused` takes. */
function timesNSigma(
  { context, before, after }: ReturnType<typeof madeUpIncident>,
  { rounds, known = context }: { rounds: number; known?: DiagnoserContext },
): number {
  const [fused, nSigma] = leastTimes(
    ["fused", "n-sigma"].map((name) => {
      const diagnoser = createDiagnoser(name, known);
      diagnoser.fit(before);
      return { diagnose: () => diagnoser.diagnose(after) };
    }),
    rounds,
  );
  return fused! / nSigma!;
}

// Measured: 5 to 7 for both systems, by either way. The promise is 1 ms for three tiers and 100 ms for 1,000 services.
for (
  const { system, topology, rounds, most } of [
    { system: "three tiers", topology: SYNTHETIC, rounds: 300, most: 25 },
    { system: "1,000 services", topology: madeUpTree(1000), rounds: 8, most: 20 },
  ]
) {
  const incident = madeUpIncident(topology);
  const { topology: _, ...graphOnly } = incident.context;

  Deno.test(`fused judges ${system} in at most ${most} times what n-sigma takes, by network or by opinions`, () => {
    const byNetwork = timesNSigma(incident, { rounds });
    const byOpinions = timesNSigma(incident, { rounds, known: graphOnly });
    ok(byNetwork < most, `by network ${byNetwork.toFixed(1)} times`);
    ok(byOpinions < most, `by opinions ${byOpinions.toFixed(1)} times`);
  });
}
