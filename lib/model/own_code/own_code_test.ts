import { doesNotThrow, match, strictEqual, throws } from "node:assert";
import { createTopology } from "../../simulator/mod.ts";
import { UsageError } from "../mod.ts";
import { ownCaller } from "./call_own.ts";
import { checkDecision, checkDetection, checkDiagnosis } from "./check_given.ts";
import { placeOf } from "./place.ts";

/** An error with a stack as V8 writes it. */
function errorAt(...frames: string[]): Error {
  const error = new Error("boom");
  error.stack = ["Error: boom", ...frames.map((frame) => `    at ${frame}`)].join("\n");
  return error;
}

const LIBRARY = new URL("../../detect/detector.ts", import.meta.url).href;
const CALLER = new URL("./call_own.ts", import.meta.url).href;
const HOME = { path: "./mine.ts", url: "file:///home/me/mine.ts?0123456789ab" };

for (
  const { what, frames, home, expected } of [
    {
      what: "its own file, as its reference has it",
      frames: [`fromScores (${LIBRARY}:9:1)`, "Object.update (file:///home/me/mine.ts?0123456789ab:12:8)"],
      home: HOME,
      expected: "./mine.ts:12:8",
    },
    {
      what: "a file beside it",
      frames: ["Array.map (<anonymous>)", "file:///home/me/parts/a%20b.ts:3:1"],
      home: HOME,
      expected: "./parts/a b.ts:3:1",
    },
    { what: "a file elsewhere", frames: ["f (file:///opt/x.ts:1:2)"], home: HOME, expected: "/opt/x.ts:1:2" },
    {
      what: "a cell, by the name of the function",
      frames: ["Array.map (<anonymous>)", "Object.update (<anonymous>:5:20)"],
      home: {},
      expected: "in update() of a cell",
    },
    { what: "a cell alone", frames: ["<anonymous>:5:20"], home: {}, expected: "in a cell" },
    {
      what: "a captured value, by the text of the line",
      frames: ["update (data:text/javascript,x......y:2:9)"],
      home: { source: "const a = 1;\n  return a.b.c;\n" },
      expected: 'at "return a.b.c;"',
    },
    {
      what: "nothing, where the code that called it comes first",
      frames: [`ownCaller (${CALLER}:1:1)`, "main (file:///home/me/mine.ts:1:1)"],
      home: HOME,
      expected: undefined,
    },
    {
      what: "what stands behind a package",
      frames: ["parse (file:///c/deno/npm/zod/a.js:1:1)", "f (file:///home/me/mine.ts:4:2)"],
      home: HOME,
      expected: "./mine.ts:4:2",
    },
  ]
) {
  Deno.test(`the place of an error is that of ${what}`, () => {
    strictEqual(placeOf(errorAt(...frames), { caller: CALLER, home }), expected);
  });
}

Deno.test("an error of a part of one's own is told once, keeps its cause, and stays a UsageError if it was one", () => {
  const outer = ownCaller('the policy "p"');
  const inner = ownCaller('the diagnoser "d"', { home: { path: "./d.ts" }, when: () => "step 3" });
  const cause = new TypeError("no such row");
  throws(
    () =>
      outer("decide", () =>
        inner("diagnose", () => {
          throw cause;
        })),
    (error: Error) => {
      match(error.message, /^the diagnoser "d" \(\S+, diagnose, step 3\): no such row$/);
      strictEqual(error.cause, cause);
      return !(error instanceof UsageError);
    },
  );
  throws(
    () =>
      outer("decide", () => {
        throw new UsageError("rule");
      }),
    UsageError,
  );
});

const SERVICES = ["api", "cache", "db"];
const DETECTION = { scores: Float64Array.of(0, 0, 2), globalScore: 0.7, anomalous: true };
const DIAGNOSIS = {
  ...{ suspect: "db", confidence: 0.5, rationale: "" },
  ranking: [{ service: "db", score: 1 }],
};
const DECISION = { action: { kind: "restart", service: "db" }, propensity: 1, reason: "" };
const topology = createTopology("three-tier");

// deno-lint-ignore no-explicit-any -- what is none has no type
type Anything = any;
const detection = (given: Anything) => checkDetection(given, SERVICES);
const diagnosis = (given: Anything) => checkDiagnosis(given, SERVICES);
const decision = (given: Anything) => checkDecision(given, topology);

Deno.test("what a part should give passes, and a call that isn't written down is left to the executor", () => {
  doesNotThrow(() => {
    detection(DETECTION);
    diagnosis(DIAGNOSIS);
    decision(DECISION);
    decision({ ...DECISION, action: { kind: "open_breaker", caller: "api", callee: "gone" } });
  });
});

for (
  const [check, given, expected] of [
    [detection, undefined, /^UsageError: must return a detection, .* as fromScores.*, found nothing$/],
    [detection, Promise.resolve(DETECTION), /must return a detection, .*, found a promise$/],
    [
      detection,
      { ...DETECTION, scores: [0, 0, 0] },
      /scores must be a Float64Array .* 3 services, found \[0/,
    ],
    [
      detection,
      { ...DETECTION, scores: new Float64Array(2) },
      /one for each of 3 services, found 2 of them$/,
    ],
    [
      detection,
      { ...DETECTION, scores: Float64Array.of(0, NaN, 0) },
      /score of "cache" .* finite .*found NaN/,
    ],
    [detection, { ...DETECTION, globalScore: NaN }, /globalScore must be a finite number, found NaN$/],
    [detection, { ...DETECTION, anomalous: 1 }, /anomalous must be true or false, found 1$/],
    [diagnosis, undefined, /must return a diagnosis, .*, found nothing$/],
    [diagnosis, { ...DIAGNOSIS, suspect: 2 }, /suspect must be the name of a service, found 2$/],
    [diagnosis, { ...DIAGNOSIS, suspect: "cahce" }, /the service "cahce": did you mean "cache"\?/],
    [diagnosis, { ...DIAGNOSIS, confidence: 2 }, /confidence must be a number from 0 to 1, found 2$/],
    [diagnosis, { ...DIAGNOSIS, rationale: undefined }, /rationale must be a text, found nothing$/],
    [diagnosis, { ...DIAGNOSIS, ranking: undefined }, /ranking must be a list of .*, found nothing$/],
    [diagnosis, { ...DIAGNOSIS, ranking: ["db"] }, /ranking must be a list of .*, found "db"$/],
    [diagnosis, { ...DIAGNOSIS, ranking: [{ service: "bd", score: 1 }] }, /"bd": did you mean "db"/],
    [diagnosis, { ...DIAGNOSIS, kinds: [{ service: "db" }] }, /kinds must be a list of/],
    [decision, undefined, /must return a decision, .*, found nothing$/],
    [decision, DECISION.action, /must return a decision, .* policyFrom\(\) .*, found {"kind":"restart"/],
    [decision, { ...DECISION, action: { kind: "restrat" } }, /the action "restrat": did you mean "restart"/],
    [decision, { ...DECISION, action: { kind: "restart", service: "bd" } }, /"bd": did you mean "db"/],
    [
      decision,
      { ...DECISION, action: { kind: "scale", service: "db" } },
      /delta must be 1 or -1, found nothing$/,
    ],
    [decision, { ...DECISION, propensity: 0 }, /propensity must be a number above 0 and up to 1, found 0$/],
    [decision, { ...DECISION, reason: 1 }, /reason must be a text, found 1$/],
  ] as const
) {
  Deno.test(`what is no answer is refused: ${expected.source}`, () => {
    throws(() => check(given), expected);
  });
}
