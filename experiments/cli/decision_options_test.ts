import { ok, throws } from "node:assert";
import { createAgent, createTrial } from "../../lib/run/mod.ts";
import { readDecisionLog } from "./decision_file.ts";
import { decisionLogging } from "./decision_options.ts";
import { inFolder } from "./in_folder.ts";

Deno.test("--explore-among shadows draws what the shadows would have done, and nothing else", () =>
  inFolder(async (folder) => {
    const decisions = `${folder}/log.jsonl`;
    const logging = decisionLogging({
      ...{ decisions, explore: "0.5", "explore-among": "shadows", shadow: "blind" },
    });
    const trial = createTrial({ agent: logging.wrap(createAgent("noop")), steps: 110 });
    for (let seed = 1; seed <= 3; seed++) trial(seed);
    logging.write();
    const log = await readDecisionLog(decisions, "log");
    ok(log.length > 20 && log.some(({ action }) => action !== "noop"));
    for (const { candidates, shadows } of log) {
      candidates!.forEach(({ action, propensity }, k) => {
        const own = action === "noop" ? 1 : 0;
        ok(Math.abs(propensity - (0.5 * own + 0.5 * shadows!["blind"]![k]!)) < 1e-12);
      });
    }
  }));

Deno.test("--explore-among needs shadows and a share, and names the nearest of a mistyped choice", () => {
  const needed = /--explore-among shadows needs --explore P and --shadow A,B/;
  throws(() => decisionLogging({ explore: "0.5", "explore-among": "shadows" }), needed);
  throws(
    () => decisionLogging({ decisions: "x.csv", shadow: "blind", "explore-among": "shadows" }),
    needed,
  );
  throws(() => decisionLogging({ explore: "0.5", "explore-among": "shadow" }), /did you mean "shadows"/);
});
