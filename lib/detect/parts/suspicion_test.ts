import { ok, strictEqual } from "node:assert";
import { createSuspicion } from "./suspicion.ts";

/** The suspicions of deviations, one every `seconds`, with an alarm at one of them. */
function suspicions(deviations: readonly number[], { alarmAt = -1, seconds = 300 } = {}): number[] {
  const { next } = createSuspicion();
  return deviations.map((deviation, step) =>
    next({ deviation, alarm: step === alarmAt ? 9 : 0, timeSeconds: seconds * step })
  );
}

Deno.test("a value that is clearly off is above a third, one that is not below, whatever happened before", () => {
  const calm = suspicions(Array(50).fill(1));
  ok(calm.every((one) => one < 1 / 3));
  const [clear, faint] = [suspicions([5])[0]!, suspicions([0, 0], { alarmAt: 0 })[1]!];
  ok(clear > 1 / 3 && clear < 1 && faint < 1 / 3 && faint > 0);
  ok(suspicions([50])[0]! > clear);
});

Deno.test("after an alarm quiet values stay more suspicious, less so step by step, for a day or 300 steps", () => {
  const after = suspicions(Array(2000).fill(0.5), { alarmAt: 10 });
  const usual = suspicions(Array(2000).fill(0.5));
  ok(after[11]! > usual[11]! + 0.1);
  for (let step = 12; step < 1000; step++) {
    ok(after[step]! < after[step - 1]! || after[step]! - usual[step]! < 1e-3);
  }
  const left = (seconds: number) =>
    suspicions(Array(2000).fill(0.5), { alarmAt: 10, seconds }).findIndex((one, step) =>
      step > 10 && one - usual[step]! < (after[11]! - usual[11]!) / 4
    ) - 10;
  // Of hourly values the day is what counts, of those of every second the steps.
  ok(left(3600) > 12 && left(3600) < 72, String(left(3600)));
  strictEqual(left(1), left(60));
  ok(left(1) > 100, String(left(1)));
});

Deno.test("a deviation leaves a trace of some steps, though no alarm was raised", () => {
  const found = suspicions([0.5, 0.5, 2, 0.5, ...Array(60).fill(0.5)]);
  ok(found[3]! > found[1]! && found[8]! > found[1]!);
  ok(Math.abs(found[60]! - found[1]!) < 1e-9);
});
