import { deepStrictEqual, match, strictEqual } from "node:assert";
import type { Diagnosis } from "../model/mod.ts";
import { asFarAs, nobody } from "./diagnoser.ts";
import { diagnosisText, explanationText, reasonedText, reasonsText } from "./diagnosis_text.ts";

const FOUND: Diagnosis = {
  suspect: "db",
  fault: "noisy_neighbour",
  confidence: 0.999,
  ranking: [{ service: "db", score: 0.999 }, { service: "api", score: 0.4 }],
  kinds: [
    { service: "db", fault: "noisy_neighbour", probability: 0.71 },
    { service: "db", fault: "slow_query", probability: 0.28 },
    { service: "api", fault: "noisy_neighbour", probability: 0.1 },
  ],
  rationale: "its p95 is 812 ms",
};

Deno.test("diagnosisText() gives the kind of fault its own probability, not that of the service", () => {
  strictEqual(diagnosisText(FOUND), "db at fault: over 99 % sure; most likely noisy neighbour (71 %)");
  const { kinds: _, ...unstated } = FOUND;
  strictEqual(diagnosisText(unstated), "db at fault: over 99 % sure; most likely noisy neighbour");
  const { fault: __, ...withoutKind } = FOUND;
  strictEqual(diagnosisText(withoutKind), "db at fault: over 99 % sure");
});

Deno.test("nobody is named, once, where there is no confidence", () => {
  const none = nobody(["api", "db"], "no metric has moved");
  strictEqual(diagnosisText(none), "nobody can be named");
  strictEqual(reasonedText(none), "nobody can be named: no metric has moved");
});

Deno.test("a rationale that begins with the diagnosis in words doesn't say it twice, any other follows it", () => {
  const whole = "db at fault: over 99 % sure; most likely noisy neighbour (71 %); its p95 is 812 ms";
  strictEqual(reasonedText(FOUND), whole);
  strictEqual(reasonedText({ ...FOUND, rationale: whole }), whole);
  strictEqual(reasonsText({ ...FOUND, rationale: whole }), "its p95 is 812 ms");
});

Deno.test("asFarAs() keeps the words of a rationale in step with the confidence", () => {
  const less = asFarAs(0.5, { ...FOUND, rationale: reasonedText(FOUND) });
  strictEqual(
    less.rationale,
    "db at fault: 50 % sure; most likely noisy neighbour (71 %); its p95 is 812 ms",
  );
  strictEqual(asFarAs(0.5, FOUND).rationale, FOUND.rationale);
});

Deno.test("who else is at fault in the likeliest set is said with its probability, and not where one alone is", () => {
  const { fault: _, ...found } = FOUND;
  const both = { services: ["db", "api"], probability: 0.6 };
  const one = { services: ["db"], probability: 0.4 };
  const sure = "db at fault: over 99 % sure";
  strictEqual(diagnosisText({ ...found, causes: [both, one] }), `${sure}; together with api (60 %)`);
  strictEqual(diagnosisText({ ...found, causes: [one, both] }), sure);
  strictEqual(diagnosisText({ ...found, causes: [{ services: [], probability: 0.4 }, one] }), sure);
  strictEqual(
    reasonedText({ ...found, causes: [both] }),
    `${sure}; together with api (60 %); its p95 is 812 ms`,
  );
});

Deno.test("nobody is said first from where it is likelier than not, in the words of the sets of causes", () => {
  const judged = (nobody: number) => ({
    ...FOUND,
    confidence: 1 - nobody,
    causes: [{ services: [], probability: nobody }, { services: ["db"], probability: 1 - nobody }],
    rationale: "its p95 is 812 ms",
  });
  strictEqual(diagnosisText(judged(0.998)), "nobody at fault: over 99 % sure; if anybody, db (under 1 %)");
  match(explanationText(judged(0.998)), /^At fault: nobody over 99 %$/m);
  strictEqual(
    reasonedText(judged(0.51)),
    "nobody at fault: 51 % sure; if anybody, db (49 %); its p95 is 812 ms",
  );
  strictEqual(diagnosisText(judged(0.5)), "db at fault: 50 % sure; most likely noisy neighbour (71 %)");
});

Deno.test("sets of causes, the way of the fault and the next look are told a line each, as far as they are stated", () => {
  strictEqual(explanationText(FOUND), "");
  const step = (i: number) => ({ caller: `s${i + 1}`, callee: `s${i}`, text: "it is slow" });
  const text = explanationText({
    suspect: "a",
    causes: [
      { services: ["a", "b", "c"], probability: 0.7 },
      { services: [], probability: 0.295 },
      { services: ["a"], probability: 0.005 },
    ],
    path: Array.from({ length: 10 }, (_, i) => step(i)),
    look: { signal: "changes", service: "a", gainBits: 0.4, between: [["a", "b", "c"], []] },
  });
  const [sets, way, first, ...others] = text.split("\n");
  strictEqual(sets, "At fault: a, b and c together 70 %, nobody 30 %");
  deepStrictEqual([way, first], ["How it travelled:", "  s0 → s1 (s1: it is slow)"]);
  const [last, more, next] = others.slice(-3);
  deepStrictEqual([last, more], ["  s7 → s8 (s8: it is slow)", "  and 2 more"]);
  match(
    next!,
    /^To tell whether it is a and b and c or nobody, look next at what has lately been changed in a/,
  );
  strictEqual(others.length, 9);
});
