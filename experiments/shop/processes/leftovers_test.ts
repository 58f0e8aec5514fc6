import { deepStrictEqual } from "node:assert";
import { leftoversIn } from "./leftovers.ts";

const noted = (pid: number, startTicks: number, boot: string) =>
  JSON.stringify({ name: `api${pid}`, pid, startTicks, boot, stopSignal: "SIGTERM" });

Deno.test("of what was noted, only what runs since then in this boot is left over", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${folder}/processes.jsonl`,
      [
        noted(1, 100, "this boot"),
        // Its id belongs to a later process now.
        noted(2, 100, "this boot"),
        // It has ended.
        noted(3, 100, "this boot"),
        noted(1, 100, "another boot"),
        "",
        // The daemon was killed while it wrote.
        '{"name":"ca',
      ].join("\n"),
    );
    const starts = new Map([[1, 100], [2, 200]]);
    const machine = { boot: () => "this boot", startTicks: (pid: number) => starts.get(pid) };
    deepStrictEqual(leftoversIn(folder, machine).map(({ name }) => name), ["api1"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("where nothing was noted, nothing is left over", () => {
  deepStrictEqual(leftoversIn("/nowhere"), []);
});
