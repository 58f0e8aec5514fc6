import { strictEqual } from "node:assert";
import { hashOf } from "./hash.ts";

Deno.test("hashOf() is FNV-1a: the published values of the empty string and of a", () => {
  strictEqual(hashOf(""), 0x811c9dc5);
  strictEqual(hashOf("a"), 0xe40c292c);
});
