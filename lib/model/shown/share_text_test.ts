import { deepStrictEqual, strictEqual } from "node:assert";
import { fractionText, shareText } from "./share_text.ts";

const SHARES: readonly (readonly [share: number, digits: number, text: string])[] = [
  [0, 0, "0 %"],
  [1, 0, "100 %"],
  [1, 1, "100.0 %"],
  [0.1 + 0.2 + 0.7, 0, "100 %"],
  [0.8746, 0, "87 %"],
  [0.8746, 1, "87.5 %"],
  [0.995, 0, "99.5 %"],
  [0.99949, 0, "99.9 %"],
  [0.9996, 0, "over 99.9 %"],
  [0.9996, 1, "99.96 %"],
  [0.99999, 1, "over 99.99 %"],
  [0.004, 0, "0.4 %"],
  [0.0004, 0, "under 0.1 %"],
  [0.0004, 1, "0.04 %"],
  [-3.093, 1, "-309.3 %"],
  [-0.004, 0, "-0.4 %"],
  [-0.0004, 0, "under 0 %"],
  [1.004, 0, "100.4 %"],
  [1.0004, 0, "over 100 %"],
  [NaN, 0, "-"],
  [Infinity, 0, "-"],
];

for (const [share, digits, text] of SHARES) {
  Deno.test(`shareText() of ${share} with ${digits} decimals is "${text}"`, () => {
    strictEqual(shareText(share, digits), text);
  });
}

Deno.test("shareText() says 100 % of no count but all, and 0 % of none but none", () => {
  for (const all of [7, 200, 1999, 1e6]) {
    for (const count of [1, all - 1]) {
      for (const digits of [0, 1]) {
        const shown = Number(shareText(count / all, digits).replace(/^over |^under | %$/g, ""));
        strictEqual(shown > 0 && shown < 100, true, `${count} of ${all}: ${shown}`);
      }
    }
  }
});

Deno.test("fractionText() says 1 of nothing but all, and 0 of nothing but none", () => {
  const texts = [0, 0.004, 0.62, 0.996, 1 - 1e-15, 1, NaN].map((share) => fractionText(share));
  deepStrictEqual(texts, ["0.00", "< 0.01", "0.62", "> 0.99", "1.00", "1.00", "-"]);
  deepStrictEqual([0.0004, 0.9996].map((share) => fractionText(share, 3)), ["< 0.001", "> 0.999"]);
});
