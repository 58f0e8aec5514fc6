import { strictEqual } from "node:assert";
import { drumRim, nodeOutline } from "./node_shape.ts";

const centre = { x: 50, y: 40 };
const size = { width: 60, height: 30 };

Deno.test("nodeOutline() has a shape of its own for each kind of service", () => {
  const shapes = (["service", "cache", "database"] as const).map((kind) => nodeOutline(kind, centre, size));
  strictEqual(new Set(shapes).size, 3);
  for (const shape of shapes) strictEqual(shape.endsWith("Z"), true);
});

Deno.test("nodeOutline() of a cache is a hexagon as wide and as high as asked for", () => {
  strictEqual(nodeOutline("cache", centre, size), "M20,40l10,-15h40l10,15l-10,15h-40Z");
});

Deno.test("drumRim() goes from the left wall of the drum to the right one", () => {
  strictEqual(drumRim(centre, size), "M20,31A30,6 0 0 0 80,31");
});
