import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { canonicalJson, UsageError } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { inFolder } from "../loop/testing/in_folder.ts";
import { SAMPLE, writeSample } from "./testing/sample_log.ts";
import { verifyAudit } from "./verify_audit.ts";

const decoder = new TextDecoder();

Deno.test("verifyAudit() finds every one of 500 bytes changed, and names the line", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    const { head } = writeSample(path);
    const good = Deno.readFileSync(path);
    deepStrictEqual(verifyAudit(path, { head }), { whole: true, head, goodBytes: good.length, torn: false });
    const stream = createStream(1, "bytes");
    for (let i = 0; i < 500; i++) {
      const at = Math.floor(stream.next() * good.length);
      const bad = Uint8Array.from(good);
      bad[at] = (bad[at]! + 1 + Math.floor(stream.next() * 255)) % 256;
      Deno.writeFileSync(path, bad);
      const { whole, badLine } = verifyAudit(path, { head });
      strictEqual(whole, false, `byte ${at} from ${good[at]} to ${bad[at]}`);
      strictEqual(badLine, decoder.decode(good.subarray(0, at)).split("\n").length);
    }
  }));

Deno.test("verifyAudit() finds a line removed, doubled, moved or written anew", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    const { head } = writeSample(path);
    const lines = Deno.readTextFileSync(path).trimEnd().split("\n");
    const forged = { ...JSON.parse(lines[3]!), timeSeconds: 1 };
    const cases: readonly (readonly [string[], number, RegExp])[] = [
      [lines.toSpliced(2, 1), 3, /line 3: sequence must be 3, found 4/],
      [lines.toSpliced(2, 0, lines[2]!), 4, /line 4: sequence must be 4, found 3/],
      [[lines[1]!, lines[0]!, ...lines.slice(2)], 1, /line 1: sequence must be 1, found 2/],
      [lines.with(3, canonicalJson(forged)), 4, /line 4: its hash/],
      [lines.with(3, `${lines[3]} `), 4, /line 4: its text is not as it was written/],
      [lines.with(3, lines[3]!.replace("{", '{"record":1,')), 4, /line 4: its text is not as it was written/],
      [lines.with(3, "null"), 4, /line 4: it must be an object/],
      [lines.with(3, ""), 4, /line 4: it is not JSON/],
      [lines.slice(0, -1), 7, /line 7 is missing: 7 entries were written, 6 are there/],
      [[], 1, /line 1 is missing: 7 entries were written, 0 are there/],
    ];
    for (const [text, line, problem] of cases) {
      Deno.writeTextFileSync(path, text.map((one) => `${one}\n`).join(""));
      const verdict = verifyAudit(path, { head });
      deepStrictEqual([verdict.whole, verdict.badLine, verdict.torn], [false, line, false]);
      ok(problem.test(verdict.problem!), verdict.problem!);
    }
  }));

Deno.test("a whole log of another history is told by the head that the state file kept", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    const { head } = writeSample(`${folder}/other.jsonl`, SAMPLE.slice(0, 3));
    writeSample(path, [...SAMPLE.slice(0, 2), ...SAMPLE.slice(3)]);
    strictEqual(verifyAudit(path).whole, true);
    strictEqual(verifyAudit(path, { head }).problem, "line 3 is not the entry that was written there");
    writeSample(`${folder}/longer.jsonl`);
    strictEqual(verifyAudit(`${folder}/longer.jsonl`, { head }).whole, true);
    throws(() => verifyAudit(`${folder}/none.jsonl`), UsageError);
  }));
