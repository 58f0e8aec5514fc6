import { requireName } from "./suggest.ts";
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

const KINDS = z.strictObject({
  by: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("file"), path: z.string() }),
    z.strictObject({ type: z.literal("server"), url: z.string(), timeoutSeconds: z.number().default(1) }),
  ]),
  each: z.record(z.string(), z.strictObject({ label: z.string().optional() })).optional(),
});

const OF_A_KIND: readonly (readonly [value: unknown, message: string])[] = [
  [{ by: { type: "servr" } }, 'make: by.type is "servr": did you mean "server"? Known: file, server'],
  [{ by: {} }, "make: by.type is missing: it must be one of file, server"],
  [
    { by: { type: "server", url: "x", timeoutSecond: 1 } },
    'make: by.timeoutSecond is not known: did you mean "timeoutSeconds"? Known: type, url, timeoutSeconds',
  ],
  [{ by: { type: "file", url: "x" } }, "make: by.path is missing: it must be a text; by.url is not known"],
  [
    { by: { type: "file", path: "x" }, each: { db: { lable: "x" } } },
    'make: each.db.lable is not known: did you mean "label"? Known: label',
  ],
];

for (const [value, message] of OF_A_KIND) {
  Deno.test(`checkOptions() says of one of several kinds, or of one of many by name: ${message}`, () => {
    throws(() => checkOptions("make", KINDS, value), { message });
  });
}

Deno.test("checkOptions() says that a list may stand in place of a word, and ends with no empty list of names", () => {
  const place = z.union([z.enum(["server", "caller"]), z.array(z.string())]);
  const schema = z.strictObject({ place: place.optional(), none: z.strictObject({}).optional() });
  throws(
    () => checkOptions("measure", schema, { place: "db" }),
    /^UsageError: measure: place is "db": Known: server, caller, or a list$/,
  );
  throws(
    () => checkOptions("measure", schema, { none: { a: 1 } }),
    /^UsageError: measure: none\.a is not known$/,
  );
  throws(() => requireName("action of the log", "restart(db)", []), /"restart\(db\)": there is none$/);
  throws(() => requireName("domain", "queues", ["queues, +2 s", "calm"]), /Known: "queues, \+2 s", calm$/);
});
