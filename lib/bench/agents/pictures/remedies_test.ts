import { UsageError } from "../../../model/mod.ts";
import { strictEqual, throws } from "node:assert";
import { plotRemedies } from "./remedies.ts";
import { toSvg } from "../../../plot/parts/svg.ts";

const cells = [
  { fault: "a", action: "x", sloSteps: 3 },
  { fault: "a", action: "y", sloSteps: 90 },
  { fault: "b", action: "x", sloSteps: 80 },
  { fault: "b", action: "y", sloSteps: 4 },
];

Deno.test("plotRemedies() frames one best action for each fault", () => {
  const svg = toSvg(plotRemedies(cells, "title"));
  const frames = /stroke="#D55E00"[^>]*>(.*?)<\/g>/s.exec(svg)?.[1] ?? "";
  strictEqual(frames.match(/<rect/g)?.length, 2);
});

Deno.test("plotRemedies() says what it finds where it is given no title", () => {
  const titleOf = (given: typeof cells) => plotRemedies(given).getAttribute("aria-label");
  strictEqual(
    titleOf([...cells, { fault: "c", action: "y", sloSteps: 0 }]),
    "No action mends every fault: the most useful, y, is the best against 2 of 3",
  );
  strictEqual(titleOf(cells.slice(0, 2)), "x is the best action against every fault");
});

Deno.test("plotRemedies() refuses no cells", () => {
  throws(() => plotRemedies([]), UsageError);
});
