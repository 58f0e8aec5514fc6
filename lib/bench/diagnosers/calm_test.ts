import { deepStrictEqual, strictEqual } from "node:assert";
import { calmCase } from "./calm.ts";
import { madeUpIncident } from "./testing/made_up_incident.ts";

Deno.test("calmCase() parts the window before at two thirds and blames nobody", () => {
  const { incident, truth } = calmCase(madeUpIncident("1"))!;
  deepStrictEqual(truth, { services: [] });
  deepStrictEqual([...incident.before.metrics.timesSeconds], [0, 1, 2, 3, 4, 5]);
  deepStrictEqual([...incident.after.metrics.timesSeconds], [6, 7, 8]);
  deepStrictEqual([...incident.after.metrics.columns[1]!], [7, 8, 9]);
});

Deno.test("calmCase() parts logs by the same time, and leaves out when the incident was felt", () => {
  const labelled = madeUpIncident("1");
  const log = (timeSeconds: number) => ({ service: "api", timeSeconds, severity: "info", body: "" }) as never;
  const before = { ...labelled.incident.before, logs: [log(5.9), log(6)] };
  const { incident } = calmCase({ ...labelled, incident: { ...labelled.incident, before } })!;
  deepStrictEqual([incident.before.logs!.length, incident.after.logs!.length], [1, 1]);
  deepStrictEqual(incident.symptom, { service: "api" });
});

Deno.test("calmCase() gives nothing where the window before is too short", () => {
  strictEqual(calmCase(madeUpIncident("1", 2)), undefined);
});
