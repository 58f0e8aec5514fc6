import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { UsageError } from "../../model/mod.ts";
import { filesInMemory } from "../reading/files.ts";
import { madeUpPetshop } from "../testing/made_up_recordings.ts";
import { incidentsIn } from "../recorded/open.ts";
import type { IncidentOptions } from "../reading/incident_source.ts";

const texts = madeUpPetshop();

async function read(changed: Record<string, string> = {}, options: IncidentOptions = {}) {
  const { count, incidents } = await incidentsIn(
    filesInMemory({ ...texts, ...changed }),
    "petshop",
    { strict: true, ...options },
  );
  const all = await Array.fromAsync(incidents);
  strictEqual(all.length, count);
  return all;
}

Deno.test("an issue of PetShop has its graph, its symptom and its answer", async () => {
  const [, labelled] = await read();
  const { incident, truth } = labelled!;
  strictEqual(incident.id, "low/train/issue_0");
  deepStrictEqual(incident.graph, [{ caller: "shop", callee: "cart" }, { caller: "cart", callee: "store" }]);
  deepStrictEqual(incident.symptom, {
    service: "shop",
    role: "latency",
    metric: "latency/p95",
    timeSeconds: 7300,
  });
  deepStrictEqual(truth, { services: ["store"] });
  deepStrictEqual([...incident.after.metrics.columns[1]!], [99.5, 98, NaN]);
  deepStrictEqual(incident.after.metrics.indicators[1], {
    service: "cart",
    metric: "availability/Average",
    role: "availability",
  });
});

Deno.test("issues of one traffic share the fault-free day, and a split chooses among them", async () => {
  const [first, second] = await read();
  strictEqual(first!.incident.before, second!.incident.before);
  deepStrictEqual((await read({}, { split: "test" })).map(({ incident }) => incident.id), [
    "low/test/issue_1",
  ]);
});

Deno.test("columns in another order are matched by name, and new ones are NaN before", async () => {
  const issue =
    "microservice,store,depot\nmetric,latency,latency\nstatistic,p95,p95\nunix_timestamp,,\n7200,2,8\n";
  const [, labelled] = await read({ "low/train/issue_0/metrics.csv": issue });
  const { before, after, services } = labelled!.incident;
  deepStrictEqual(after.metrics.columns.map((column) => column[0]), [NaN, NaN, 2, 8]);
  ok(before.metrics.columns[3]!.every(Number.isNaN) && before.metrics.columns[3]!.length === 12);
  ok(services.includes("depot"));
});

Deno.test("noticed late, the first rows of an issue are taken for normal ones", async () => {
  const [, labelled] = await read({}, { lateSeconds: 300 });
  const { before, after } = labelled!.incident;
  deepStrictEqual([before.metrics.timesSeconds.at(-1), ...after.metrics.timesSeconds], [7200, 7500, 7800]);
  await rejects(
    read({}, { lateSeconds: 900 }),
    /low\/test\/issue_1: expected rows of metrics .* noticed 900 s late, found none/,
  );
});

Deno.test("mistakes in PetShop's files are named with their place", async () => {
  const cases: [string, string, RegExp][] = [
    ["low/graph.csv", ",shop\ncat,1\n", /^low\/graph\.csv:2: expected a service of the header, found "cat"$/],
    ["low/graph.csv", ",shop,cart\nshop,0,1\n", /^low\/graph\.csv: expected a row for the service "cart"/],
    ["low/graph.csv", ",shop\nshop,0\nshop,0\n", /graph\.csv:3: expected one row for each service/],
    [
      "low/noissue/metrics.csv",
      "a\nb\nc\n1\n",
      /metrics\.csv:4: expected three header rows and then "unix_timestamp"/,
    ],
    ["low/noissue/metrics.csv", "a\nb\nc\nunix_timestamp\n", /expected a row of values below the header/],
    ["low/train/issue_0/target.json", "{", /^low\/train\/issue_0\/target\.json: expected JSON, found/],
    ["low/train/issue_0/target.json", "{}", /expected a valid entry "target"/],
    [
      "low/train/issue_0/target.json",
      texts["low/train/issue_0/target.json"]!.replace("store", "stor"),
      /expected a service that was recorded \(the nearest is "store"\), found "stor"/,
    ],
  ];
  for (const [path, text, message] of cases) {
    await rejects(
      read({ [path]: text }),
      (error) => error instanceof UsageError && message.test(error.message),
      String(message),
    );
  }
});
