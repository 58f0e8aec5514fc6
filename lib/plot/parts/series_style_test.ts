import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert";
import { seriesStyles } from "./series_style.ts";

Deno.test("seriesStyles() gives no two of 36 series the same colour and dash", () => {
  const names = Array.from({ length: 36 }, (_, i) => `agent ${i}`);
  const looks = [...seriesStyles(names).values()].map(({ colour, dash }) => `${colour} ${dash}`);
  strictEqual(new Set(looks).size, 36);
});

Deno.test("seriesStyles() keeps the yardsticks' look and leaves the first colour to the first agent", () => {
  const styles = seriesStyles(["noop", "full", "oracle"]);
  deepStrictEqual(styles.get("full"), seriesStyles(["full"]).get("full"));
  deepStrictEqual(styles.get("noop"), seriesStyles(["full", "noop"]).get("noop"));
  notStrictEqual(styles.get("noop")!.colour, styles.get("full")!.colour);
});
