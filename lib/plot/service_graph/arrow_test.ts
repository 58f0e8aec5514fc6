import { strictEqual } from "node:assert";
import { drawArrow, smoothPath } from "./arrow.ts";
import { createCard } from "../parts/svg.ts";

const at = (x: number, y: number) => ({ x, y });

Deno.test("smoothPath() is straight between two points and bends towards those in between", () => {
  strictEqual(smoothPath([at(0, 0), at(10, 0)]), "M0,0L10,0");
  strictEqual(smoothPath([at(0, 0), at(5, 5), at(10, 0)]), "M0,0Q5,5 10,0");
  strictEqual(smoothPath([at(0, 0), at(4, 4), at(8, 4), at(12, 0)]), "M0,0Q4,4 6,4Q8,4 12,0");
});

Deno.test("drawArrow() has its head at the last point, and dashes where asked for", () => {
  const card = createCard(20, 20, "");
  drawArrow(card, [at(0, 5), at(10, 5)], { dashed: true });
  const [line, head] = [...card.querySelectorAll("path")];
  strictEqual(line!.getAttribute("stroke-dasharray"), "4 3");
  strictEqual(head!.getAttribute("d")!.startsWith("M10,5L"), true);
});
