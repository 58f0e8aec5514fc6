import { strictEqual } from "node:assert";
import { percentText } from "./percent_text.ts";

const TEXTS: [probability: number, text: string][] = [
  [0, "0 %"],
  [1e-12, "under 1 %"],
  [0.0049, "under 1 %"],
  [0.005, "1 %"],
  [0.5, "50 %"],
  [0.994, "99 %"],
  [0.995, "over 99 %"],
  [0.9996, "over 99 %"],
  [1, "over 99 %"],
];

for (const [probability, text] of TEXTS) {
  Deno.test(`percentText() says "${text}" for ${probability}`, () => {
    strictEqual(percentText(probability), text);
  });
}
