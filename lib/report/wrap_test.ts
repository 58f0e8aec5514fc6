import { ok, strictEqual } from "node:assert";
import { TEXT_WIDTH, wrap } from "./wrap.ts";

Deno.test("wrap() leaves a text that fits as it is", () => {
  strictEqual(wrap("  fault       none", { indent: 14 }), "  fault       none");
});

Deno.test("wrap() keeps every word, each line within the width, and indents what follows the first", () => {
  const words = Array.from({ length: 80 }, (_, i) => `word${i}`);
  const lines = wrap(words.join(" "), { indent: 4 }).split("\n");
  ok(lines.length > 3 && lines.every((line) => line.length <= TEXT_WIDTH));
  ok(lines.slice(1).every((line) => /^ {4}\S/.test(line)));
  strictEqual(lines.map((line) => line.trim()).join(" "), words.join(" "));
});

Deno.test("wrap() ends with a word that is longer than a line", () => {
  const long = "x".repeat(3 * TEXT_WIDTH);
  ok(wrap(`see ${long}`, { indent: 8 }).includes(long));
  strictEqual(wrap(long, { indent: 0 }), long);
});

Deno.test("wrap() fills a line to 100 characters, and not further", () => {
  const [first, second] = ["a".repeat(50), "b".repeat(49)];
  strictEqual(wrap(`${first} ${second}`, { indent: 2 }), `${first} ${second}`);
  strictEqual(wrap(`${first} ${second}b`, { indent: 2 }), `${first}\n  ${second}b`);
});
