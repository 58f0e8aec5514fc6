import { ok, strictEqual } from "node:assert";
import { createStreamDetector } from "../catalogue.ts";
import type { StreamDetector } from "../detector.ts";

function afterShift(choice: string): StreamDetector {
  const detector = createStreamDetector(choice, { dimensions: 1, seed: 1 });
  const point = (step: number, value: number) => ({ timeSeconds: 5 * step, values: Float64Array.of(value) });
  detector.fit(Array.from({ length: 300 }, (_, step) => point(step, Math.sin(7 * step * step))));
  detector.update(point(300, 50));
  return detector;
}

Deno.test("cusum takes its allowance, clip and ceiling from its parameters", () => {
  const next = { timeSeconds: 1505, values: Float64Array.of(50) };
  strictEqual(afterShift("cusum").update(next), 10);
  strictEqual(afterShift("cusum:ceiling=4").update(next), 4);
  const scores = ["cusum:clip=2", "cusum:clip=3", "cusum:clip=3,allowance=0"].map((choice) =>
    afterShift(choice).update(next)
  );
  ok(scores[0]! < scores[1]! && scores[1]! < scores[2]!, String(scores));
});

Deno.test("a state of cusum fits a detector of the same parameters alone", () => {
  const state = afterShift("cusum:clip=4").saveState();
  afterShift("cusum:clip=4").loadState(state);
  let message = "";
  try {
    afterShift("cusum:clip=5").loadState(state);
  } catch (error) {
    message = String(error);
  }
  ok(message.includes('"cusum:clip=5"'), message);
});
