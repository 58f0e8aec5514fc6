import { deepStrictEqual, ok } from "node:assert";
import { textLines, textWidth } from "./text_size.ts";

Deno.test("textLines() breaks where the next word would not fit, and keeps long words whole", () => {
  deepStrictEqual(textLines("aa bb cc", { width: textWidth("aa bb") }), ["aa bb", "cc"]);
  deepStrictEqual(textLines("a longestword b", { width: 20 }), ["a", "longestword", "b"]);
  deepStrictEqual(textLines("at 95 %", { width: textWidth("at 95") }), ["at", "95 %"]);
  deepStrictEqual(textLines("", { width: 20 }), [""]);
});

Deno.test("textWidth() counts signs outside the basic plane once, and takes bold as wider", () => {
  ok(textWidth("\u{1D6E5}") === textWidth("a"));
  ok(textWidth("a", { bold: true }) > textWidth("a"));
});
