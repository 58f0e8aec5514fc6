import { gzipSync } from "node:zlib";
import {
  madeUpNezha,
  madeUpPetshop,
  madeUpRcaeval,
} from "../../../lib/observe/testing/made_up_recordings.ts";
import { type BadInput, type CommandName, literally } from "./bad_input.ts";
import { runsRows } from "./runs.ts";
import { stateRows } from "./states.ts";

const TINY = {
  name: "tiny",
  agents: ["noop"],
  seeds: { first: 2001, count: 2 },
  steps: 100,
  metrics: ["slo_steps"],
  resamples: 100,
  permutations: 100,
};
const TABLE = [
  "time,cpu,host,wrong",
  ...Array.from({ length: 60 }, (_, i) => `${1_700_000_000 + 60 * i},${10 + i % 7},a,${Number(i > 50)}`),
  "",
].join("\n");
const NAB = {
  "data/a/one.csv": `timestamp,value\n${
    Array.from({ length: 40 }, (_, i) => `2024-01-01 00:${String(i).padStart(2, "0")}:00,${i % 5}`).join("\n")
  }\n`,
  "labels/combined_windows.json": JSON.stringify({
    "a/one.csv": [["2024-01-01 00:20:00.000000", "2024-01-01 00:25:00.000000"]],
  }),
};
const DEEP = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
const BINARY = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919 + (i >> 3)) % 256);

type Content = string | Uint8Array;
type Files = Readonly<Record<string, Content>>;

/** Writes texts by path. */
export function writeAll(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const full = `${folder}/${path}`;
    Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
    Deno.writeFileSync(full, typeof content === "string" ? new TextEncoder().encode(content) : content);
  }
}

/** Writes bad files beside good ones and lists what must be refused. Every command gets each kind of damage to each of its inputs. */
export function fileRows(folder: string): BadInput[] {
  writeAll(folder, { "tiny.json": JSON.stringify(TINY), "table.csv": TABLE, "plain.txt": "text\n" });
  Deno.mkdirSync(`${folder}/empty-folder`, { recursive: true });
  writeAll(`${folder}/petshop`, madeUpPetshop());
  writeAll(`${folder}/nab`, NAB);
  return [
    ...tableRows(folder),
    ...experimentRows(folder),
    ...topologyRows(folder),
    ...mergeRows(folder),
    ...recordingRows(folder),
    ...outputRows(folder),
    ...runsRows(folder, { writeAll }),
    ...stateRows(folder, { damaged: damaged(JSON.stringify(TINY)), writeAll }),
  ];
}

/** What no reader of text takes, by kind of damage. */
function damaged(text: string): Files {
  return {
    empty: "",
    blank: " \n \n",
    binary: BINARY,
    cut: text.slice(0, Math.floor(text.length / 2)) + '"',
  };
}

function tableRows(folder: string): BadInput[] {
  const lines = TABLE.split("\n");
  const replaced = (line: number, text: string) => lines.with(line, text).join("\n");
  const tables: Files = {
    ...damaged(TABLE),
    "header-only": `${lines[0]}\n`,
    "nul-bytes": replaced(5, "1700000240,1\u0000,a,0"),
    "open-quote": replaced(5, '1700000240,"14,a,0'),
    "stray-quote": replaced(5, '1700000240,"14"x,a,0'),
    "narrow-row": replaced(5, "1700000240,14"),
    "wide-row": replaced(5, "1700000240,14,a,0,9"),
    "same-columns": replaced(0, "time,cpu,cpu,wrong"),
    "word-as-value": replaced(5, "1700000240,many,a,0"),
    "falling-times": replaced(5, "1600000000,14,a,0"),
    "word-as-time": replaced(5, "soon,14,a,0"),
    "no-time": replaced(5, ",14,a,0"),
    "no-numbers": "a,b\nx,y\nz,w\n",
    "one-column-of-words": "a\nx\ny\n",
    "bad-label": replaced(5, "1700000240,14,a,maybe"),
    "semicolons": "a;b\nx;1\ny;2\n",
    "json": JSON.stringify(TINY),
    "control-characters": "\u001b[31mred\u0007,b\nx,y\n",
  };
  writeAll(`${folder}/tables`, Object.fromEntries(Object.entries(tables).map(([n, c]) => [`${n}.csv`, c])));
  const base = ["--format", "csv", "--time", "time", "--detectors", "cusum", "--strict"];
  const detect = (args: readonly string[], names: RegExp): BadInput => ({ command: "detect", args, names });
  const paths = [
    ...Object.keys(tables).map((name) => `${folder}/tables/${name}.csv`),
    ...[`${folder}/nothing.csv`, `${folder}/empty-folder`, `${folder}/plain.txt`, "/dev/null", "/dev/zero"],
  ];
  const named = (path: string) => literally(path.split("/").at(-1)!);
  return [
    ...paths.map((path) =>
      detect([...base, "--labels", "wrong", "--values", "cpu", "--data", path], named(path))
    ),
    ...paths.map((path) =>
      detect(
        [...base, "--labels", "wrong", "--values", "cpu", "--warmup", "1000", "--data", path],
        named(path),
      )
    ),
    ...[
      ["--values", "cpuu"],
      ["--values", "host"],
      ["--values", "time"],
      ["--labels", "host"],
      [
        "--time",
        "host",
      ],
      ["--warmup", "61"],
      ["--values", "cpu,cpu"],
    ].map(([option, value]) =>
      detect(
        [
          ...(option === "--time" ? base.toSpliced(2, 2) : base),
          ...["--data", `${folder}/table.csv`, option!, value!],
        ],
        literally(value!.split(",")[0]!),
      )
    ),
  ];
}

/** A topology with a mistake, everywhere that a topology's file may be named. */
function topologyRows(folder: string): BadInput[] {
  const web = { name: "web", ratePerReplica: 60 };
  const db = { name: "db", kind: "database", ratePerReplica: 90 };
  const call = { caller: "web", callee: "db" };
  const good = { entryRate: 50, services: [web, db], calls: [call] };
  const wrong: Readonly<Record<string, readonly [content: Content, names: RegExp]>> = {
    "empty": ["", /empty\.json/],
    "cut": [JSON.stringify(good).slice(0, 40), /cut\.json is not JSON/],
    "binary": [BINARY, /binary\.json/],
    "deep": [DEEP, /deep\.json/],
    "list": ["[]", /list\.json.*must be an object/],
    "null": ["null", /null\.json.*must be an object/],
    "services": [JSON.stringify({ ...good, services: {} }), /services must be a list/],
    "key": [JSON.stringify({ ...good, entryrate: 1 }), /did you mean "entryRate"/],
    "field": [JSON.stringify({ ...good, services: [{ ...web, replica: 2 }, db] }), /did you mean "replicas"/],
    "kind": [
      JSON.stringify({ ...good, services: [web, { ...db, kind: "databse" }] }),
      /did you mean "database"/,
    ],
    "callee": [JSON.stringify({ ...good, calls: [{ ...call, callee: "dbb" }] }), /did you mean "db"/],
    "missing": [JSON.stringify({ ...good, services: [{ name: "web" }, db] }), /ratePerReplica is missing/],
    "text": [JSON.stringify({ ...good, entryRate: "50" }), /entryRate must be a number/],
    "huge": [JSON.stringify(good).replace("50", "1e999"), /entryRate must be/],
    "cycle": [
      JSON.stringify({ ...good, front: "web", calls: [call, { caller: "db", callee: "web" }] }),
      /cycle/,
    ],
    "fronts": [JSON.stringify({ ...good, calls: [] }), /front is missing/],
    "calls": [JSON.stringify({ ...good, calls: [{ ...call, callsPerRequest: 1e9 }] }), /at most 100/],
    "fan": [
      JSON.stringify({ ...good, calls: [{ ...call, callsPerRequest: 3, mode: "parallel" }] }),
      /callsPerRequest must be at most 1 for a parallel call/,
    ],
    "load": [JSON.stringify({ ...good, entryRate: 5000 }), /too little capacity/],
    "control": [JSON.stringify({ ...good, front: "\u001b[31mred" }), /front/],
  };
  writeAll(
    folder,
    Object.fromEntries(
      Object.entries(wrong).map(([name, [content]]) => [`topologies/${name}.json`, content]),
    ),
  );
  writeAll(folder, { "topologies/spans.json": JSON.stringify({ resourceSpans: [] }) });
  const paths = Object.entries(wrong).map(([name, [, names]]) => ({
    path: `${folder}/topologies/${name}.json`,
    names,
  }));
  writeAll(
    folder,
    Object.fromEntries(
      Object.keys(wrong).map((name) => [
        `by-${name}.json`,
        JSON.stringify({ ...TINY, scenarios: [{ topology: `./topologies/${name}.json` }] }),
      ]),
    ),
  );
  return [
    ...[...paths, { path: `${folder}/empty-folder/`, names: /empty-folder/ }].flatMap((
      { path, names },
    ): BadInput[] => [
      { command: "episode", args: ["--topology", path], names },
      { command: "eval", args: ["--topology", path, "--out", `${folder}/new/out.csv`], names },
      { command: "rca", args: ["--simulate", "--topology", path, "--seeds", "1001"], names },
      { command: "topology", args: [path, "--svg", `${folder}/new/graph.svg`], names },
    ]),
    ...Object.entries(wrong).map(([name, [, names]]): BadInput => ({
      command: "experiment",
      args: [`${folder}/by-${name}.json`, "--results", `${folder}/new`],
      names,
    })),
    { command: "topology", args: [], names: /needs a topology/ },
    { command: "topology", args: ["boutique", "three-tier"], names: /three-tier/ },
    { command: "topology", args: ["boutique", "--out", `${folder}/new/a.json`], names: /--from-traces/ },
    { command: "topology", args: ["boutique", "--svg", `${folder}/new/a.png`], names: /svg/ },
    ...["topologies/spans.json", "topologies/cut.json", "plain.txt", "nowhere.json"].map((
      name,
    ): BadInput => ({
      command: "topology",
      args: ["--from-traces", `${folder}/${name}`, "--out", `${folder}/new/a.json`],
      names: literally(name.split("/").at(-1)!),
    })),
  ];
}

function experimentRows(folder: string): BadInput[] {
  const text = JSON.stringify(TINY, null, 2);
  const edited = (change: Readonly<Record<string, unknown>>) => JSON.stringify({ ...TINY, ...change });
  const scenario = (change: Readonly<Record<string, unknown>>) => edited({ scenarios: [change] });
  const values: Readonly<Record<string, readonly [text: Content, names: RegExp]>> = {
    ...Object.fromEntries(Object.entries(damaged(text)).map(([kind, bad]) => [kind, [bad, literally(kind)]])),
    "nul-bytes": [text.replace("tiny", "ti\u0000ny"), /nul-bytes/],
    "deep": [DEEP, /deep/],
    "deep-object": [`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`, /deep-object/],
    ...Object.fromEntries(
      ["null", "[]", "5", '"text"', "{}", "true"].map((json, i) => [`other-kind-${i}`, [json, /other-kind/]]),
    ),
    "unknown-key": [edited({ sed: 1 }), /sed/],
    "prototype": [`{"__proto__": {"a": 1}, ${text.slice(1)}`, /__proto__/],
    "mistyped-key": [edited({ agent: ["noop"] }), /did you mean "agents"/],
    "no-name": [edited({ name: undefined }), /name/],
    "name-of-path": [edited({ name: "../x" }), /name/],
    "name-of-capitals": [edited({ name: "Tiny" }), /name/],
    "long-name": [edited({ name: "x".repeat(300) }), /name/],
    "number-as-name": [edited({ name: 5 }), /name/],
    "no-agents": [edited({ agents: [] }), /agents/],
    "unknown-agent": [edited({ agents: ["nop"] }), /did you mean "noop"/],
    "agent-twice": [edited({ agents: ["noop", "noop"] }), /noop/],
    "agent-as-number": [edited({ agents: [5] }), /agents/],
    "agents-as-text": [edited({ agents: "noop" }), /agents/],
    "list-of-names": [edited({ agents: [{ agent: "full", detector: { name: ["cusum"] } }] }), /detector/],
    "no-part-name": [edited({ agents: [{ agent: "full", detector: { clip: 4 } }] }), /detector/],
    "unknown-part": [edited({ agents: [{ agent: "full", detecter: "cusum" }] }), /did you mean "detector"/],
    "unknown-detector": [edited({ agents: [{ agent: "full", detector: "cusm" }] }), /did you mean "cusum"/],
    "parameter-as-text": [
      edited({ agents: [{ agent: "full", detector: { name: "cusum", clip: "many" } }] }),
      /clip/,
    ],
    "grid-too-large": [
      edited({
        agents: [{
          agent: "full",
          detector: { name: "cusum", clip: Array.from({ length: 600 }, (_, i) => 1 + i / 10) },
        }],
      }),
      /grid/,
    ],
    "reference-of-nobody": [edited({ reference: "full" }), /full/],
    "seeds-twice": [edited({ seeds: [1, 1] }), /seeds/],
    "seeds-negative": [edited({ seeds: [-1] }), /seeds/],
    "seeds-fraction": [edited({ seeds: [1.5] }), /seeds/],
    "seeds-empty": [edited({ seeds: [] }), /seeds/],
    "seeds-text": [edited({ seeds: "many" }), /seeds/],
    "seeds-too-many": [edited({ seeds: { first: 1, count: 1e7 } }), /seeds/],
    "seeds-beyond": [edited({ seeds: { first: Number.MAX_SAFE_INTEGER - 1, count: 100 } }), /seeds/],
    "seeds-infinite": [text.replace('"first": 2001', '"first": 1e400'), /seeds/],
    "trials-beyond": [edited({ trials: 1e9 }), /trials/],
    "seeds-times-trials": [
      edited({ seeds: { first: 1, count: 1e6 }, trials: 10_000 }),
      /episodes|seeds|trials/,
    ],
    "trials-of-list": [edited({ seeds: [1, 2], trials: 2 }), /trials/],
    "steps-few": [edited({ steps: 5 }), /steps/],
    "steps-many": [edited({ steps: 1e12 }), /steps/],
    "steps-fraction": [edited({ steps: 100.5 }), /steps/],
    "steps-text": [edited({ steps: "240" }), /steps/],
    "metrics-empty": [edited({ metrics: [] }), /metrics/],
    "metrics-unknown": [edited({ metrics: ["slo_step"] }), /slo_step/],
    "metrics-twice": [edited({ metrics: ["slo_steps", "slo_steps"] }), /metrics|slo_steps/],
    "confidence-one": [edited({ confidence: 1 }), /confidence/],
    "resamples-many": [edited({ resamples: 1e12 }), /resamples/],
    "permutations-few": [edited({ permutations: 1 }), /permutations/],
    "scenarios-empty": [edited({ scenarios: [] }), /scenarios/],
    "scenarios-many": [
      edited({ scenarios: Array.from({ length: 5000 }, (_, i) => ({ name: `s${i}` })) }),
      /scenarios/,
    ],
    "scenario-twice": [edited({ scenarios: [{}, {}] }), /scenarios/],
    "scenario-null": [edited({ scenarios: [null] }), /scenarios/],
    "phase-of-nothing": [scenario({ phases: [{ fromEpisode: 2 }] }), /phases\[0\] changes nothing/],
    "phase-that-never-comes": [
      scenario({ phases: [{ fromEpisode: 999_999, remedies: "swapped" }] }),
      /phases\[0\] never comes/,
    ],
    "measured-at-a-service": [scenario({ measuredAt: "db" }), /Known: server, caller, mixed, or a list/],
    "topology-unknown": [scenario({ topology: "botique" }), /did you mean "boutique"/],
    "topology-huge": [scenario({ topology: "random-99999999" }), /99999999/],
    "topology-number": [scenario({ topology: 5 }), /topology/],
    "fault-unknown": [scenario({ fault: "slow_qurey" }), /did you mean "slow_query"/],
    "fault-hex": [scenario({ fault: "slow_query:db:0x1" }), /0x1/],
    "fault-count": [scenario({ faultCount: 9 }), /faultCount/],
    "fault-share": [scenario({ faultFreeShare: 2 }), /faultFreeShare/],
    "decoys-many": [scenario({ decoys: 4 }), /decoys/],
    "signals-unknown": [scenario({ signals: ["log"] }), /log/],
    "signals-twice": [scenario({ signals: ["logs", "logs"] }), /signals|logs/],
    "severity-reversed": [scenario({ severity: [1, 0.4] }), /severity/],
    "severity-one": [scenario({ severity: [0.5] }), /severity/],
    "noise-negative": [scenario({ noise: -1 }), /noise/],
    "slo-zero": [scenario({ slo: { latencyP95Ms: 0 } }), /latencyP95Ms|p95/],
    "slo-unknown": [scenario({ slo: { latency: 5 } }), /latency/],
    "slo-errors": [scenario({ slo: { errorRate: 2 } }), /errorRate|errors/],
    "warmup-few": [scenario({ warmupSteps: 1 }), /warmupSteps/],
    "warmup-many": [scenario({ warmupSteps: 1e12 }), /warm/],
    "telemetry-delay": [scenario({ telemetryDelaySteps: 25 }), /telemetryDelaySteps/],
    "action-delay": [scenario({ actionDelaySteps: -1 }), /actionDelaySteps/],
    "guardrail-unknown": [scenario({ guardrails: { mostReplica: 5 } }), /did you mean "mostReplicas"/],
    "guardrail-negative": [scenario({ guardrails: { restartCooldownSteps: -1 } }), /restartCooldownSteps/],
    "guardrails-contradict": [
      scenario({ guardrails: { leastReplicas: 5, mostReplicas: 2 } }),
      /leastReplicas.*mostReplicas/,
    ],
    "traces-many": [scenario({ tracesPerStep: 1e6 }), /tracesPerStep/],
  };
  writeAll(
    `${folder}/experiments`,
    Object.fromEntries(Object.entries(values).map(([name, [content]]) => [`${name}.json`, content])),
  );
  const results = ["--results", `${folder}/new`];
  const experiment = (args: readonly string[], names: RegExp): BadInput => ({
    ...{ command: "experiment", names },
    args: [...args, ...results],
  });
  return [
    ...Object.entries(values).map(([name, [, names]]) =>
      experiment(
        [`${folder}/experiments/${name}.json`],
        new RegExp(`${name}.*(?:${names.source})|${names.source}`),
      )
    ),
    ...["nothing.json", "empty-folder", "tiny.jso"].map((name) =>
      experiment([`${folder}/${name}`], literally(name))
    ),
    ...["/dev/null", "/dev/zero"].map((path) => experiment([path], literally(path))),
    experiment([], /file/),
    experiment([`${folder}/tiny.json`, `${folder}/tiny.json`], /2/),
    {
      command: "experiment",
      args: [`${folder}/tiny.json`, "--results", `${folder}/plain.txt`],
      names: /--results/,
    },
    {
      command: "experiment",
      args: [`${folder}/tiny.json`, "--results", `${folder}/plain.txt/x`],
      names: /--results/,
    },
  ];
}

function mergeRows(folder: string): BadInput[] {
  const config = JSON.stringify(TINY);
  const belonging = JSON.stringify({ code: "old", startedMs: 1, command: "a test" });
  const shards: Readonly<Record<string, Files>> = {
    "no-config": { "belonging.json": belonging, "blocks/x": "" },
    "no-blocks": { "belonging.json": belonging, "config.json": config },
    "blocks-is-a-file": { "belonging.json": belonging, "config.json": config, blocks: "" },
    "no-belonging": { "config.json": config, "blocks/x": "" },
    "other-code": { "belonging.json": belonging, "config.json": config, "blocks/x": "" },
    ...Object.fromEntries(
      ["", "{", "null", "[]", "5", DEEP, '{"name": "tiny"}', '{"__proto__": 1}', "\u0000"].flatMap((
        text,
        i,
      ) => [
        [`config-${i}`, { "config.json": text, "belonging.json": belonging, "blocks/x": "" }],
        [`belonging-${i}`, { "config.json": config, "belonging.json": text, "blocks/x": "" }],
      ]),
    ),
  };
  for (const [name, files] of Object.entries(shards)) writeAll(`${folder}/shards/${name}`, files);
  Deno.mkdirSync(`${folder}/shards/config-folder/config.json`, { recursive: true });
  Deno.mkdirSync(`${folder}/shards/config-folder/blocks`, { recursive: true });
  Deno.symlinkSync(`${folder}/shards/other-code`, `${folder}/shards/linked`);
  const merge = (names: readonly string[], pattern: RegExp): BadInput => ({
    command: "merge",
    args: [...names.map((name) => `${folder}/${name}`), "--results", `${folder}/new`],
    names: pattern,
  });
  return [
    ...[...Object.keys(shards), "config-folder"].map((name) => merge([`shards/${name}`], literally(name))),
    ...["nothing", "empty-folder", "plain.txt", "tiny.json"].map((name) => merge([name], literally(name))),
    merge([], /none/),
    merge(["shards/other-code", "shards/other-code"], /other-code.* twice/),
    merge(["shards/other-code", "shards/linked"], /other-code.*linked.* one shard/),
    merge(["shards/other-code", "shards/other-code/"], /other-code/),
    { command: "merge", args: ["/dev/null", "--results", `${folder}/new`], names: /\/dev\/null/ },
    {
      command: "merge",
      args: [`${folder}/shards/other-code`, "--results", `${folder}/plain.txt`],
      names: /--results/,
    },
  ];
}

/** Every file of every made-up recording, damaged in every way. */
function recordingRows(folder: string): BadInput[] {
  const rows: BadInput[] = [];
  const formats = {
    petshop: madeUpPetshop(),
    rcaeval: madeUpRcaeval(),
    nezha: madeUpNezha(),
    nab: NAB,
  };
  const commandOf = (format: string): CommandName => format === "nab" ? "detect" : "rca";
  const optionsOf = (format: string) => [
    ...["--format", format, "--no-times", "--strict"],
    ...(format === "nab" ? ["--detectors", "cusum"] : ["--diagnosers", "front"]),
  ];
  for (const [format, texts] of Object.entries(formats)) {
    const kinds = new Map(Object.keys(texts).map((path) => [path.replace(/\d+/g, "0"), path]));
    for (const path of kinds.values()) {
      for (
        const [kind, content] of Object.entries(damagesOf(path, texts[path as keyof typeof texts] as string))
      ) {
        const place = `${folder}/recordings/${format}-${rows.length}`;
        writeAll(place, { ...(texts as Files), [path]: content });
        rows.push({
          command: commandOf(format),
          args: [...optionsOf(format), "--data", place],
          names: new RegExp(
            `${RegExp.escape(path.split("/").at(-1)!)}|${
              RegExp.escape(path.split("/").slice(0, 3).join("/"))
            }|${kind}`,
          ),
        });
      }
    }
    const archive = `${folder}/${format}.tar.gz`;
    writeAll(folder, {
      [`${format}.tar.gz`]: gzipSync(BINARY).subarray(0, 900),
      [`${format}-plain.tar.gz`]: BINARY,
    });
    for (
      const path of [
        archive,
        `${folder}/${format}-plain.tar.gz`,
        `${folder}/empty-folder`,
        `${folder}/nothing`,
        "/dev/null",
        "/dev/zero",
      ]
    ) {
      rows.push({
        command: commandOf(format),
        args: [...optionsOf(format), "--data", path],
        names: literally(path.split("/").at(-1)!),
      });
    }
    for (const other of Object.keys(formats).filter((name) => commandOf(name) === commandOf(format))) {
      if (other === format) continue;
      rows.push({
        command: commandOf(format),
        args: [...optionsOf(format), "--data", `${folder}/recordings/good-${other}`],
        names: literally(other),
      });
    }
    writeAll(`${folder}/recordings/good-${format}`, texts as Files);
  }
  return rows;
}

function damagesOf(path: string, text: string): Files {
  const lines = text.split("\n");
  if (path.endsWith(".txt")) {
    return { empty: "", word: "soon\n", negative: "-5\n", huge: "1e300\n", binary: BINARY };
  }
  if (path.endsWith(".json")) {
    return {
      empty: "",
      cut: text.slice(0, -5),
      null: "null",
      list: "[]",
      number: "5",
      deep: DEEP,
      binary: BINARY,
    };
  }
  // Rows of logs and spans may be missing, and the text of their first cells is free.
  const free = /(?:log|trace)s?\.csv$/.test(path);
  const middle = Math.min(5, lines.length - 2);
  const cells = lines[middle]!.split(",");
  const withRow = (row: string) => lines.with(middle, row).join("\n");
  const wordRow = withRow(
    cells.with(path.includes("nezha") || path.includes("rca_data") ? 1 : 0, "word").join(","),
  );
  return {
    empty: "",
    binary: BINARY,
    ...(free ? {} : { "header-only": `${lines[0]}\n`, "word": wordRow }),
    "open-quote": withRow(`"${lines[middle]!.replaceAll('"', "")}`),
    "narrow-row": withRow(cells.slice(0, -1).join(",")),
    "wide-row": withRow(`${lines[middle]},9`),
    "nul-bytes": withRow(cells.with(0, `${cells[0]}\u0000`).join(",")),
  };
}

/** Outputs that cannot be written, over inputs, and over each other. */
function outputRows(folder: string): BadInput[] {
  const table = ["--format", "csv", "--data", `${folder}/table.csv`, "--detectors", "cusum"];
  const made = [
    "--simulate",
    "--seeds",
    "1..1",
    "--rows",
    "1000",
    "--regimes",
    "stationary",
    "--detectors",
    "cusum",
  ];
  const rca = ["--simulate", "--topology", "three-tier", "--seeds", "1001..1001", "--diagnosers", "front"];
  const files: readonly (readonly [CommandName, readonly string[], readonly string[]])[] = [
    ["episode", [], ["json", "svg", "otlp"]],
    ["eval", ["--episodes", "1"], ["out"]],
    ["detect", [...made, "--false-alarms", "1/day"], ["json", "csv", "alarms", "figure"]],
    ["rca", rca, ["json", "csv", "figure", "fault-figure"]],
    ["train", [], ["out"]],
    ["docs", [], ["out"]],
    ["runs", ["--results", "results/reference"], ["csv", "mlflow"]],
  ];
  Deno.linkSync(`${folder}/table.csv`, `${folder}/hard-link.csv`);
  Deno.symlinkSync(`${folder}/table.csv`, `${folder}/soft-link.csv`);
  const picture = (option: string) => option === "svg" || option.includes("figure");
  const rows = files.flatMap(([command, base, options]) =>
    options.flatMap((option): BadInput[] => {
      const ending = picture(option) ? ".svg" : command === "runs" && option === "csv" ? ".csv" : "";
      Deno.mkdirSync(`${folder}/a-folder${ending}`, { recursive: true });
      const folders = ["otlp", "mlflow"].includes(option) || ["train", "docs"].includes(command);
      const places = [
        ...(folders ? [`${folder}/plain.txt`] : [`${folder}/a-folder${ending}`]),
        `${folder}/plain.txt/x${ending}`,
        `/proc/no/such/place${ending}`,
        ...(picture(option) ? [`${folder}/picture.jpg`, `${folder}/picture`] : []),
        ...(option === "svg" ? [`${folder}/picture.png`] : []),
      ];
      return places.map((place) => ({
        command,
        args: [...base, `--${option}`, place],
        names: literally(`--${option}`),
      }));
    })
  );
  const twice: readonly (readonly [CommandName, readonly string[], string, string])[] = [
    ["episode", [], "json", "svg"],
    ["detect", [...made, "--false-alarms", "1/day"], "json", "csv"],
    ["detect", [...made, "--false-alarms", "1/day"], "csv", "alarms"],
    ["detect", [...made, "--false-alarms", "1/day"], "json", "figure"],
    ["rca", rca, "json", "csv"],
    ["rca", rca, "csv", "figure"],
    ["rca", rca, "figure", "fault-figure"],
  ];
  for (const [command, base, one, other] of twice) {
    for (const path of [`${folder}/both.svg`, `${folder}/./both.svg`]) {
      rows.push({
        command,
        args: [...base, `--${one}`, `${folder}/both.svg`, `--${other}`, path],
        names: new RegExp(`--${one} .*--${other} `),
      });
    }
  }
  for (const option of ["json", "csv", "alarms"]) {
    for (const path of ["table.csv", "hard-link.csv", "soft-link.csv", "./table.csv"]) {
      rows.push({
        command: "detect",
        args: [...table, `--${option}`, `${folder}/${path}`],
        names: new RegExp(`--${option} .*--data`),
      });
    }
  }
  for (const option of ["json", "csv"]) {
    rows.push({
      command: "rca",
      args: [
        "--format",
        "petshop",
        "--data",
        `${folder}/petshop`,
        `--${option}`,
        `${folder}/petshop/low/graph.csv`,
      ],
      names: new RegExp(`--${option} .*--data`),
    });
  }
  rows.push({
    command: "episode",
    args: ["--otlp", `${folder}/otlp`, "--json", `${folder}/otlp/traces.json`],
    names: /--json .*--otlp |--otlp .*--json /,
  });
  rows.push({ command: "data", args: ["petshop", "--to", `${folder}/plain.txt`], names: /--to/ });
  return rows;
}
