import { strictEqual, throws } from "node:assert";
import { z } from "zod";
import { checkOptions } from "./check_options.ts";
import { UsageError } from "./usage_error.ts";

const SCHEMA = z.strictObject({
  topology: z.union([z.string(), z.custom((value) => typeof value === "function", "must be a function")])
    .optional(),
  steps: z.int().min(1).max(9).optional(),
  mode: z.enum(["fast", "exact"]).optional(),
  slo: z.strictObject({ errorRate: z.number().optional() }).optional(),
});

const circular: Record<string, unknown> = {};
circular.self = circular;

const WRONG: readonly (readonly [value: unknown, message: string])[] = [
  [{ topolgy: 1 }, 'make: topolgy is not known: did you mean "topology"? Known: topology, steps, mode, slo'],
  [{ "a\nb": 1 }, 'make: "a\\nb" is not known. Known: topology, steps, mode, slo'],
  [{ slo: { errorRte: 1 } }, 'make: slo.errorRte is not known: did you mean "errorRate"? Known: errorRate'],
  [{ steps: NaN }, "make: steps must be a number, found NaN"],
  [{ steps: 1.5 }, "make: steps must be a whole number, found 1.5"],
  [{ steps: Infinity }, "make: steps must be a number, found Infinity"],
  [{ steps: 10 }, "make: steps must be at most 9, found 10"],
  [{ steps: 5n }, "make: steps must be a number, found 5"],
  [{ mode: "exat" }, 'make: mode is "exat": did you mean "exact"? Known: fast, exact'],
  [{ topology: 5 }, "make: topology must be a text or a function, found 5"],
  [
    { topology: circular },
    "make: topology must be a text or a function, found an object that JSON can't hold",
  ],
  [null, "make: the options must be an object, found null"],
  [undefined, "make: the options must be an object, found nothing"],
  [[1], "make: the options must be an object, found [1]"],
  [{ steps: Promise.resolve(1) }, "make: steps must be a number, found a promise"],
];

for (const [value, message] of WRONG) {
  Deno.test(`checkOptions() says: ${message}`, () => {
    throws(() => checkOptions("make", SCHEMA, value), (error) => {
      strictEqual((error as Error).message, message);
      return error instanceof UsageError;
    });
  });
}
