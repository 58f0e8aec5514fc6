import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { UsageError } from "../../model/mod.ts";
import { inFolder } from "../loop/testing/in_folder.ts";
import { Secret } from "../config/secret.ts";
import { openAuditLog } from "./audit_log.ts";
import type { AuditEntry } from "./chain.ts";
import type { AuditRecord } from "./record_types.ts";
import { SAMPLE, writeSample } from "./testing/sample_log.ts";
import { verifyAudit } from "./verify_audit.ts";

const clock = { now: () => 2000 };
const STOPPED: AuditRecord = { type: "stopped", reason: "asked to" };

Deno.test("a log that is opened again goes on in the same chain, and hands out what is there", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    const first = writeSample(path);
    const seen: AuditEntry[] = [];
    const log = openAuditLog(path, { clock, head: first.head, onEntry: (entry) => seen.push(entry) });
    deepStrictEqual(seen.map(({ record }) => record), SAMPLE);
    strictEqual(log.append(STOPPED).sequence, SAMPLE.length + 1);
    log.close();
    deepStrictEqual(verifyAudit(path, { head: log.head }).head, {
      count: SAMPLE.length + 1,
      hash: log.head.hash,
    });
    throws(() => log.append(STOPPED), /is closed/);
  }));

Deno.test("after a crash in the middle of the last line the log is whole again, the torn bytes are kept and told", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    writeSample(path);
    const all = Deno.readFileSync(path);
    const start = all.subarray(0, -1).lastIndexOf(10) + 1;
    for (let cut = start + 1; cut < all.length; cut += cut < all.length - 4 ? 4 : 1) {
      Deno.writeFileSync(path, all.subarray(0, cut));
      const log = openAuditLog(path, { clock, flush: false });
      log.append(STOPPED);
      log.close();
      const records: AuditRecord[] = [];
      ok(verifyAudit(path, { onEntry: ({ record }) => records.push(record) }).whole);
      deepStrictEqual(records.slice(0, -2), SAMPLE.slice(0, -1));
      match(
        (records.at(-2) as { reason: string }).reason,
        /^line 7 was not written to its end; its \d+ bytes are kept in /,
      );
      deepStrictEqual(Deno.readFileSync(`${path}.torn`), Uint8Array.from([...all.slice(start, cut), 10]));
      Deno.removeSync(`${path}.torn`);
    }
  }));

Deno.test("a line cut off that the state file has seen is no crash: the log is not gone on with", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    const { head } = writeSample(path);
    const all = Deno.readFileSync(path);
    Deno.writeFileSync(path, all.subarray(0, -20));
    throws(() => openAuditLog(path, { clock, head }), /is not whole: line 7 was not written to its end/);
    Deno.removeSync(path);
    throws(
      () => openAuditLog(path, { clock, head }),
      /Cannot find the audit log .* in which 7 entries were written/,
    );
  }));

Deno.test("a log that was changed is not gone on with", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    writeSample(path);
    Deno.writeTextFileSync(path, Deno.readTextFileSync(path).replace("ada", "bob"));
    throws(() => openAuditLog(path, { clock }), /is not whole: line 4: its hash is not that of its content/);
  }));

Deno.test("what is no record is refused and leaves the log as it is", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    const log = openAuditLog(path, { clock });
    const hostile = {
      type: "order",
      incident: "i",
      get action() {
        throw new Error("no");
      },
    };
    for (
      const wrong of [null, 5, {}, { type: "odrer" }, { ...SAMPLE[4], action: { kind: "noop" } }, {
        ...STOPPED,
        more: 1,
      }]
    ) {
      throws(() => log.append(wrong as unknown as AuditRecord), UsageError);
    }
    throws(() => log.append(hostile as unknown as AuditRecord));
    log.append(STOPPED);
    log.close();
    strictEqual(verifyAudit(path).head.count, 1);
  }));

Deno.test("a log that another program writes to is not written any more", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    const log = openAuditLog(path, { clock });
    log.append(STOPPED);
    Deno.writeTextFileSync(path, "stranger\n", { append: true });
    throws(() => log.append(STOPPED), /was changed by another program/);
    log.close();
  }));

Deno.test("a log that was moved, removed, replaced, cut or emptied is not written any more; put back, it is", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    const log = openAuditLog(path, { clock });
    log.append(STOPPED);
    const content = Deno.readTextFileSync(path);
    const refused = (why: RegExp) => {
      throws(() => log.append(STOPPED), why);
      throws(() => log.check(), why);
    };
    Deno.renameSync(path, `${path}.1`);
    refused(/was moved, removed or replaced/);
    Deno.writeTextFileSync(path, content);
    refused(/was moved, removed or replaced/);
    Deno.renameSync(`${path}.1`, path);
    log.check();
    log.append(STOPPED);
    Deno.truncateSync(path, 10);
    refused(/was changed by another program/);
    Deno.truncateSync(path);
    refused(/was changed by another program/);
    Deno.removeSync(path);
    refused(/was moved, removed or replaced/);
    log.close();
  }));

Deno.test("a log and what was torn off it are for their owner alone", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    openAuditLog(path, { clock }).close();
    Deno.writeTextFileSync(path, "torn", { append: true });
    openAuditLog(path, { clock }).close();
    for (const file of [path, `${path}.torn`]) strictEqual(Deno.statSync(file).mode! & 0o777, 0o600, file);
  }));

Deno.test("secrets are in no entry, whatever field they came in by, and long texts are cut", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    const secret = 'pa"ss/w0rd+=x';
    new Secret(secret);
    const log = openAuditLog(path, { clock });
    new Secret("Bearer 0123456789abcdef");
    log.append({
      type: "stopped",
      reason: `${secret} ${encodeURIComponent(secret)} ${btoa(secret)} 0123456789abcdef`,
    });
    log.append({ ...SAMPLE[1]!, evidence: [`token=${secret}`] } as AuditRecord);
    log.append({ type: "stopped", reason: "x".repeat(1_000_000) });
    log.close();
    const text = Deno.readTextFileSync(path);
    for (
      const form of [
        secret,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret),
        btoa(secret),
        "0123456789",
      ]
    ) {
      ok(!text.includes(form), form);
    }
    match(text, /"reason":"\*\*\* \*\*\* \*\*\* \*\*\*"/);
    ok(text.length < 10_000);
    ok(verifyAudit(path).whole);
  }));
