import { deepStrictEqual, doesNotMatch, strictEqual, throws } from "node:assert";
import { readRedisAddress } from "./redis_address.ts";

Deno.test("readRedisAddress() reads host, port, database and login, and shows no login", () => {
  deepStrictEqual(readRedisAddress("rediss://me:p%40ss@[::1]:6390/2"), {
    ...{ host: "::1", port: 6390, tls: true, username: "me", password: "p@ss", db: 2 },
    shown: "rediss://[::1]:6390/2",
  });
  strictEqual(readRedisAddress("redis://box").shown, "redis://box:6379");
});

Deno.test("readRedisAddress() refuses what is no address without repeating a password", () => {
  for (
    const wrong of [
      ...["abc", "redis://", "http://me:secret@box", "redis://me:secret@", "redis://me:secret@box:99999"],
      ...[
        "redis:/me:secret@box",
        "redis://me:secret@box/x",
        "redis://me:sec%ret@box",
        "redis://box?password=secret",
      ],
    ]
  ) {
    throws(() => readRedisAddress(wrong), (error: Error) => {
      strictEqual(error.name, "UsageError");
      doesNotMatch(error.message, /secret|sec%ret/);
      return true;
    });
  }
});
