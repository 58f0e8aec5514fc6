import { strictEqual } from "node:assert";
import { roundedJson } from "./rounded_json.ts";

Deno.test("roundedJson() rounds to 9 decimals and writes null for what JSON can't hold", () => {
  strictEqual(
    roundedJson({ share: 1 / 3, limits: [NaN, Infinity], name: "a" }),
    '{\n "share": 0.333333333,\n "limits": [\n  null,\n  null\n ],\n "name": "a"\n}\n',
  );
});
