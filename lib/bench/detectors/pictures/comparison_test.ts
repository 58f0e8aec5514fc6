import { UsageError } from "../../../model/mod.ts";
import { ok, strictEqual, throws } from "node:assert";
import type { DetectorSummary } from "../summary.ts";
import { toSvg } from "../../../plot/parts/svg.ts";
import { plotDetectors } from "./comparison.ts";

const estimate = (value: number) => ({ value, low: value - 0.1, high: value + 0.05 });
const detector = (name: string, score: number): DetectorSummary => ({
  name,
  nabStandard: score,
  nabLowFp: score - 8,
  nabLowFn: score + 5,
  nabHeldOut: score - 1,
  auc: estimate(0.8),
  averagePrecision: estimate(score / 100),
  vusPr: estimate(0.4),
  found: 0.5,
  delayMedianRows: 3,
  falseAlarmsPerDay: 0.2,
  microsPerRow: 2,
});
const titleOf = (picture: Element) => picture.getAttribute("aria-label")!;

Deno.test("plotDetectors() says how far the best leads, and sets it on top", () => {
  const picture = plotDetectors([detector("good", 66), detector("random", 16.2)]);
  strictEqual(
    titleOf(picture),
    "good has NAB's standard score 66.0, 49.8 more than random, and average precision 0.66",
  );
  const svg = toSvg(picture);
  ok(svg.indexOf(">good<") < svg.indexOf(">random<"));
  strictEqual(svg, toSvg(plotDetectors([detector("good", 66), detector("random", 16.2)])));
  throws(() => plotDetectors([]), UsageError);
});

Deno.test("plotDetectors() draws what can't be measured nowhere", () => {
  const nothing = { value: NaN, low: NaN, high: NaN };
  const none = {
    ...detector("none", NaN),
    auc: nothing,
    averagePrecision: nothing,
    vusPr: nothing,
  };
  const picture = plotDetectors([none]);
  strictEqual(titleOf(picture), "No window to find in these series");
  ok(!toSvg(picture).includes("NaN"));
});
