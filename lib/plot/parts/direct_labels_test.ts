import { deepStrictEqual, ok } from "node:assert";
import { labelRoom, writeLabels } from "./direct_labels.ts";
import { seriesStyles } from "./series_style.ts";
import { createCard } from "./svg.ts";

Deno.test("writeLabels() keeps labels of lines that end together apart, in the lines' order", () => {
  const card = createCard(100, 100, "");
  const style = seriesStyles(["a"]).get("a")!;
  writeLabels(
    card,
    [{ text: "lower", x: 9, y: 51, style }, { text: "upper", x: 9, y: 50, style }],
    { x: 10, least: 0, most: 100 },
  );
  const [lower, upper] = [...card.querySelectorAll("text")].map((text) => Number(text.getAttribute("y")));
  ok(lower! - upper! >= 15);
  deepStrictEqual([...card.querySelectorAll("text")].map(({ textContent }) => textContent), [
    "lower",
    "upper",
  ]);
});

Deno.test("labelRoom() grows with the longest text", () => {
  ok(labelRoom(["a", "a long one"]) > labelRoom(["a"]));
});
