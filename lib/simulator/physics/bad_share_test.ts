import { ok } from "node:assert";
import { compileNetwork } from "../topology/network.ts";
import { createTopology } from "../topology/topologies.ts";
import { badShare } from "./bad_share.ts";
import { settle } from "./nominal.ts";

Deno.test("badShare() is the error rate without a limit, and 5 % more of the answers at the 95th percentile", () => {
  for (const topology of ["three-tier", "boutique", "random-20"]) {
    const network = compileNetwork(createTopology(topology));
    for (const load of [0.5, 1, 1.1, 1.3]) {
      const { truth, responses } = settle(network, load * network.topology.entryRate);
      const failed = truth.errorRate[network.front]!;
      ok(Math.abs(badShare(network, responses, Infinity) - failed) < 1e-9, `${topology} ${load}`);
      const p95 = truth.p95[network.front]!;
      const share = badShare(network, responses, p95);
      // Failures are among the 5 % or the 95 %, which only matters where there are some.
      ok(share >= 0.05 - failed - 1e-3 && share <= 0.05 + failed + 1e-3, `${topology} ${load}: ${share}`);
    }
  }
});

Deno.test("badShare() falls as the limit grows", () => {
  const network = compileNetwork(createTopology("three-tier"));
  const { responses } = settle(network);
  let last = 1;
  for (let limit = 0.01; limit < 3; limit *= 1.3) {
    const share = badShare(network, responses, limit);
    ok(share <= last + 1e-12);
    last = share;
  }
});
