import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { compareDetectors } from "../../../lib/bench/detectors/mod.ts";
import { STREAM_DETECTORS } from "../../../lib/detect/mod.ts";
import { UsageError } from "../../../lib/model/mod.ts";
import { madeUpNab } from "../../../lib/observe/testing/made_up_series.ts";
import { inFolder } from "../../cli/in_folder.ts";
import { detect } from "../../detect.ts";
import { madeUpSeries } from "../series.ts";

async function run(args: string, home?: string): Promise<string> {
  const lines: string[] = [];
  await detect(args.split(" "), { print: (text) => void lines.push(text), home });
  return lines.join("\n");
}

const SMALL = "--protocol --detector mahalanobis --regimes stationary --seeds 1..1 --rows 1000";

Deno.test("the protocol holds one detector against all others, and says in a line which data set is not there", () =>
  inFolder(async (folder) => {
    for (const [path, text] of Object.entries(madeUpNab())) {
      const file = `${folder}/data/nab/${path}`;
      Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(file, text);
    }
    const text = await run(`${SMALL} --json ${folder}/p.json --page ${folder}/p.md`, `${folder}/data`);
    match(text, /^mahalanobis is first or within 0\.01 of .* of 6 places \(2 domains, three measures\)/);
    match(text, /^Microsoft's cloud monitoring is not there: looked for mscloud\/data in "/m);
    strictEqual(text.match(/is not there/g)!.length, 1);
    const { domains, collections, calm, subject } = JSON.parse(Deno.readTextFileSync(`${folder}/p.json`));
    strictEqual(subject, "mahalanobis");
    deepStrictEqual([...new Set(domains.map(({ domain }: { domain: string }) => domain))], [
      "real",
      "stationary",
    ]);
    strictEqual(domains.length, 2 * STREAM_DETECTORS.length);
    strictEqual(collections.length, 2 * STREAM_DETECTORS.length);
    deepStrictEqual(calm.map(({ asked }: { asked: number }) => asked), [1e-3, 1e-4]);
    const of = (name: string) =>
      domains.find((one: { detector: string; domain: string }) =>
        one.detector === name && one.domain === "stationary"
      );
    ok(of("mahalanobis").averagePrecision > of("random").averagePrecision + 0.5);
    match(Deno.readTextFileSync(`${folder}/p.md`), /^# mahalanobis on every domain\n[^]*\| stationary \| \d/);
  }));

Deno.test("the protocol in hindsight judges so, by two measures, and counts no alarms of streams", () =>
  inFolder(async (folder) => {
    const text = await run(`${SMALL} --hindsight --window 7 --json ${folder}/p.json`, folder);
    match(text, /of 2 places \(1 domain.*two measures\).* in hindsight.*means over 7 rows/);
    const { domains, calm, hindsight } = JSON.parse(Deno.readTextFileSync(`${folder}/p.json`));
    deepStrictEqual([hindsight, calm], [{ windowRows: 7 }, []]);
    const { results } = await compareDetectors({
      series: [madeUpSeries("stationary", 1, { rows: 1000, calm: false })],
      detectors: ["mahalanobis"],
      hindsight,
    });
    const { averagePrecision } = domains.find(({ detector }: { detector: string }) =>
      detector === "mahalanobis"
    );
    ok(Math.abs(averagePrecision - results[0]!.averagePrecision) < 1e-6);
  }));

Deno.test("the protocol refuses what it has no use for, in one line", async () => {
  const cases: [string, RegExp][] = [
    ["--protocol --detectors all", /holds one detector against all others, found "all"$/],
    ["--protocol --detectors ewma,cusum", /holds one detector against all others, found 2 of them$/],
    ["--protocol --detector ewmaa", /did you mean "ewma"/],
    ["--protocol --figure f.svg", /^The option --figure has no meaning beside --protocol$/],
    [
      "--protocol --data gone",
      /^The option --data needs a folder with nab or mscloud\/data in it, found "gone"$/,
    ],
    ["--protocol --window 7", /^The option --window needs --hindsight$/],
    ["--simulate --page p.md", /^The option --page needs --protocol$/],
  ];
  for (const [args, message] of cases) {
    await rejects(run(args), (error) => {
      ok(error instanceof UsageError);
      match(error.message, message);
      return true;
    });
  }
});
