import { deepStrictEqual, match, throws } from "node:assert";
import { inFolder } from "../../lib/live/loop/testing/in_folder.ts";
import { NOTHING_YET } from "../../lib/live/loop/state/memory.ts";
import { writeSample } from "../../lib/live/audit/testing/sample_log.ts";
import { verify } from "./audit.ts";

Deno.test("verify notices lines cut off by a hash or the state file, and says what it can't know without", () =>
  inFolder((folder) => {
    const [path, state] = [`${folder}/audit.jsonl`, `${folder}/state.json`];
    const { head } = writeSample(path);
    Deno.writeTextFileSync(state, JSON.stringify({ ...NOTHING_YET, audit: head }));
    const said = (known: Parameters<typeof verify>[1]) => {
      const lines: string[] = [];
      verify(path, known, (text) => lines.push(text));
      return lines;
    };
    const cantTell =
      "Whether entries are missing at its end can't be told without --head HASH or --state FILE";
    deepStrictEqual(said({}), [`${path} is whole: 7 entries, the last one ${head.hash}`, cantTell]);
    match(said({ head: head.hash })[0]!, /is whole and holds entry 7 of --head: 7 entries/);
    match(
      said({ state }).join("\n"),
      /is whole and holds entry 7 of the state: 7 entries, the last one \w+$/,
    );
    throws(
      () => said({ head: "abc" }),
      /^UsageError: --head must be a hash of 64 hexadecimal digits, found "abc"/,
    );
    throws(() => said({ state: `${folder}/none` }), /Cannot read the state file ".*none": it is not there/);
    const lines = Deno.readTextFileSync(path).trimEnd().split("\n");
    for (const kept of [lines.slice(0, -2), []]) {
      Deno.writeTextFileSync(path, kept.map((line) => `${line}\n`).join(""));
      throws(() => said({ state }), /is not whole: line \d is missing: 7 entries were written/);
      throws(() => said({ head: head.hash }), /is not whole: the entry of --head is not in it/);
    }
    deepStrictEqual(said({}), [`${path} is empty`, cantTell]);
  }));
