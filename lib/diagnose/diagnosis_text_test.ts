import { strictEqual } from "node:assert";
import type { Diagnosis } from "../model/mod.ts";
import { asFarAs, nobody } from "./diagnoser.ts";
import { diagnosisText, reasonedText, reasonsText } from "./diagnosis_text.ts";

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
