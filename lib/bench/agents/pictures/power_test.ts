import { UsageError } from "../../../model/mod.ts";
import { ok, strictEqual, throws } from "node:assert";
import { plotPower } from "./power.ts";
import { toSvg } from "../../../plot/parts/svg.ts";

Deno.test("plotPower() tells the textbook's numbers: effects of 0.5 and 0.2 take 34 and 199 pairs", () => {
  strictEqual(
    plotPower({ sd: 10, differences: [2, 5] }).getAttribute("aria-label"),
    "A difference of 5 SLO-violation steps takes 34 episodes, one of 2 takes 199 (power 80 %)",
  );
});

Deno.test("plotPower() has a line for each difference, of the wanted power where its number stands", () => {
  const svg = toSvg(plotPower({ sd: 10, differences: [5], power: 0.9, unit: "reward" }));
  strictEqual(svg.match(/aria-label="line"/g)?.length, 1);
  ok(svg.includes("A difference of 5 reward takes 44 episodes"));
});

Deno.test("plotPower() refuses no difference, one of 0 and no deviation; same bytes twice", () => {
  throws(() => plotPower({ sd: 10, differences: [] }), UsageError);
  throws(() => plotPower({ sd: 10, differences: [0] }), UsageError);
  throws(() => plotPower({ sd: 0 }), UsageError);
  strictEqual(toSvg(plotPower({ sd: 10 })), toSvg(plotPower({ sd: 10 })));
});
