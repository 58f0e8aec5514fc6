import { deepStrictEqual, ok } from "node:assert";
import { openIncidents } from "./open.ts";

const READABLE = Deno.permissions.querySync({ name: "env", variable: "AIOPS_DATA_DIR" }).state === "granted";
const folder = READABLE ? Deno.env.get("AIOPS_DATA_DIR") : undefined;
const options = { ignore: folder === undefined };

Deno.test("PetShop's 16 issues for tuning each name a cause that was recorded", options, async () => {
  const { count, incidents } = await openIncidents({
    format: "petshop",
    path: `${folder}/petshop`,
    split: "train",
  });
  ok(count >= 16);
  for await (const { incident, truth } of incidents) ok(incident.services.includes(truth.services[0]!));
});

Deno.test("Nezha's day of 17 faults has 874 indicators and calls of a gateway", options, async () => {
  const path = `${folder}/nezha-tt-2023-01-30.tar.gz`;
  const { count, incidents } = await openIncidents({ format: "nezha", path });
  deepStrictEqual(count, 17);
  for await (const { incident } of incidents) {
    deepStrictEqual(incident.before.metrics.columns.length, 874);
    deepStrictEqual(incident.symptom, { service: "ts-gateway-service" });
    ok(incident.after.spans!.length > 3000);
  }
});
