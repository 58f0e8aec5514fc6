import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { type LabelledIncident, SEVERITY } from "../../model/mod.ts";
import { filesInMemory } from "../reading/files.ts";
import { madeUpRcaeval } from "../testing/made_up_recordings.ts";
import { incidentsIn } from "../recorded/open.ts";

const texts = madeUpRcaeval();

/** The made-up cases: the pair, one with logs and spans, one table. */
async function read(changed: Record<string, string> = {}, lateSeconds = 0) {
  const files = filesInMemory({ ...texts, ...changed });
  const { count, incidents } = await incidentsIn(files, "rcaeval", { lateSeconds, strict: true });
  const all = await Array.fromAsync(incidents);
  strictEqual(all.length, count);
  return all as [LabelledIncident, LabelledIncident, LabelledIncident];
}

Deno.test("every layout gives the service and fault of its folder, and ids that don't tell them", async () => {
  const all = await read();
  deepStrictEqual(all.map(({ incident }) => incident.id), ["pair/1", "re2/2", "ss/3"]);
  deepStrictEqual(all.map(({ truth }) => truth.path), [
    "pair/carts-cpu/1",
    "re2/carts_cpu/1",
    "ss/carts_cpu/1",
  ]);
  for (const { incident, truth } of all) {
    deepStrictEqual([truth.services, truth.fault], [["carts"], "cpu"]);
    deepStrictEqual(incident.services, ["carts", "front-end"]);
    deepStrictEqual(incident.symptom, { service: "front-end" });
  }
});

Deno.test("the sides are cut at the injection, late or early, in a pair of tables as in one", async () => {
  const cuts = async (lateSeconds: number) =>
    (await read({}, lateSeconds)).map(({ incident }) => incident.after.metrics.timesSeconds[0]);
  deepStrictEqual(await cuts(0), [1060, 1060, 1060]);
  deepStrictEqual(await cuts(30), [1090, 1090, 1090]);
  deepStrictEqual((await cuts(-30)).slice(1), [1030, 1030]);
  await rejects(read({}, 60), /expected rows of metrics before and after its beginning noticed 60 s late/);
});

Deno.test("a metric is what stands behind the first underscore, and its role follows from it", async () => {
  const [, , { incident }] = await read();
  deepStrictEqual(
    incident.before.metrics.indicators.map(({ service, metric, role }) => [service, metric, role]),
    [
      ["carts", "cpu", "cpu"],
      ["carts", "mem", "memory"],
      ["front-end", "lat_90", "latency"],
      ["front-end", "lat_50", "latency"],
    ],
  );
  ok(Number.isNaN(incident.before.metrics.columns[2]![5]));
});

Deno.test("logs and spans beside the metrics are cut at the same time", async () => {
  const [, { incident }] = await read();
  deepStrictEqual(incident.after.logs!.map(({ body, severityNumber }) => [body, severityNumber]), [
    ["gave up", SEVERITY.error],
    ["took 3 s, at last", SEVERITY.warn],
  ]);
  deepStrictEqual(incident.before.spans!.map(({ service, kind, failed }) => [service, kind, failed]), [
    ["front-end", "server", false],
    ["carts", "server", true],
  ]);
  deepStrictEqual(incident.graph, [{ caller: "front-end", callee: "carts" }]);
});

Deno.test("tables of a pair without times are numbered by seconds, and repeated columns of times are no metrics", async () => {
  const withoutTime = (path: string) => texts[path]!.replaceAll(/^[^,]+,/gm, "");
  const [{ incident: pair }, , { incident }] = await read({
    "pair/carts-cpu/1/normal.csv": withoutTime("pair/carts-cpu/1/normal.csv"),
    "pair/carts-cpu/1/anomalous.csv": withoutTime("pair/carts-cpu/1/anomalous.csv"),
    "ss/carts_cpu/1/data.csv": texts["ss/carts_cpu/1/data.csv"]!.replaceAll(/^([^,]+),/gm, "$1,$1,").replace(
      "time,time",
      "time,time.1",
    ),
  }, 10);
  deepStrictEqual([pair.before.metrics.timesSeconds.length, pair.after.metrics.timesSeconds.length], [
    70,
    50,
  ]);
  strictEqual(incident.before.metrics.indicators.length, 4);
});

Deno.test("mistakes in RCAEval's files are named with their place", async () => {
  const table = texts["ss/carts_cpu/1/data.csv"]!;
  const cases: [Record<string, string>, RegExp][] = [
    [
      { "ss/carts_cpu/1/inject_time.txt": "soon" },
      /inject_time\.txt:1: expected a time in Unix seconds, found "soon"/,
    ],
    [
      { "ss/carts_cpu/1/inject_time.txt": "1" },
      /ss\/3: expected rows of metrics before and after its beginning, found none/,
    ],
    [{ "ss/carts_cpu/1/data.csv": table.replace("time,", "when,") }, /data\.csv:1: expected a column "time"/],
    [
      { "ss/cart_cpu/1/data.csv": table, "ss/cart_cpu/1/inject_time.txt": "1060" },
      /a service that was recorded \(the nearest is "carts"\), found "cart"/,
    ],
    [{ "ss/carts_mem/1/data.csv": table }, /expected the file "ss\/carts_mem\/1\/inject_time\.txt"/],
    [
      { "ss/readme/data.csv": table },
      /ss\/readme: expected a folder <service>_<fault>\/<number>, found "readme"/,
    ],
  ];
  for (const [changed, message] of cases) await rejects(read(changed), message);
});

Deno.test("services with underscores stay apart, and their folder names the one at fault", async () => {
  const table = (names: readonly string[]) =>
    [
      ["time", ...names].join(","),
      ...Array.from({ length: 20 }, (_, i) => [i, ...names.map(() => i % 3)].join(",")),
    ].join("\n");
  const names = ["home_timeline_service", "home_page", "user_service", "post_storage"];
  const files = filesInMemory({
    "x/post_storage_cpu/1/data.csv": table(names.flatMap((name) => [`${name}_cpu`, `${name}_latency`])),
    "x/post_storage_cpu/1/inject_time.txt": "10",
  });
  const [{ incident, truth }] = await Array.fromAsync((await incidentsIn(files, "rcaeval")).incidents) as [
    LabelledIncident,
  ];
  deepStrictEqual(incident.services, names);
  deepStrictEqual([truth.services, truth.fault], [["post_storage"], "cpu"]);
});
