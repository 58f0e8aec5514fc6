import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { checkTopology, type FaultType } from "../../../lib/model/mod.ts";
import { faultCatalogue } from "../../../lib/simulator/faults/catalogue.ts";
import { createConditions } from "../../../lib/simulator/physics/conditions.ts";
import { settle } from "../../../lib/simulator/physics/nominal.ts";
import { compileNetwork } from "../../../lib/simulator/topology/network.ts";
import { createEnvironment } from "../../../lib/simulator/mod.ts";
import { SHOP_FAULTS } from "../faults.ts";
import { severityOf } from "./severities.ts";

const topology = checkTopology(JSON.parse(
  Deno.readTextFileSync(new URL("../topology.json", import.meta.url)),
));

/** What the simulator's catalogue does at the severity that is chosen, in the front of the shop or its database. */
function conditionsOf(type: FaultType) {
  const network = compileNetwork(topology);
  const conditions = createConditions(network);
  const nominal = settle(network);
  faultCatalogue[type].apply(conditions, {
    target: { node: SHOP_FAULTS[type]!.service === "api" ? 0 : 2, call: 1 },
    severity: severityOf(type, topology).severity,
    age: 0,
    network,
    nominal,
    state: nominal.state,
    sloP95Seconds: createEnvironment({ topology }).slo.latencyP95Ms / 1_000,
  });
  return conditions;
}

Deno.test("a fault whose size the catalogue has is simulated at that size", () => {
  deepStrictEqual(severityOf("partition", topology), { severity: 1, from: "size" });
  strictEqual(conditionsOf("partition").cut[1], 1);
  ok(Math.abs(conditionsOf("latency_injection").delay[1]! - 0.4) < 0.005);
  strictEqual(severityOf("cache_poison", topology).from, "size");
  ok(Math.abs(0.15 + 0.45 * severityOf("cache_poison", topology).severity - 0.4) < 0.005);
  deepStrictEqual(severityOf("cache_flush", topology), { severity: 1, from: "size" });
});

Deno.test("a packet loss below the range is the share of the least one that loses as many packets", () => {
  const { severity, from } = severityOf("packet_loss", topology);
  strictEqual(from, "size");
  ok(severity < 0.4);
  ok(Math.abs(severity / 0.4 * (0.25 + 0.35 * 0.4) - 0.35) < 0.005);
});

Deno.test("what is done beyond the range is simulated at its end, and falls short there", () => {
  for (const [type, done] of [["error_burst", 0.33], ["bad_deploy", 0.25]] as const) {
    deepStrictEqual(severityOf(type, topology), { severity: 1, from: "most" });
    ok(conditionsOf(type).errors[0]! < done, type);
  }
  strictEqual(severityOf("memory_leak", topology).from, "most");
  ok(conditionsOf("memory_leak").leak[0]! < 0.05);
});

Deno.test("a surge is as large as the topology allows for six times the requests", () => {
  deepStrictEqual(severityOf("traffic_surge", topology), { severity: 1, from: "most" });
  const roomy = checkTopology({
    ...topology,
    services: topology.services.map((one) => ({ ...one, ratePerReplica: one.name === "db" ? 38 : 1_000 })),
  });
  const { severity, from } = severityOf("traffic_surge", roomy);
  strictEqual(from, "size");
  // Utilisation 26.3 * 0.25 / 38 = 0.173, six times that is 1.04, and 1.04 = 0.8 + 0.4 * severity.
  ok(Math.abs(severity - 0.6) < 0.01, String(severity));
});

Deno.test("without a size it is the middle of the range", () => {
  for (const type of ["slow_query", "noisy_neighbour"] as const) {
    deepStrictEqual(severityOf(type, topology), { severity: 0.7, from: "middle" });
  }
});

Deno.test("every fault of the shop has a severity in the range of the simulator", () => {
  for (const type of Object.keys(SHOP_FAULTS) as FaultType[]) {
    const { severity } = severityOf(type, topology);
    ok(severity > 0 && severity <= 1, `${type} ${severity}`);
  }
});
