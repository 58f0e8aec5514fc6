import { deepStrictEqual, throws } from "node:assert";
import {
  fromOtlpTraces,
  parseOtlpText,
  toOtlpLogs,
  toOtlpMetrics,
  toOtlpTraces,
} from "../../lib/otlp/mod.ts";
import { openOtlpFolder } from "./otlp_folder.ts";

const NOTHING = { indicators: [], timesSeconds: new Float64Array(), columns: [] };
const EMPTY = { traces: toOtlpTraces([]), logs: toOtlpLogs([]), metrics: toOtlpMetrics(NOTHING) };

Deno.test("openOtlpFolder() leaves nothing behind until it writes three files of one line, nothing else", () => {
  const home = Deno.makeTempDirSync();
  const folder = openOtlpFolder(`${home}/a/b`, { option: "otlp" });
  deepStrictEqual([...Deno.readDirSync(home)], []);
  folder.write(EMPTY);
  const names = [...Deno.readDirSync(`${home}/a/b`)].map(({ name }) => name).sort();
  deepStrictEqual(names, ["logs.json", "metrics.json", "traces.json"]);
  const text = Deno.readTextFileSync(`${home}/a/b/traces.json`);
  deepStrictEqual(text, '{"resourceSpans":[]}\n');
  deepStrictEqual(fromOtlpTraces(parseOtlpText(text)), []);
  Deno.removeSync(home, { recursive: true });
});

Deno.test("openOtlpFolder() says before the work what can't be written", () => {
  const home = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${home}/file`, "");
  throws(
    () => openOtlpFolder(`${home}/file`, { option: "otlp" }),
    /^UsageError: The option --otlp needs a folder that can be written, found ".*\/file": /,
  );
  Deno.mkdirSync(`${home}/logs.json`);
  throws(
    () => openOtlpFolder(home, { option: "otlp" }),
    /^UsageError: The option --otlp needs a file that can be written, found ".*\/logs.json": it is a folder$/,
  );
  Deno.removeSync(home, { recursive: true });
});
