import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { UsageError } from "../lib/model/mod.ts";
import { rca } from "./rca.ts";
import { inFolder } from "./cli/in_folder.ts";
import { madeUpRcaeval } from "../lib/observe/testing/made_up_recordings.ts";
import { dirname } from "node:path";

/** What the benchmark prints. */
async function run(args: string, home?: string): Promise<string> {
  const lines: string[] = [];
  await rca(args.split(" "), { print: (text) => void lines.push(text), home });
  return lines.join("\n");
}

const SMALL =
  "--simulate --topology three-tier --seeds 1001..1003 --fault-free 1 --diagnosers rank-correlation --no-times";

Deno.test("rca compares on simulated incidents, always with random and front, the same text each time", async () => {
  const text = await run(SMALL);
  match(text, /^Simulated three-tier, seeds 1001 to 1003 and 1 without a fault/);
  for (const name of ["rank-correlation", "random", "front"]) match(text, new RegExp(`^${name} +3 `, "m"));
  strictEqual(text, await run(SMALL));
});

Deno.test("rca writes all its files, the JSON with every default", () =>
  inFolder(async (folder) => {
    const files =
      `--json ${folder}/a.json --csv ${folder}/a.csv --figure ${folder}/f.svg --fault-figure ${folder}/k.png`;
    ok((await run(`${SMALL} ${files}`)).includes(`Written: ${folder}/a.json`));
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    deepStrictEqual(names, ["a.csv", "a.json", "f.png", "f.svg", "k.png", "k.svg"]);
    const { simulated, views, lateSeconds, methods, times } = JSON.parse(
      Deno.readTextFileSync(`${folder}/a.json`),
    );
    deepStrictEqual(simulated, {
      topology: "three-tier",
      graphs: 1,
      seeds: [1001, 1003],
      faultFree: 1,
      fault: null,
      faults: 1,
      faultGapSteps: 6,
      decoys: 0,
    });
    deepStrictEqual([views, lateSeconds, methods.length, times], [["everything"], 0, 3, undefined]);
    strictEqual(Deno.readTextFileSync(`${folder}/a.csv`).split("\n").length, 1 + 3 * 4 + 1);
  }));

Deno.test("rca goes round over random graphs, those without a fault from the first again", () =>
  inFolder(async (folder) => {
    const cases = "--simulate --topology random-5 --graphs 2 --seeds 1001..1003 --fault-free 1";
    const files = `--csv ${folder}/a.csv --json ${folder}/a.json`;
    const text = await run(`${cases} --diagnosers graph --no-times ${files}`);
    match(text, /^Simulated random-5 on 2 graphs, seeds 1001 to 1003 and 1 without a fault/);
    const rows = Deno.readTextFileSync(`${folder}/a.csv`).split("\n");
    deepStrictEqual(rows.filter((row) => row.includes(",graph,")).map((row) => row.split(",")[0]), [
      "random-5-1/1001",
      "random-5-2/1002",
      "random-5-1/1003",
      "random-5-1/1001/fault-free",
    ]);
    strictEqual(JSON.parse(Deno.readTextFileSync(`${folder}/a.json`)).simulated.graphs, 2);
  }));

Deno.test("rca compares two settings of one method, and refuses a setting that doesn't exist", async () => {
  const cases = "--simulate --topology three-tier --seeds 1001..1002 --fault-free 0 --no-times";
  const text = await run(`${cases} --diagnosers baro:alarm=1,missing=skip,baro,n-sigma:alarm=3`);
  for (const name of ["baro:missing=skip,alarm=1", "baro", "n-sigma"]) {
    match(text, new RegExp(`^${name} +2 `, "m"));
  }
  await rejects(
    run(`${cases} --diagnosers baro:alrm=1`),
    /The diagnoser "baro" has no parameter "alrm": did you mean "alarm"\?/,
  );
});

Deno.test("rca warns of seeds that a method learnt from", async () => {
  const cases = "--simulate --topology three-tier --seeds 1000 --no-times";
  match(await run(`${cases} --diagnosers bayes`), /Beware: bayes learnt/);
  match(await run(`${cases} --diagnosers bayes:temper=2`), /Beware: bayes:temper=2 learnt/);
});

Deno.test("rca reports each view of the signals, and what more of them gains", async () => {
  const text = await run(`${SMALL} --signals each`);
  for (const view of ["metrics", "metrics and logs", "metrics and traces", "everything"]) {
    ok(text.includes(`Given ${view}:`));
  }
  ok(text.includes("What more signals gain in AC@1"));
});

/** Writes a recording with one spliced line of a log and one incident without a time. */
function writeDamaged(folder: string): void {
  const texts: Record<string, string> = { ...madeUpRcaeval(), "ss/carts_cpu/1/inject_time.txt": "soon" };
  const logs = texts["re2/carts_cpu/1/logs.csv"]!.trimEnd().split("\n");
  texts["re2/carts_cpu/1/logs.csv"] = [...logs, '00:17,1062,carts,"done"late],info'].join("\n");
  for (const [path, text] of Object.entries(texts)) {
    Deno.mkdirSync(dirname(`${folder}/${path}`), { recursive: true });
    Deno.writeTextFileSync(`${folder}/${path}`, text);
  }
}

Deno.test("rca judges what it can read, says what it left out, and with --strict refuses", () =>
  inFolder(async (folder) => {
    writeDamaged(`${folder}/data`);
    const args =
      `--format rcaeval --recipe as-recorded --data ${folder}/data --diagnosers baro --no-times --json ${folder}/a.json`;
    const notes = [
      '1 of 3 lines of re2/carts_cpu/1/logs.csv left out: line 4: expected a comma behind a quoted cell, found "\\"late],info"',
      'ss/carts_cpu/1 left out: ss/carts_cpu/1/inject_time.txt:1: expected a time in Unix seconds, found "soon"',
    ];
    const text = await run(args);
    ok(
      text.startsWith(`2 of 3 incidents of rcaeval, as-recorded; 95 % intervals\n\n${notes.join("\n")}\n\n`),
      text,
    );
    deepStrictEqual(JSON.parse(Deno.readTextFileSync(`${folder}/a.json`)).notes, notes);
    Deno.removeSync(`${folder}/a.json`);
    await rejects(run(`${args} --strict`), {
      name: "UsageError",
      message: /^re2\/carts_cpu\/1\/logs\.csv:4: /,
    });
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["data"]);
  }));

Deno.test("rca says in one line what is wrong with its options", async () => {
  const mistakes: [string, RegExp][] = [
    [
      "--diagnosers fused",
      /Nothing to explain: say --data FILE .*, --format NAME of recordings, or --simulate$/,
    ],
    ["--simulate --format petshop", /--simulate and --format exclude each other/],
    ["mine.csv", /Unexpected argument "mine.csv": did you mean --data mine.csv\?$/],
    ["--data no-such.csv", /Cannot find the data "no-such.csv" in \/.+/],
    ["--onset auto --traces no-such.json", /Cannot find the traces "no-such.json" in \/.+/],
    ["--format petshp", /format "petshp": did you mean "petshop"/],
    ["--simulate --diagnosers fusd", /diagnoser "fusd": did you mean "fused"/],
    ["--simulate --signals log", /did you mean "logs"/],
    ["--simulate --diagnosers front --reference fused", /Cannot find the reference "fused"/],
    ["--simulate --seeds 9..1", /--seeds needs FIRST\.\.LAST, as 1001\.\.1200, found "9\.\.1"/],
    ["--simulate --seeds many", /found "many"/],
    ["--simulate --late 7", /whole steps of 5 s/],
    ["--simulate --late soon", /number of seconds, found "soon"/],
    ["--simulate --topology botique", /botique/],
    ["--simulate --graphs 2", /--graphs needs .* without a seed, found "boutique"/],
    ["--simulate --topology random-9-1 --graphs 2", /--graphs needs .* found "random-9-1"/],
    ["--simulate --topology random-9 --graphs 0", /--graphs needs a whole number from 1 to 1000, found "0"/],
    [
      "--simulate --topology random-9 --graphs 9 --fault slow_query",
      /nothing to strike in topology "random-9-7"/,
    ],
    ["--format nezha --graphs 2", /--graphs needs --simulate/],
    ["--simulate --data x", /--data needs --format/],
    ["--simulate --strict", /--strict needs --format/],
    ["--format nezha --decoys 1", /--decoys needs --simulate/],
    ["--format nezha --recipe published", /that of the format rcaeval, found the format "nezha"/],
    ["--simulate --figure a.jpg", /--figure needs a file that ends in \.svg or \.png/],
    ["--format nezha", /--data is missing, and AIOPS_DATA_DIR is not set: "deno task data"/],
    ["--format nezha --data /no/such", /Cannot find the data "\/no\/such": "deno task data"/],
    ["--simulat", /did you mean "--simulate"/],
  ];
  for (const [args, message] of mistakes) {
    await rejects(
      run(args),
      (error: Error) => error instanceof UsageError && message.test(error.message),
      args,
    );
  }
});

Deno.test("rca --protocol judges a domain, writes page and JSON, and says what is not here", () =>
  inFolder(async (folder) => {
    const args = ["--protocol", "--domains", "few samples, +2 s", "--diagnosers", "fused,n-sigma"];
    const lines: string[] = [];
    await rca([...args, "--page", `${folder}/p.md`, "--json", `${folder}/p.json`], {
      print: (text) => void lines.push(text),
    });
    match(lines.join("\n"), /^\| few samples, \+2 s \| 40 \|/m);
    match(lines.join("\n"), /Without recordings of petshop, nezha, rcaeval/);
    match(Deno.readTextFileSync(`${folder}/p.md`), /^# Diagnosers, domain by domain/);
    const { subject, domains } = JSON.parse(Deno.readTextFileSync(`${folder}/p.json`));
    deepStrictEqual([subject, domains[0].cases], ["fused", 40]);
  }));

Deno.test("rca --protocol refuses what it can't use, with the nearest name", async () => {
  const refused = (args: string, text: RegExp) =>
    rejects(() => run(args), (error: Error) => error instanceof UsageError && text.test(error.message));
  await refused("--protocol --topology boutique", /--topology has no meaning with --protocol/);
  await refused("--protocol --domains quiet", /"quiet windows"/);
  await refused("--simulate --page a.md", /--page needs --protocol/);
});
