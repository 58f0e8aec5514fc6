import { strictEqual, throws } from "node:assert";
import { createStream } from "../random/mod.ts";
import { fromUnixNanos, toUnixNanos } from "./time.ts";

const EPOCH = { epochSeconds: 1735689600 };

Deno.test("toUnixNanos() keeps each nanosecond of simulated seconds, whatever the epoch", () => {
  strictEqual(toUnixNanos(0), "0");
  strictEqual(toUnixNanos(5.1), "5100000000");
  strictEqual(toUnixNanos(1199.999999999, EPOCH), "1735690799999999999");
  strictEqual(toUnixNanos(-0.25, EPOCH), "1735689599750000000");
});

Deno.test("toUnixNanos() gives Unix seconds to the microsecond, with no digits of the double's own noise", () => {
  // The double next to 1720000000.123456 is 1720000000.1234560013.
  strictEqual(toUnixNanos(1720000000.123456), "1720000000123456000");
  strictEqual(toUnixNanos(1720000000.9999999), "1720000001000000000");
});

Deno.test("fromUnixNanos() gives the nearest double: what was written in decimals comes back", () => {
  strictEqual(fromUnixNanos(1720000000123456000n), 1720000000.123456);
  strictEqual(fromUnixNanos(1735690799999999999n, EPOCH), 1199.999999999);
  strictEqual(fromUnixNanos(1735689599750000000n, EPOCH), -0.25);
});

Deno.test("there and back is the identity for 2,000 simulated times in ns and Unix times in us", () => {
  const { integer } = createStream("otlp time");
  for (let i = 0; i < 1000; i++) {
    const simulated = integer(4e15) / 1e9;
    strictEqual(fromUnixNanos(BigInt(toUnixNanos(simulated, EPOCH)), EPOCH), simulated);
    const unix = integer(4e15) / 1e6;
    strictEqual(fromUnixNanos(BigInt(toUnixNanos(unix))), unix);
  }
});

Deno.test("times before 1970, times that are none and split seconds of an epoch are refused", () => {
  throws(() => toUnixNanos(-1), /^UsageError: OTLP counts time from 1970, found -1 s after 0 s$/);
  throws(() => toUnixNanos(NaN), /found NaN s/);
  throws(
    () => toUnixNanos(1, { epochSeconds: 0.5 }),
    /^UsageError: The epoch must be whole Unix seconds, found 0.5$/,
  );
});
