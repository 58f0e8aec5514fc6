import { deepStrictEqual, doesNotMatch, match, ok, rejects, strictEqual } from "node:assert";
import { UsageError } from "../lib/model/mod.ts";
import { createStream } from "../lib/random/mod.ts";
import { detect } from "./detect.ts";
import { inFolder } from "./cli/in_folder.ts";

/** What the benchmark prints. */
async function run(args: string, home?: string): Promise<string> {
  const lines: string[] = [];
  await detect(args.split(" "), { print: (text) => void lines.push(text), home });
  return lines.join("\n");
}

/** A day of a value with noise and one spike. */
function table({ labels }: { labels: boolean }): string {
  const { next } = createStream(1, "detect test");
  const rows = Array.from({ length: 288 }, (_, row) => {
    const time = new Date(Date.UTC(2024, 0, 1) + 300_000 * row).toISOString();
    const odd = row >= 200 && row < 206;
    return [time, (odd ? 60 : 20) + next(), ...(labels ? [Number(odd)] : [])].join();
  });
  return [["when", "cpu", ...(labels ? ["wrong"] : [])].join(), ...rows, ""].join("\n");
}

const SMALL = "--simulate --regimes stationary --seeds 1..2 --detectors ewma --no-times";

Deno.test("detect compares on made-up series, always with random and null, the same text each time", async () => {
  const text = await run(SMALL);
  match(text, /^2 made-up series: stationary; seeds 1 to 2/);
  for (const name of ["ewma", "random", "null"]) match(text, new RegExp(`^${name} +-?\\d`, "m"));
  strictEqual(text, await run(SMALL));
});

Deno.test("detect writes all its files, the JSON with every default", () =>
  inFolder(async (folder) => {
    const files =
      `--json ${folder}/a.json --csv ${folder}/a.csv --alarms ${folder}/al.csv --figure ${folder}/f.svg`;
    await run(`${SMALL} --false-alarm-rate 0.01 ${files}`);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    deepStrictEqual(names, ["a.csv", "a.json", "al.csv", "f.png", "f.svg"]);
    const { simulated, seed, allowed, detectors, times, alarms } = JSON.parse(
      Deno.readTextFileSync(`${folder}/a.json`),
    );
    deepStrictEqual(simulated, { regimes: ["stationary"], seeds: [1, 2], rows: 3000, calm: false });
    deepStrictEqual([seed, allowed.budget, detectors.length, times], [1, { rate: 0.01 }, 3, undefined]);
    strictEqual(Deno.readTextFileSync(`${folder}/a.csv`).split("\n").length, 1 + 2 * 3 + 1);
    const listed = Deno.readTextFileSync(`${folder}/al.csv`);
    match(listed, /^stationary\/1,ewma,\d/m);
    // One line each, and the header.
    strictEqual(listed.trim().split("\n").length, 1 + alarms.length);
    const [{ series, detector, from, until, firstRow, lastRow, score, highestAt }] = alarms;
    ok(
      listed.includes(
        `${series},${detector},${from},${until},${firstRow},${lastRow},${String(score).slice(0, 5)}`,
      ),
    );
    ok(listed.split("\n")[1]!.endsWith(`,${highestAt}`), listed);
  }));

Deno.test("detect shows the alarms of a table without labels, with their times, and no alarms at random", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/my.csv`, table({ labels: false }));
    const options = `--format csv --data ${folder}/my.csv --time when --values cpu --warmup 100`;
    const text = await run(
      `${options} --detectors ewma --no-times --alarms ${folder}/al.csv --figure ${folder}/f.png`,
    );
    match(
      text,
      /^my: 288 rows of cpu, the first 100 to learn from\n {2}288 rows from 2024-01-01T00:00:00Z to 2024-01-01T23:55:00Z, one every 5 min; times from when.*\n {2}values: cpu\n\nNo labels/,
    );
    match(text, /^ewma +2024-01-01T16:40:00Z/m);
    ok(!text.includes("random"));
    match(Deno.readTextFileSync(`${folder}/al.csv`), /my,ewma,2024-01-01T16:40:00Z/);
    match(Deno.readTextFileSync(`${folder}/f.svg`), /aria-label="ewma raises 1 alarm in my"/);
  }));

Deno.test("detect says on the error stream which column it took as labels without having been told", () =>
  inFolder(async (folder) => {
    Deno.mkdirSync(`${folder}/in`);
    for (const name of ["a", "b"]) {
      Deno.writeTextFileSync(
        `${folder}/in/${name}.csv`,
        table({ labels: true }).replace("wrong", "is_anomaly"),
      );
    }
    const warned = async (more: readonly string[]) => {
      const [lines, printed]: string[][] = [[], []];
      await detect(["--data", `${folder}/in`, "--detectors", "ewma", "--no-times", ...more], {
        print: (text) => void printed!.push(text),
        warn: (text) => void lines!.push(text),
      });
      match(printed!.join("\n"), /values: cpu; label: is_anomaly/);
      return lines;
    };
    deepStrictEqual(await warned([]), [
      'note: the column "is_anomaly" is taken as labels by its name, not as a value: --labels says which column is, --values what is watched',
    ]);
    deepStrictEqual(await warned(["--labels", "is_anomaly"]), []);
  }));

Deno.test("detect tells people times in a zone, and programs in UTC", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/my.csv`, table({ labels: false }));
    const files = ["alarms", "json", "figure"].map((name) => `--${name} ${folder}/${name}.svg`).join(" ");
    const options = `--data ${folder}/my.csv --warmup 100 --detectors ewma --no-times --zone Asia/Kolkata`;
    const text = await run(`${options} ${files.replace("json.svg", "a.json")}`);
    match(
      text,
      /^ {2}288 rows from 2024-01-01T05:30:00\+05:30 to 2024-01-02T05:25:00\+05:30, one every 5 min/m,
    );
    match(text, /^ewma +2024-01-01T22:10:00\+05:30 +2024-01-01T22:/m);
    match(Deno.readTextFileSync(`${folder}/alarms.svg`), /my,ewma,2024-01-01T16:40:00Z/);
    const { alarms, files: settings } = JSON.parse(Deno.readTextFileSync(`${folder}/a.json`));
    deepStrictEqual([alarms[0].from, settings.zone], ["2024-01-01T16:40:00Z", "Asia/Kolkata"]);
    match(Deno.readTextFileSync(`${folder}/figure.svg`), /time \(Asia\/Kolkata\), from 2024-01-01 on/);
    await rejects(run(`--data ${folder}/my.csv --zone Europe/Berlni`), {
      message: /^Cannot find the zone "Europe\/Berlni": did you mean "Europe\/Berlin"\?/,
    });
    await rejects(run("--simulate --zone UTC"), /--zone needs --format/);
  }));

Deno.test("detect lists the alarms of the one detector asked for, on a table with labels beside its measures", () =>
  inFolder(async (folder) => {
    const listed = /^ewma +2024-01-01T16:40:00Z +2024-01-01T1\d:\d\d:00Z +200 /m;
    for (const labels of [false, true]) {
      Deno.writeTextFileSync(`${folder}/my.csv`, table({ labels }));
      const options = `--data ${folder}/my.csv --no-times${labels ? " --labels wrong" : ""}`;
      const text = await run(`${options} --detectors ewma`);
      match(text, listed);
      strictEqual(/^detector +NAB /m.test(text), labels);
      if (labels) doesNotMatch(await run(`${options} --detectors ewma,robust-z`), listed);
    }
  }));

Deno.test("detect says of times that name no zone that they are UTC where it tells them in another zone", () =>
  inFolder(async (folder) => {
    const local = table({ labels: false }).replaceAll(/(T\d\d:\d\d:\d\d)(?:\.000)?Z/g, "$1");
    Deno.writeTextFileSync(`${folder}/my.csv`, local);
    const warned = async (zone: string) => {
      const lines: string[] = [];
      await detect(["--data", `${folder}/my.csv`, "--detectors", "ewma", "--no-times", "--zone", zone], {
        print: () => {},
        warn: (text) => void lines.push(text),
      });
      return lines;
    };
    deepStrictEqual(await warned("Asia/Kolkata"), [
      "note: times that name no zone are taken as UTC and told in Asia/Kolkata: if they are times of Asia/Kolkata, " +
      "say --times-in Asia/Kolkata",
    ]);
    deepStrictEqual(await warned("UTC"), []);
  }));

Deno.test("detect takes times that name no zone in that of --times-in, and tells them in it", () =>
  inFolder(async (folder) => {
    const local = table({ labels: false }).replaceAll(/(T\d\d:\d\d:\d\d)(?:\.000)?Z/g, "$1");
    Deno.writeTextFileSync(`${folder}/my.csv`, local);
    const options = `--data ${folder}/my.csv --detectors ewma --no-times --times-in Asia/Kolkata`;
    match(await run(options), /^ewma +2024-01-01T16:40:00\+05:30 /m);
    match(await run(`${options} --zone UTC`), /^ewma +2024-01-01T11:10:00Z /m);
  }));

Deno.test("detect draws a picture of each series, with its name, and names it in the alarms", () =>
  inFolder(async (folder) => {
    Deno.mkdirSync(`${folder}/in`);
    for (const name of ["db", "web 1"]) {
      Deno.writeTextFileSync(`${folder}/in/${name}.csv`, table({ labels: false }));
    }
    const lines: string[] = [];
    const args = [
      "--format",
      "csv",
      "--data",
      `${folder}/in`,
      "--warmup",
      "100",
      "--detectors",
      "ewma",
      "--no-times",
    ];
    await detect([...args, "--alarms", `${folder}/al.csv`, "--figure", `${folder}/f.svg`], {
      print: (text) => void lines.push(text),
    });
    for (const name of ["db", "web 1"]) {
      match(lines.join("\n"), new RegExp(`^ewma +${name} +2024-01-01T16:40:00Z`, "m"));
    }
    match(Deno.readTextFileSync(`${folder}/al.csv`), /^db,ewma,.*\nweb 1,ewma,/m);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    deepStrictEqual(names, ["al.csv", "f-db.png", "f-db.svg", "f-web_1.png", "f-web_1.svg", "in"]);
    match(Deno.readTextFileSync(`${folder}/f-web_1.svg`), /aria-label="ewma raises 1 alarm in web 1"/);
  }));

Deno.test("detect watches a counter as its rate, and says so, unless told to keep it", () =>
  inFolder(async (folder) => {
    const { next } = createStream(2, "counter");
    let total = 0;
    const rows = Array.from({ length: 400 }, (_, row) => {
      // A restart in row 250, and half an hour of tenfold load.
      total = row === 250 ? 0 : total + (row >= 300 && row < 306 ? 1000 : 90 + 20 * next());
      return `${new Date(Date.UTC(2024, 0, 1) + 300_000 * row).toISOString()},${total.toFixed(0)}`;
    });
    Deno.writeTextFileSync(`${folder}/web.csv`, `time,requests_total\n${rows.join("\n")}\n`);
    const options = `--format csv --data ${folder}/web.csv --detectors robust-z --no-times`;
    const text = await run(options);
    match(text, /requests_total is a counter, with 1 restart: watched as its rate per second$/m);
    match(text, /^robust-z +2024-01-02T01:00:00Z +2024-01-02T01:25:00Z +300 /m);
    ok(!(await run(`${options} --keep-counters`)).includes("rate"));
  }));

Deno.test("detect measures on a table with labels", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/my.csv`, table({ labels: true }));
    const text = await run(
      `--format csv --data ${folder}/my.csv --labels wrong --detectors ewma --no-times --false-alarms 1/week`,
    );
    match(text, /^ewma +(?:9\d\.\d|100\.0) /m);
    match(
      text,
      /1 window in 1 series; .* at the threshold that keeps to at most 1 alarm a week, chosen in hindsight$/m,
    );
  }));

Deno.test("detect counts false alarms where nothing goes wrong, and ensemble with peaks raises about what was asked for", async () => {
  const text = await run(
    "--simulate --calm --rows 8000 --seeds 1..2 --detectors ensemble --false-alarm-rate 1e-3 --threshold peaks --no-times",
  );
  const [, rate] = text.match(/^ensemble +\d+ +([\d.]+) /m)!;
  ok(Number(rate) > 3 && Number(rate) < 20, text);
});

Deno.test("detect raises alarms as a stream would where a threshold is named", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/my.csv`, table({ labels: false }));
    const options =
      `--format csv --data ${folder}/my.csv --time when --warmup 100 --detectors ewma --no-times`;
    const text = await run(`${options} --false-alarms 1/day --threshold peaks`);
    match(text, /at the threshold "peaks", asked for 1 alarm a day/);
    match(text, /^ewma +2024-01-01T16:40:00Z/m);
  }));

Deno.test("detect in hindsight finds an incident of the rows that it would learn from, where it was", () =>
  inFolder(async (folder) => {
    const header = "when,load";
    const { next } = createStream(1, "shop");
    const rows = Array.from(
      { length: 2016 },
      (_, row) =>
        `${new Date(Date.UTC(2026, 2, 2) + 300_000 * row).toISOString()},${
          (row >= 150 && row < 174 ? 90 : 30) + 8 * next()
        }`,
    );
    Deno.writeTextFileSync(`${folder}/my.csv`, [header, ...rows, ""].join("\n"));
    const options = `--data ${folder}/my.csv --no-times --false-alarms 1/week`;
    const asStream = await run(options);
    match(asStream, /the first 302 to learn from$/m);
    match(asStream, /^The first 302 rows were not judged; --hindsight judges them, too$/m);
    ok(!asStream.includes("2026-03-02T12:30:00Z"));
    const text = await run(`${options} --hindsight --window 13 --json ${folder}/my.json`);
    match(text, /rows of load; in hindsight, means over 13 rows$/m);
    match(text, /^ensemble +2026-03-02T12:30:00Z +2026-03-02T14:25:00Z +150 /m);
    ok(!text.includes("not judged") && !text.includes("to learn from") && !text.includes("too few"));
    const { hindsight } = JSON.parse(Deno.readTextFileSync(`${folder}/my.json`));
    deepStrictEqual(hindsight, { windowRows: 13 });
  }));

Deno.test("detect asks one detector of a table without another word, and all of them on request", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/my.csv`, table({ labels: false }));
    const options = `--data ${folder}/my.csv --time when --warmup 100 --no-times`;
    const one = await run(options);
    match(one, /^No labels: the alarms of ensemble, at /m);
    match(one, /^Only ensemble was asked; --detectors all shows the 15 others, too$/m);
    ok(!/^cusum/m.test(one));
    const many = await run(`${options} --detectors ewma,robust-z --false-alarms 4/hour`);
    match(many, /at most 4 alarms an hour, /);
    match(many, /^Not all alarms are listed: --alarms FILE writes every one$/m);
    const written = `--detectors ewma,robust-z --false-alarms 4/hour --alarms ${folder}/a.csv`;
    ok(!(await run(`${options} ${written}`)).includes("Not all alarms"));
    for (const all of ["--detectors all", "--detector all"]) {
      const text = await run(`${options} ${all}`);
      match(text, /^cusum/m);
      match(text, /^ensemble/m);
      ok(!text.includes("Only ensemble"));
    }
    await rejects(
      run(`${options} --detector all --detector ewma`),
      /A list of all has "ewma" in it: leave it out, or give it parameters of its own$/,
    );
  }));

Deno.test("detect says of a few rows that they are too few to say what is usual", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/my.csv`, table({ labels: false }).split("\n").slice(0, 5).join("\n"));
    const text = await run(`--data ${folder}/my.csv --no-times`);
    match(text, /^my has only 4 rows, and the first one to learn from: too few to say what is usual$/m);
    const later = await run(`--data ${folder}/my.csv --no-times --hindsight`);
    match(later, /^my has only 4 rows: too few to say what is usual$/m);
    match(text, /^The first row was not judged; --hindsight judges it, too$/m);
    const inHindsight = await run(`--data ${folder}/my.csv --no-times --hindsight --window 1`);
    match(inHindsight, /^my: 4 rows of cpu; in hindsight, means over 1 row$/m);
    match(inHindsight, /^ensemble +0 /m);
    match(inHindsight, /^my has only 4 rows: too few to say what is usual$/m);
  }));

Deno.test("detect says of a detector with a highest score that a level above it is out of reach", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/my.csv`, table({ labels: false }));
    const text = await run(
      `--data ${folder}/my.csv --time when --warmup 100 --no-times --detector windowed-gaussian --threshold peaks --false-alarms 1/week`,
    );
    match(text, /^windowed-gaussian .* above all$/m);
    match(text, /windowed-gaussian can't score as high as the level asked for: allow more alarms/);
  }));

Deno.test("detect says why a threshold that had few rows to learn from raised nothing", () =>
  inFolder(async (folder) => {
    const lines = table({ labels: false }).split("\n");
    // An hour of a minute each, with 45 rows of warm-up and a small bump.
    const rows = lines.slice(1, 289).map((line, row) =>
      `${new Date(Date.UTC(2024, 0, 1) + 60_000 * row).toISOString()},${
        row >= 200 && row < 206 ? 22 : line.split(",")[1]
      }`
    );
    Deno.writeTextFileSync(`${folder}/my.csv`, ["when,cpu", ...rows, ""].join("\n"));
    const options =
      `--format csv --data ${folder}/my.csv --detectors robust-z --no-times --false-alarms 1/week`;
    const text = await run(`${options} --threshold peaks`);
    match(text, /^No alarm: .*\n.*\n.*\nrobust-z +2024-01-01T03:2\d:00Z +20\d /m);
    match(text, /The warm-up of 43 rows is short for a level that one in 10,080 rows may pass/);
    ok(!(await run(options)).includes("short for a level"));
  }));

Deno.test("detect says in one line what is wrong with its options", async () => {
  const mistakes: [string, RegExp][] = [
    ["--detectors ewma", /say --data FILE, --format NAME of recordings, or --simulate/],
    ["--simulate --format nab", /--simulate and --format exclude each other/],
    ["--format nba", /format "nba": did you mean "nab"/],
    ["--simulate --detectors ewm", /detector "ewm": did you mean "ewma"/],
    ["--simulate --regimes drif", /regime "drif": did you mean "drift"/],
    ["--simulate --seeds many", /found "many"/],
    ["--simulate --data x", /--data needs --format/],
    ["--simulate --warmup 5", /--warmup needs --format/],
    ["--format nab --regimes drift", /--regimes needs --simulate/],
    ["--format nab --labels x", /--labels needs --format csv, found the format "nab"/],
    ["--format csv", /needs --data/],
    ["--format csv --data /no/such.csv", /Cannot find the data "\/no\/such\.csv"/],
    ["--format csv --data a.csv --warmup 0", /--warmup needs a whole number of 1 or more, found "0"/],
    ["--simulate --alarms a.csv", /--alarms needs --false-alarms or --false-alarm-rate/],
    ["--format nab --calm", /--calm needs --simulate/],
    ["--simulate --calm", /--calm needs --false-alarms or --false-alarm-rate/],
    ["--simulate --rows 10", /--rows needs a whole number from 1000 to 1000000, found "10"/],
    ["--simulate --window 5", /^The option --window needs --hindsight$/],
    ["--simulate --hindsight --window 4", /--window needs an odd number, .* found "4"/],
    ["--simulate --hindsight --window 0", /--window needs a whole number from 1 to 100001, found "0"/],
    [
      "--simulate --hindsight --false-alarms 1/day --threshold spot",
      /--hindsight and --threshold exclude each other: "spot"/,
    ],
    ["--simulate --threshold peaks", /--threshold needs --false-alarms or --false-alarm-rate/],
    ["--simulate --false-alarms 1/day --threshold peak", /threshold "peak": did you mean "peaks"/],
    ["--simulate --false-alarms often", /--false-alarms needs .* found "often"/],
    ["--simulate --figure a.jpg", /--figure needs a file that ends in \.svg or \.png/],
    ["--format nab", /--data is missing, and AIOPS_DATA_DIR is not set/],
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

Deno.test("detect reads the Numenta Anomaly Benchmark where it is kept", {
  ignore: Deno.permissions.querySync({ name: "env", variable: "AIOPS_DATA_DIR" }).state !== "granted" ||
    !Deno.env.get("AIOPS_DATA_DIR"),
}, async () => {
  const text = await run("--format nab --detectors null --no-times", Deno.env.get("AIOPS_DATA_DIR"));
  match(text, /^null +0\.0 +0\.0 +0\.0 /m);
});
