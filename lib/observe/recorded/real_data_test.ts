import { deepStrictEqual, ok } from "node:assert";
import { openIncidents } from "./open.ts";

const READABLE = Deno.permissions.querySync({ name: "env", variable: "AIOPS_DATA_DIR" }).state === "granted";
const folder = READABLE ? Deno.env.get("AIOPS_DATA_DIR") : undefined;

/** The first of these that is in the folder of data sets; undefined if there is none. */
function firstThere(...names: string[]): string | undefined {
  if (folder === undefined) return undefined;
  const there = new Set([...Deno.readDirSync(folder)].map(({ name }) => name));
  const name = names.find((candidate) => there.has(candidate));
  return name === undefined ? undefined : `${folder}/${name}`;
}

const petshop = firstThere("petshop");
const nezha = firstThere("nezha-tt-2023-01-30.tar.gz", "nezha");

Deno.test(
  "each of PetShop's issues names a cause that was recorded",
  { ignore: petshop === undefined },
  async () => {
    const { count, incidents } = await openIncidents({ format: "petshop", path: petshop!, split: "train" });
    ok(count >= 16);
    for await (const { incident, truth } of incidents) ok(incident.services.includes(truth.services[0]!));
  },
);

Deno.test("Nezha's day of 17 faults has 874 indicators and a gateway in front", {
  ignore: nezha === undefined,
}, async () => {
  const { incidents } = await openIncidents({ format: "nezha", path: nezha! });
  let faults = 0;
  for await (const { incident } of incidents) {
    if (!incident.id.startsWith("2023-01-30/")) continue;
    faults++;
    deepStrictEqual(incident.before.metrics.columns.length, 874);
    deepStrictEqual(incident.symptom, { service: "ts-gateway-service" });
    ok(incident.after.spans!.length > 3000);
  }
  deepStrictEqual(faults, 17);
});
