import { deepStrictEqual, match, ok } from "node:assert";
import { runTrial } from "../../run/mod.ts";
import { resolveExperiment } from "./resolve.ts";
import { summariseExperiment } from "./summarise.ts";
import { summaryParts } from "./summary_tables.ts";
import { DISPLAY, type MimeBundle } from "../../model/shown/displayable.ts";

const experiment = resolveExperiment({
  name: "two",
  agents: ["noop", "full"],
  scenarios: [{ topology: "three-tier" }],
  seeds: { first: 1, count: 5 },
});
const summary = summariseExperiment(
  experiment,
  ["noop", "full"].flatMap((agent) =>
    runTrial({ agent, topology: "three-tier", seeds: [1, 2, 3, 4, 5] })
      .map((record) => ({ ...record, scenario: experiment.scenarios[0]!.name }))
  ),
);

Deno.test("summaryParts() begins with the conclusions and has a row for each agent, without columns that nobody fills", () => {
  const [conclusion, sheet, ...rest] = summaryParts(summary);
  match(conclusion as string, /breaches the SLO for/);
  deepStrictEqual(rest, []);
  ok(typeof sheet === "object");
  match(sheet.caption!, /5 episodes of each agent$/);
  deepStrictEqual(sheet.rows.map(([agent]) => agent), ["noop", "full"]);
  deepStrictEqual(sheet.header.filter((heading) => /headroom|tenth/.test(heading)), []);
  const right = sheet.header.indexOf("service right");
  deepStrictEqual(sheet.rows[0]![right], "");
  match(sheet.rows[1]![right]!, /^\d+\.\d %$/);
});

Deno.test("statistics of an experiment show themselves as HTML, with the same as text", () => {
  const bundle = (summary as unknown as Record<symbol, () => MimeBundle>)[DISPLAY]!();
  deepStrictEqual(Object.keys(bundle), ["text/html", "text/plain"]);
  match(String(bundle["text/plain"]), /^full +[\d.]+ \[/m);
});
