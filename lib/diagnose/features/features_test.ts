import { ok, strictEqual } from "node:assert";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { contextOf } from "../diagnoser.ts";
import { madeUpIncident } from "../testing/made_up_incident.ts";
import { traces, type WrittenSpan } from "../testing/written_trace.ts";
import { BASE_FEATURES, FEATURES, learnFeatures } from "./features.ts";

/** A request that waits for a connection and asks the database, which may fail. */
const request = (waitSeconds: number, failed: boolean): WrittenSpan => ({
  service: "api",
  from: 0,
  to: 50,
  events: [{
    timeSeconds: 0,
    name: "db.client.connection.wait",
    attributes: { "db.client.connection.wait_time": waitSeconds },
  }],
  children: [{
    service: "api",
    kind: "client",
    name: "db",
    from: 10,
    to: 40,
    failed,
    attributes: { "server.address": "db" },
    children: [{ service: "db", name: "db", from: 11, to: 39, failed }],
  }],
});

function features() {
  const { context, before, after } = madeUpIncident(SYNTHETIC);
  const learnt = learnFeatures(context, { ...before, spans: traces(40, () => request(0, false)) });
  const { table, records } = learnt({ ...after, spans: traces(40, (i) => request(0.5, i % 4 === 0)) });
  const at = (service: number, name: string) => {
    const column = FEATURES.indexOf(name);
    ok(column >= 0, name);
    return table[service * FEATURES.length + column]!;
  };
  return { at, records: records! };
}

/** A share on a logarithmic scale on which 1 is 1. */
const rate = (x: number) => Math.log(1 + 50 * x) / Math.log(51);
const near = (found: number, expected: number) =>
  ok(Math.abs(found - expected) < 1e-9, `${found}, not ${expected}`);

Deno.test("features scale what records tell: seconds and shares on a logarithmic scale, 2 s as a share of 1", () => {
  const { at, records } = features();
  near(records[0]!.poolWaitSeconds, 0.5);
  near(at(0, "poolWaitSeconds"), rate(0.25));
  near(records[2]!.ownErrorRate, 0.25);
  near(at(2, "ownErrorRate"), rate(0.25));
  strictEqual(at(0, "spansAfter"), 1);
  strictEqual(at(1, "spansAfter"), 0);
});

Deno.test("each feature is also taken of callees, of callers, and relative to the largest", () => {
  const { at } = features();
  for (const name of BASE_FEATURES) {
    const [api, cache, db] = [0, 1, 2].map((service) => at(service, name)) as [number, number, number];
    near(at(0, `callees: ${name}`), Math.max(cache, db));
    near(at(2, `callees: ${name}`), 0);
    near(at(1, `callers: ${name}`), api);
    near(at(0, `callers: ${name}`), 0);
    for (const [service, own] of [api, cache, db].entries()) {
      near(at(service, `behind the largest: ${name}`), Math.max(api, cache, db) - own);
    }
  }
});

Deno.test("features tell the front, the database, the cache and who calls nobody", () => {
  const { at } = features();
  const flags = (name: string) => [0, 1, 2].map((service) => at(service, name)).join("");
  strictEqual(flags("front"), contextOf(SYNTHETIC).symptom === undefined ? "000" : "100");
  strictEqual(flags("cache"), "010");
  strictEqual(flags("database"), "001");
  strictEqual(flags("calls nobody"), "011");
  strictEqual(flags("kind unknown"), "000");
});
