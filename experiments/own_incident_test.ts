import { deepStrictEqual, doesNotMatch, match, ok, rejects, strictEqual } from "node:assert";
import { simulatedIncidents } from "../lib/bench/diagnosers/simulated_incidents.ts";
import type { LabelledIncident } from "../lib/model/mod.ts";
import { createStream } from "../lib/random/mod.ts";
import { inFolder } from "./cli/in_folder.ts";
import { otherOnset } from "../lib/observe/own/onset/other_onset.ts";
import { rca } from "./rca.ts";
import { rankingOf } from "./rca/own.ts";

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  await rca(args, { print: (text) => void lines.push(text) });
  return lines.join("\n");
}

const START = 1_700_000_000;
const ONSET = START + 15 * 120;
const SERVICES = ["gateway", "orders", "stock", "ledger"];
const GRAPH = { gateway: ["orders"], orders: ["stock", "ledger"] };

/** Four services, 180 rows of 15 s; from row 120 on stock works at its limit, and its callers wait for it. */
function valuesOf(): Map<string, number[]> {
  const stream = createStream(3, "own incident");
  const rows = Array.from({ length: 180 }, (_, row) => row);
  const values = new Map<string, number[]>();
  for (const service of SERVICES) {
    const hit = service === "stock";
    const waits = hit || service === "orders" || service === "gateway";
    const noise = () => 1 + 0.1 * (stream.next() - 0.5);
    values.set(`${service}_cpu`, rows.map((row) => (hit && row >= 120 ? 0.95 : 0.3) * noise()));
    values.set(`${service}_latency_p95`, rows.map((row) => (waits && row >= 120 ? 0.4 : 0.04) * noise()));
  }
  return values;
}

function prometheus(): string {
  const result = [...valuesOf()].map(([name, values]) => {
    const [service, ...metric] = name.split("_");
    return {
      metric: { __name__: metric.join("_"), service, job: "shop" },
      values: values.map((value, row) => [START + 15 * row, String(value)]),
    };
  });
  return JSON.stringify({ status: "success", data: { resultType: "matrix", result } });
}

function table(): string {
  const values = valuesOf();
  const rows = Array.from({ length: 180 }, (_, row) => {
    const time = new Date(1000 * (START + 15 * row)).toISOString().replace("T", " ").slice(0, 19);
    return [time, ...[...values.values()].map((column) => String(column[row]).replace(".", ","))].join(";");
  });
  return [`Time;${[...values.keys()].join(";")}`, ...rows].join("\n");
}

/** The spans of a trace each ten seconds, with a client and a server half for each call. */
function spans() {
  return Array.from({ length: 270 }, (_, trace) => {
    const at = START + 10 * trace;
    const slow = at >= ONSET ? 0.35 : 0;
    const half = (id: number, parent: number, service: string, kind: string, from: number, to: number) => ({
      id: String(id),
      parent: parent === 0 ? undefined : String(parent),
      service,
      kind,
      from: at + from,
      to: at + to,
    });
    return {
      id: String(trace + 1),
      spans: [
        half(1, 0, "gateway", "server", 0, 0.06 + slow),
        half(2, 1, "gateway", "client", 0.005, 0.055 + slow),
        half(3, 2, "orders", "server", 0.006, 0.054 + slow),
        half(4, 3, "orders", "client", 0.01, 0.03 + slow),
        half(5, 4, "stock", "server", 0.011, 0.029 + slow),
        half(6, 3, "orders", "client", 0.031 + slow, 0.05 + slow),
        half(7, 6, "ledger", "server", 0.032 + slow, 0.049 + slow),
      ],
    };
  });
}

function otlp(): string {
  const nanos = (seconds: number) => `${Math.round(seconds * 1e6)}000`;
  const all = spans().flatMap(({ id: traceId, spans }) => spans.map((span) => ({ ...span, traceId })));
  const resourceSpans = [...Map.groupBy(all, ({ service }) => service)].map(([service, own]) => ({
    resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
    scopeSpans: [{
      spans: own.map(({ id, parent, kind, from, to, traceId }) => ({
        traceId: traceId.padStart(32, "0"),
        spanId: id.padStart(16, "0"),
        ...(parent && { parentSpanId: parent.padStart(16, "0") }),
        name: "call",
        kind: kind === "server" ? 2 : 3,
        startTimeUnixNano: nanos(from),
        endTimeUnixNano: nanos(to),
      })),
    }],
  }));
  return JSON.stringify({ resourceSpans });
}

function jaeger(): string {
  const processes = Object.fromEntries(SERVICES.map((serviceName) => [serviceName, { serviceName }]));
  return JSON.stringify({
    data: spans().map(({ id: traceID, spans }) => ({
      traceID,
      processes,
      spans: spans.map(({ id, parent, service, kind, from, to }) => ({
        traceID,
        spanID: id,
        operationName: "call",
        references: parent ? [{ refType: "CHILD_OF", traceID, spanID: parent }] : [],
        startTime: Math.round(from * 1e6),
        duration: Math.round((to - from) * 1e6),
        processID: service,
        tags: [{ key: "span.kind", type: "string", value: kind }],
      })),
    })),
  });
}

const SURE = /^stock\S* at fault: (?:over 99|9\d|8\d|7\d|6\d) % sure.*\.$/m;

Deno.test("an incident in an answer of Prometheus is explained, with its beginning given or found", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/range.json`, prometheus());
    Deno.writeTextFileSync(`${folder}/graph.json`, JSON.stringify(GRAPH));
    for (const onset of ["2023-11-14T22:43:20Z", String(ONSET), "22:43:20", "auto"]) {
      const text = await run(
        "--data",
        `${folder}/range.json`,
        "--onset",
        onset,
        "--graph",
        `${folder}/graph.json`,
      );
      match(
        text,
        /^Began 2023-11-14T22:43:20Z: 120 rows before, 60 from then on; 4 services, 3 calls between them$/m,
      );
      match(text, /^stock\S* at fault/m);
      match(text, /^ {2}stock: its cpu is 9\d % averaged over 45 s, usually 30 %$/m);
      match(text, /^At fault: stock alone (?:over )?\d+ %/m);
      match(
        text,
        /^How it travelled:\n {2}stock → orders \(orders: its latency_p95 .*\)\n {2}orders → gateway \(gateway: its latency_p95 .*\)$/m,
      );
    }
  }));

Deno.test("times of an incident are told and taken in a zone", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/range.json`, prometheus());
    const given = ["--data", `${folder}/range.json`, "--zone", "America/New_York"];
    const told = /^Began 2023-11-14T17:43:20-05:00: 120 rows before, 60 from then on/m;
    const picture = ["--figure", `${folder}/out.svg`, "--json", `${folder}/out.json`];
    for (const onset of ["17:43:20", "2023-11-14 17:43:20", "2023-11-14T22:43:20Z", String(ONSET)]) {
      match(await run(...given, "--onset", onset, ...picture), told);
    }
    match(Deno.readTextFileSync(`${folder}/out.svg`), /2023-11-14 17:43:20 America\/New_York/);
    strictEqual(JSON.parse(Deno.readTextFileSync(`${folder}/out.json`)).onsetSeconds, ONSET);
    await rejects(run(...given, "--onset", "22:43:20"), /--onset needs a time as .*, found "22:43:20"$/);
    await rejects(
      run(...given, "--onset", "2023-11-14 12:00"),
      /recorded was 2023-11-14T\d\d:\d\d:\d\d-05:00 to/,
    );
  }));

Deno.test("where a zone is asked for, times that name none are said to be UTC, and how to say that they are not", () =>
  inFolder(async (folder) => {
    const told = (column: string, zone: string) => {
      Deno.writeTextFileSync(`${folder}/mine.csv`, table().replace("Time;", `${column};`));
      return run("--data", `${folder}/mine.csv`, "--zone", zone);
    };
    const hint =
      /^mine\.csv: times that name no zone are taken as UTC and told in Asia\/Tokyo: .*, say --times-in Asia\/Tokyo$/m;
    match(await told("time", "Asia/Tokyo"), hint);
    doesNotMatch(await told("time (Asia/Tokyo)", "Asia/Tokyo"), /name no zone/);
    doesNotMatch(await told("time", "UTC"), /name no zone/);
  }));

Deno.test("a local table with a local onset is explained as the same in UTC is, where --times-in tells its zone", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/mine.csv`, table());
    const given = ["--data", `${folder}/mine.csv`, "--onset", "2023-11-14 22:43:20"];
    const local = await run(...given, "--times-in", "Europe/Berlin");
    match(local, /^Began 2023-11-14T22:43:20\+01:00: 120 rows before, 60 from then on/m);
    match(local, SURE);
    doesNotMatch(local, /name no zone|taken as UTC/);
    match(
      await run(...given.slice(0, 3), "2023-11-14 21:43:20Z", "--times-in", "Europe/Berlin", "--zone", "UTC"),
      /^Began 2023-11-14T21:43:20Z: 120 rows before/m,
    );
    match(
      await run(...given.slice(0, 3), "2023-11-14 23:23", "--zone", "Europe/Berlin"),
      /told in Europe\/Berlin, in which --onset is taken: if they are times of Europe\/Berlin, say --times-in/,
    );
    await rejects(
      run(...given, "--times-in", "Europe/Berlni"),
      /zone "Europe\/Berlni": did you mean "Europe\/Berlin"\?/,
    );
  }));

Deno.test("an onset that is clearly another one than that of the metrics is questioned, and the right one is not", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/mine.csv`, table());
    const warned = async (onset: string) => {
      const lines: string[] = [];
      await rca(["--data", `${folder}/mine.csv`, "--onset", onset], {
        print: () => {},
        warn: (text) => void lines.push(text),
      });
      return lines;
    };
    deepStrictEqual(await warned(String(ONSET - 15 * 60)), [
      "note: the metrics change most at 2023-11-14T22:43:20Z, 15 min after the onset that was given; --onset auto takes that",
    ]);
    deepStrictEqual(await warned(String(ONSET + 15 * 30)), [
      "note: the metrics change most at 2023-11-14T22:43:20Z, 7.5 min before the onset that was given; --onset auto takes that",
    ]);
    for (const onset of [String(ONSET), String(ONSET - 15), "auto"]) deepStrictEqual(await warned(onset), []);
  }));

Deno.test("the right onset of simulated incidents is not questioned, an earlier one of many is", () => {
  let [questioned, right] = [0, 0];
  for (
    const { incident } of simulatedIncidents({
      topologies: ["three-tier"],
      seeds: Array.from({ length: 30 }, (_, i) => 4000 + i),
    })
  ) {
    const [before, after] = [incident.before.metrics, incident.after.metrics];
    const timesSeconds = Float64Array.from([...before.timesSeconds, ...after.timesSeconds]);
    const columns = before.columns.map((column, i) => Float64Array.from([...column, ...after.columns[i]!]));
    const recorded = { indicators: before.indicators, timesSeconds, columns };
    const onset = after.timesSeconds[0]!;
    ok(Number.isNaN(otherOnset(recorded, onset)), incident.id);
    const other = otherOnset(recorded, onset - 5 * 40);
    questioned += Number(!Number.isNaN(other));
    right += Number(Math.abs(other - onset) <= 5 * 3);
  }
  ok(questioned >= 8 && right >= 0.8 * questioned, `${right} of ${questioned}`);
});

Deno.test("a table and traces of OTLP together are explained, in text, JSON and a picture", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/mine.csv`, table());
    Deno.writeTextFileSync(`${folder}/traces.json`, otlp());
    const files = ["--json", `${folder}/out.json`, "--figure", `${folder}/out.svg`];
    const text = await run(
      "--data",
      `${folder}/mine.csv`,
      "--traces",
      `${folder}/traces.json`,
      "--onset",
      String(ONSET),
      ...files,
    );
    match(text, /cells separated by semicolons, commas as decimal signs/);
    match(text, SURE);
    match(text, /3 calls between them/);
    const { onsetSeconds, diagnosis, services } = JSON.parse(Deno.readTextFileSync(`${folder}/out.json`));
    deepStrictEqual([onsetSeconds, diagnosis.suspect, services.length], [ONSET, "stock", 4]);
    match(Deno.readTextFileSync(`${folder}/out.svg`), /stock at fault/);
    ok(Deno.statSync(`${folder}/out.png`).size > 10_000);
  }));

Deno.test("a table alone has no call graph, and it is said how to give one", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/mine.csv`, table());
    const text = await run("--data", `${folder}/mine.csv`);
    match(text, /^Began .*; 4 services, no call graph \(--graph FILE says who calls whom\)$/m);
  }));

Deno.test("a score that is next to nothing is told as 0, a small one as it is", () => {
  const ranking = [{ service: "db", score: 0.9 }, { service: "web", score: 2e-5 }, {
    service: "api",
    score: 4e-40,
  }];
  deepStrictEqual(
    rankingOf({ ranking, confidence: 0.9 }).split("\n").slice(2).map((line) => line.trim().split(/ +/)),
    [["db", "0.900"], ["web", "0.0000200"], ["api", "0.00"]],
  );
});

Deno.test("an export of Jaeger alone is explained", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/jaeger.json`, jaeger());
    const text = await run(
      "--traces",
      `${folder}/jaeger.json`,
      "--onset",
      String(ONSET),
      "--symptom",
      "gateway",
    );
    match(text, /^stock\S* at fault/m);
  }));

Deno.test("of a time in which nothing happens nobody is named, with what would help, whatever ends then", () =>
  inFolder(async (folder) => {
    const rows = [...valuesOf()].map(([name, values]) => {
      // Slow, as rates over a while are: a mean of the twenty values before.
      const slow = values.slice(0, 120).map((_, i, all) => {
        const last = all.slice(Math.max(0, i - 19), i + 1);
        return last.reduce((a, b) => a + b) / last.length;
      });
      return [name, ...slow.map((x, i) => name === "ledger_cpu" && i >= 80 ? "" : x)];
    });
    const lines = rows[0]!.map((
      _,
      i,
    ) => [i === 0 ? "time" : START + 15 * (i - 1), ...rows.map((row) => row[i])]);
    Deno.writeTextFileSync(`${folder}/quiet.csv`, lines.map((cells) => cells.join(",")).join("\n"));
    for (const diagnoser of ["fused", "baro", "circa", "rcd", "traversal-fallback"]) {
      const onset = String(START + 15 * 80);
      const text = await run("--data", `${folder}/quiet.csv`, "--onset", onset, "--diagnoser", diagnoser);
      match(text, /^Nobody can be named: .*\. What would help to tell: a call graph/m, diagnoser);
      ok(!text.includes("Suspected"));
      match(text, /^Supposed beginning 20.*: 80 rows before, 40 from then on/m);
      ok(!text.includes("Began"));
      if (diagnoser === "fused") ok(!/^service +score/m.test(text), text);
    }
  }));

Deno.test("a quiet recording without a beginning is answered, with JSON and picture: nobody can be named", () =>
  inFolder(async (folder) => {
    const stream = createStream(5, "quiet");
    const rows = Array.from(
      { length: 180 },
      (_, row) => [START + 15 * row, ...SERVICES.map(() => 0.3 + 0.02 * stream.next())].join(","),
    );
    Deno.writeTextFileSync(
      `${folder}/quiet.csv`,
      [`time,${SERVICES.map((name) => `${name}_cpu`).join(",")}`, ...rows].join("\n"),
    );
    for (const onset of [[], ["--onset", "auto"]]) {
      const files = ["--json", `${folder}/out.json`, "--figure", `${folder}/out.svg`];
      const text = await run("--data", `${folder}/quiet.csv`, ...onset, ...files);
      match(text, /^Nobody can be named: no beginning of an incident was found.*--onset/m);
      const { onsetSeconds, diagnosis } = JSON.parse(Deno.readTextFileSync(`${folder}/out.json`));
      deepStrictEqual([onsetSeconds, diagnosis.confidence], [null, 0]);
      match(Deno.readTextFileSync(`${folder}/out.svg`), /Nobody can be named/);
    }
    await rejects(run("--data", `${folder}/quiet.csv`, "--symptom", "gatway"), /did you mean "gateway"/);
  }));

Deno.test("mistakes about an incident of one's own are told in one line, and nothing is written", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/m.json`, prometheus());
    Deno.writeTextFileSync(`${folder}/bad.json`, "{");
    Deno.writeTextFileSync(`${folder}/calls.json`, '[["a"]]');
    Deno.mkdirSync(`${folder}/empty`);
    const data = ["--data", `${folder}/m.json`];
    const cases: [string[], RegExp][] = [
      [["--onset", "auto"], /needs --data or --traces/],
      [[...data, "--onset", "12:00"], /--onset needs a time as .*, found "12:00"$/],
      [[...data, "--onset", "yesterday"], /--onset needs a time as .*, found "yesterday"$/],
      [[...data, "--onset", "03/04/2024 08:00"], /--onset needs a time/],
      [[...data, "--onset", "auto", "--seeds", "1..2"], /--seeds has no meaning with --onset/],
      [[...data, "--onset", "auto", "--symptom", "gatway"], /did you mean "gateway"/],
      [
        [...data, "--onset", "auto", "--graph", `${folder}/calls.json`],
        /calls\.json: expected calls as .* found \["a"\]$/,
      ],
      [[...data, "--onset", "auto", "--graph", `${folder}/bad.json`], /bad\.json is not JSON: /],
      [[...data, "--onset", "auto", "--traces", `${folder}/m.json`], /m\.json: /],
      [[...data, "--onset", "auto", "--diagnosers", "fused,baro"], /asks one diagnoser/],
      [[...data, "--onset", "auto", "--diagnoser", "fusd"], /did you mean "fused"/],
      [[...data, "--onset", "auto", "--json", `${folder}/m.json`], /--json/],
      [["--simulate", "--graph", `${folder}/calls.json`], /--graph is of an incident of one's own/],
      [[...data, "--end", "soon"], /--end needs a time as .* or none, found "soon"/],
      [["--onset", "auto", "--data", `${folder}/none.csv`], /Cannot find/],
      [["--onset", "auto", "--data", `${folder}/empty`], /Cannot read ".*empty": there is no file in it$/],
    ];
    const before = [...Deno.readDirSync(folder)].length;
    for (const [args, message] of cases) {
      await rejects(run(...args), (error: Error) => {
        strictEqual(error.name, "UsageError", error.message);
        match(error.message, message);
        ok(!error.message.includes("\n"));
        return true;
      });
    }
    strictEqual([...Deno.readDirSync(folder)].length, before);
  }));

Deno.test("JSON that is nested too deeply is told before it is read", () =>
  inFolder(async (folder) => {
    const deep = `${folder}/deep.json`;
    Deno.writeTextFileSync(deep, "[".repeat(20_000) + "]".repeat(20_000));
    for (const option of ["--data", "--traces"]) {
      await rejects(
        run("--onset", "auto", option, deep),
        /^UsageError: .*deep\.json: expected JSON of at most 1000 levels$/,
      );
    }
  }));

Deno.test("where nothing was recorded of what the suspect calls, it is said that it may only wait", () =>
  inFolder(async (folder) => {
    const [header, ...rows] = table().split("\n").map((line) => line.split(";")) as [string[], ...string[][]];
    const kept = header.flatMap((name, i) => name.startsWith("stock") ? [] : [i]);
    const text = [header, ...rows].map((row) => kept.map((i) => row[i]).join(";")).join("\n");
    const [data, graph] = [`${folder}/metrics.csv`, `${folder}/graph.json`];
    Deno.writeTextFileSync(data, text);
    Deno.writeTextFileSync(graph, JSON.stringify(GRAPH));
    const said = await run("--data", data, "--graph", graph);
    match(said, /^Nothing was recorded of stock, which the graph names/m);
    match(
      said,
      /^orders calls stock, of which nothing was recorded: whether it only waits there can't be told$/m,
    );
    Deno.writeTextFileSync(data, table());
    ok(!(await run("--data", data, "--graph", graph)).includes("can't be told\n\nAt fault"));
  }));

Deno.test("of two services without records it is said that they can hardly be suspected", () =>
  inFolder(async (folder) => {
    const [data, graph] = [`${folder}/metrics.csv`, `${folder}/graph.json`];
    Deno.writeTextFileSync(data, table());
    Deno.writeTextFileSync(graph, JSON.stringify({ ...GRAPH, orders: [...GRAPH.orders, "mint", "vault"] }));
    match(
      await run("--data", data, "--graph", graph),
      /^Nothing was recorded of mint, vault, which the graph names: they can hardly be suspected$/m,
    );
  }));

Deno.test("what speaks against a quiet service by the metrics of its caller is told once whose they are", () =>
  inFolder(async (folder) => {
    const [{ incident }] = [...simulatedIncidents({ topologies: ["boutique"], seeds: [4602] })] as [
      LabelledIncident,
    ];
    const names = [
      "latency_p95_ms",
      "error_rate",
      "cpu_utilisation",
      "memory_utilisation",
      "requests_per_second",
    ];
    const header = ["time", ...incident.services.flatMap((one) => names.map((name) => `${one}_${name}`))];
    const rows = [incident.before, incident.after].flatMap(({ metrics: { timesSeconds, columns } }) =>
      Array.from(timesSeconds, (time, row) => [
        new Date(1e12 + 1000 * time).toISOString(),
        ...columns.map((column) => column[row]!.toPrecision(5)),
      ])
    );
    const [data, graph] = [`${folder}/metrics.csv`, `${folder}/graph.json`];
    Deno.writeTextFileSync(data, [header, ...rows].map((row) => row.join(",")).join("\n"));
    Deno.writeTextFileSync(graph, JSON.stringify(incident.graph));
    const said = await run("--onset", "auto", "--data", data, "--graph", graph);
    match(said, /^catalog-cache at fault: \d+ % sure/m);
    match(said, /^ {2}its caller productcatalog's error_rate is \d+ %/m);
  }));
