import { strictEqual } from "node:assert";
import { canonicalJson } from "./canonical_json.ts";

Deno.test("canonicalJson() puts names in order at every depth", () => {
  strictEqual(canonicalJson({ b: [{ d: 1, c: null }], a: "x" }), '{"a":"x","b":[{"c":null,"d":1}]}');
});
