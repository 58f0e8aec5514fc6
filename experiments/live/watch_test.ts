import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { createDisplay, currentKernel, type DisplayKind } from "../runner/kernel.ts";
import { inFolder } from "../cli/in_folder.ts";
import { clearTemporary } from "../testing/clear_temporary.ts";
import type { Mode } from "../../lib/live/mod.ts";
import { watchLoop } from "./watch.ts";

const CONFIG = {
  ...{ name: "shop", topology: "three-tier", slo: { latencyP95Ms: 300, errorRate: 0.05 }, warmupSteps: 40 },
  source: { type: "simulator", seed: 7, faults: [{ type: "slow_query", service: "db", startStep: 8 }] },
  actions: [{ by: { type: "simulator" } }],
};
const typesOf = ({ entries }: Awaited<ReturnType<typeof watchLoop>>) =>
  new Set<string>(entries.map(({ record }) => record.type));

Deno.test("watchLoop() on a simulated system orders in act, only proposes in suggest, and gives the same log each time", () =>
  inFolder(async (folder) => {
    const watch = (mode: Mode, name: string) =>
      watchLoop(CONFIG, { mode, steps: 30, folder: `${folder}/${name}` });
    const [first, again] = [await watch("act", "first"), await watch("act", "again")];
    deepStrictEqual(again.entries, first.entries);
    strictEqual(first.view.counters.steps, 30);
    ok(typesOf(first).has("order"));
    const suggested = await watch("suggest", "suggested");
    ok(typesOf(suggested).has("proposal") && !typesOf(suggested).has("order"));
    strictEqual(first.audit, `${folder}/first/audit.jsonl`);
    const on = await watch("act", "first");
    deepStrictEqual(on.entries.slice(0, first.entries.length), first.entries);
    ok(on.entries.length > first.entries.length, "the loop goes on where it was");
  }));

Deno.test("watchLoop() says at once that a Prometheus does not answer, and leaves no folder behind", async () => {
  const queries = { latencyP95Ms: "a", errorRate: "b" };
  const source = { type: "prometheus", url: "http://127.0.0.1:1", queries, timeoutSeconds: 1, attempts: 1 };
  const left = await clearTemporary(async () => {
    const options = { mode: "observe", steps: 1, prometheus: "http://127.0.0.1:9" } as const;
    await rejects(watchLoop({ ...CONFIG, actions: [], source }, options), /127\.0\.0\.1:9\b/);
  });
  deepStrictEqual(left, []);
  const kept = await clearTemporary(async () => void await watchLoop(CONFIG, { mode: "observe", steps: 1 }));
  strictEqual(kept.length, 1, "the audit log of a loop that ran stays");
});

Deno.test("a display is sent once and then updated in its place; outside of a notebook there is no kernel", async () => {
  strictEqual(currentKernel(), undefined);
  const sent: [DisplayKind, string, string][] = [];
  const display = createDisplay({
    broadcast: (kind, { data, transient }) => {
      sent.push([kind, data["text/plain"]!, transient.display_id]);
      return Promise.resolve();
    },
  });
  for (const text of ["a", "b"]) display.show({ "text/plain": text });
  await display.settled();
  const id = sent[0]![2];
  deepStrictEqual(sent, [["display_data", "a", id], ["update_display_data", "b", id]]);
});
