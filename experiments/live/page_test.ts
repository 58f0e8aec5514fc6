import { deepStrictEqual, match, notStrictEqual, ok } from "node:assert";
import { fileURLToPath } from "node:url";
import { inFolder } from "../../lib/live/loop/testing/in_folder.ts";
import { entriesOf } from "../../lib/live/loop/testing/harness.ts";
import { whyNoBrowser } from "../notebooks/find_browser.ts";
import { endOf, freePort, startLive, until } from "./testing/programs.ts";

const missing = whyNoBrowser();

Deno.test({
  name:
    `the page is read in dark and light, and an action approved with the keyboard, in a real browser${missing}`,
  ignore: missing !== "",
  fn: () =>
    inFolder(async (folder) => {
      const path = `${folder}/sim.json`;
      const port = freePort();
      Deno.writeTextFileSync(
        path,
        JSON.stringify({
          name: "sim",
          topology: "three-tier",
          slo: { latencyP95Ms: 220, errorRate: 0.06 },
          stepSeconds: 0.2,
          warmupSteps: 2,
          source: { type: "simulator" },
          agent: "random",
          mode: "approve",
          actions: [{ by: { type: "dry-run" } }],
          listen: { port },
        }),
      );
      const child = startLive([path]);
      await until(async () =>
        (await Deno.readTextFile(`${folder}/state.json`)).includes('"approvedBy":null') || undefined
      );
      const { code, stdout, stderr } = await new Deno.Command("deno", {
        args: [
          "run",
          "--allow-all",
          "--quiet",
          fileURLToPath(new URL("testing/drive_page.ts", import.meta.url)),
          `http://127.0.0.1:${port}`,
        ],
        stdout: "piped",
        stderr: "piped",
      }).output();
      child.kill("SIGTERM");
      await endOf(child);
      deepStrictEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
      const seen = JSON.parse(new TextDecoder().decode(stdout));
      deepStrictEqual([seen.errors, seen.foreign, seen.overflows], [[], [], false]);
      deepStrictEqual(seen.sections, ["status", "slo", "approvals", "incident", "graph", "timeline"]);
      deepStrictEqual(seen.drawn, [true, true]);
      notStrictEqual(seen.backgrounds[0], seen.backgrounds[1]);
      match(seen.question, /^Carry out \w+/);
      match(seen.answer, /^It is approved/);
      match(seen.again, /^It is too late/);
      const approvals = entriesOf(`${folder}/audit.jsonl`).filter(({ record }) =>
        record.type === "approval-approved" && record.by === "Ann of the browser"
      );
      ok(approvals.length === 1, "it was decided once");
    }),
});
