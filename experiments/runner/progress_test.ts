import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { showWorkBy } from "../../lib/model/shown/progress.ts";
import { runTrial } from "../../lib/run/mod.ts";
import { remedyMatrix } from "../../lib/run/remedy_matrix.ts";
import {
  compareDetectors,
  compareDiagnosers,
  regimeSeries,
  simulatedIncidents,
} from "../../lib/bench/mod.ts";
import { NOOP } from "../../lib/model/mod.ts";
import type { Kernel } from "./kernel.ts";
import { createPassingProgress, showFound } from "./progress.ts";

/** What a notebook is sent while some work is done. */
function sentBy(
  work: (kernel: Kernel) => void,
): { kind: string; text: string; metadata: unknown; id: string }[] {
  const sent: ReturnType<typeof sentBy> = [];
  work({
    broadcast: (kind, { data, metadata, transient }) => {
      sent.push({ kind, text: data["text/plain"]!, metadata, id: transient.display_id });
      return Promise.resolve();
    },
  });
  return sent;
}

Deno.test("in a notebook long work has one display, marked as passing, which is updated at once", () => {
  const sent = sentBy((kernel) => {
    const bar = createPassingProgress(kernel, { label: "work", unit: "turns", total: 4 }, 0);
    bar.update(1);
    bar.update(4);
    bar.finish();
  });
  deepStrictEqual(sent.map(({ kind }) => kind), [
    "display_data",
    "update_display_data",
    "update_display_data",
  ]);
  strictEqual(new Set(sent.map(({ id }) => id)).size, 1);
  for (const { metadata } of sent) deepStrictEqual(metadata, { aiops: "progress" });
  match(sent[0]!.text, /^work █████░{15} 1\/4 {2}/);
  strictEqual(sent.at(-1)!.text, "work: 4 turns");
});

Deno.test("a notebook is told that a run was found in passing, as what is saved may not depend on it", async () => {
  const sent = sentBy((kernel) => void showFound("mine: was there already, nothing was run", kernel));
  await Promise.resolve();
  deepStrictEqual(sent.map(({ text, metadata }) => [text, metadata]), [
    ["mine: was there already, nothing was run", { aiops: "progress" }],
  ]);
});

Deno.test("in a notebook short work shows nothing, not even that it has ended", () => {
  const sent = sentBy((kernel) => {
    const bar = createPassingProgress(kernel, { label: "work", total: 1 }, 1e6);
    bar.update(1);
    bar.finish();
  });
  deepStrictEqual(sent, []);
});

Deno.test("trials, matrices of remedies and both comparisons tell how far they are", async () => {
  const told = new Map<string, { total: number | undefined; last: number }>();
  showWorkBy(({ label, total }) => {
    const work = { total, last: 0 };
    told.set(label, work);
    return { update: (done) => void (work.last = done), finish: () => {} };
  });
  try {
    runTrial({ agent: "noop", seeds: [1, 2, 3], steps: 100 });
    remedyMatrix({ faults: ["memory_leak:api"], plans: [[], [NOOP]], seeds: [1, 2], steps: 100 });
    await compareDetectors({ series: [regimeSeries("stationary", 1)], detectors: ["random", "ewma"] });
    await compareDiagnosers({
      incidents: [...simulatedIncidents({ topology: "three-tier", seeds: [1001, 1002] })],
      methods: ["front"],
    });
  } finally {
    showWorkBy(undefined);
  }
  deepStrictEqual(Object.fromEntries(told), {
    runTrial: { total: 3, last: 3 },
    remedyMatrix: { total: 4, last: 4 },
    compareDetectors: { total: 1, last: 1 },
    compareDiagnosers: {
      total: told.get("compareDiagnosers")!.last,
      last: told.get("compareDiagnosers")!.last,
    },
  });
  ok(told.get("compareDiagnosers")!.last >= 2);
});
