import { match, ok, strictEqual, throws } from "node:assert";
import { madeUpRecord } from "../testing/made_up_record.ts";
import { plotSurvival } from "./survival.ts";
import { toSvg } from "../../../plot/parts/svg.ts";

const incidents = (agent: string, recoveries: (number | null)[]) =>
  recoveries.map((sustained_recovery, i) =>
    madeUpRecord({ agent, seed: i, first_slo: 60, sustained_recovery })
  );
const quick = incidents("quick", [2, 4, 6, 8]);
const noop = incidents("noop", [60, 120, 120, null]);
const titleOf = (picture: Element) => picture.getAttribute("aria-label")!;

Deno.test("plotSurvival() tells the medians: 4 steps are 20 s, 120 steps 10 min", () => {
  strictEqual(
    titleOf(plotSurvival({ quick, noop })),
    "Half of quick's incidents are over within 20 s, of noop's within 10.0 min",
  );
});

Deno.test("plotSurvival() says that most never end where no median was seen", () => {
  const stuck = incidents("noop", [6, null, null, null]);
  match(titleOf(plotSurvival({ quick, noop: stuck })), /; most of noop's never are$/);
  match(titleOf(plotSurvival({ noop: stuck })), /^Most of noop's incidents are not over/);
});

Deno.test("plotSurvival() marks where an incident was censored, and takes no episode without a breach for one", () => {
  const svg = toSvg(plotSurvival({ quick, noop: [...noop, madeUpRecord({ agent: "noop" })] }));
  ok(svg.includes("over 8 incidents; crosses: 1 not over when its episode ended"));
  const crosses = [...svg.matchAll(/<g [^>]*aria-label="dot"[^>]*>(.*?)<\/g>/gs)].map(([, marks]) => marks!);
  strictEqual(crosses.join("").match(/<path/g)?.length, 1);
});

Deno.test("plotSurvival() refuses records without an incident, and a breach after the horizon", () => {
  throws(() => plotSurvival({ noop: [madeUpRecord()] }), /needs an incident/);
  throws(() => plotSurvival({ noop }, { horizonSteps: 50 }), /step 60, after the horizon of 50/);
});

Deno.test("plotSurvival() of many agents keeps the best five and what they are compared with in colour, the slowest in grey", () => {
  const many = Object.fromEntries(
    ["a", "b", "c", "d", "e", "f", "g"].map((agent, i) => [agent, incidents(agent, [2 + i, 4 + i, 6 + i])]),
  );
  const svg = toSvg(plotSurvival({ ...many, noop, blind: incidents("blind", [50, 60]) }));
  ok(svg.includes("grey: f, g"), svg);
  for (const agent of ["a", "e", "blind", "noop"]) match(svg, new RegExp(`>${agent}</text>`));
  for (const agent of ["f", "g"]) ok(!svg.includes(`>${agent}</text>`));
  ok(!toSvg(plotSurvival({ quick, noop })).includes("grey"));
});

Deno.test("plotSurvival() gives the same bytes twice", () => {
  strictEqual(toSvg(plotSurvival({ quick, noop })), toSvg(plotSurvival({ quick, noop })));
});
