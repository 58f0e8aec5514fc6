import { deepStrictEqual } from "node:assert";
import type { Action } from "../../model/mod.ts";
import { createShields, isShield } from "./shields.ts";

const LIMIT: Action = { kind: "limit_traffic", factor: 0.4 };
const BREAKER: Action = { kind: "open_breaker", caller: "api", callee: "db" };
const FAILOVER: Action = { kind: "failover", service: "db" };

Deno.test("what is in force is left out of a plan until it is about to end", () => {
  const shields = createShields();
  shields.begin();
  shields.note(BREAKER);
  const left = Array.from({ length: 12 }, () => {
    shields.tick();
    return shields.without([BREAKER, FAILOVER]).length;
  });
  deepStrictEqual(left, [...Array(10).fill(1), 2, 2]);
});

Deno.test("another limit takes the place of the one in force, and a restoration ends all", () => {
  const shields = createShields();
  const lower: Action = { kind: "limit_traffic", factor: 0.3 };
  shields.note(LIMIT);
  shields.note(lower);
  deepStrictEqual([shields.without([LIMIT]), shields.without([lower])], [[LIMIT], []]);
  shields.note({ kind: "restore" });
  deepStrictEqual(shields.without([lower]), [lower]);
});

Deno.test("limits and breakers are shields, what mends is none", () => {
  deepStrictEqual([[LIMIT, BREAKER], [BREAKER, FAILOVER]].map(isShield), [true, false]);
});
