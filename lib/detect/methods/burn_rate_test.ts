import { ok, strictEqual } from "node:assert";
import { createStreamDetector } from "../catalogue.ts";

/** Scores during a share of bad events that follows hours without an error, at steps of five seconds. */
function after(hours: number, share: number, steps: number, objective = 0.999): number[] {
  const detector = createStreamDetector({ name: "burn-rate", objective }, { dimensions: 1, seed: 1 });
  const point = (step: number, value: number) => ({ timeSeconds: 5 * step, values: Float64Array.of(value) });
  const start = 720 * hours;
  detector.fit(Array.from({ length: start }, (_, step) => point(step, 0)));
  return Array.from({ length: steps }, (_, i) => detector.update(point(start + i, share)));
}

const minutesTo = (scores: readonly number[]) => scores.findIndex((score) => score >= 1) / 12;

Deno.test("burn-rate alerts on a total outage within the workbook's minute: 14.4 x .001 of an hour is .86 minutes", () => {
  const minutes = minutesTo(after(80, 1, 60));
  ok(Math.abs(minutes - 0.864) < 0.1, `${minutes}`);
});

Deno.test("burn-rate alerts on a burn rate of 14.4 after an hour, on 6 after six hours, below 1 never", () => {
  const hour = minutesTo(after(80, 0.0145, 800)) / 60;
  const six = minutesTo(after(80, 0.0061, 4500)) / 60;
  ok(hour > 0.9 && hour < 1.05, `${hour}`);
  ok(six > 5.5 && six < 6.1, `${six}`);
  strictEqual(after(80, 0.0009, 60_000).findIndex((score) => score >= 1), -1);
});

Deno.test("an alert of burn-rate ends five minutes after the outage does, by the short window", () => {
  const detector = createStreamDetector("burn-rate", { dimensions: 1, seed: 1 });
  const point = (step: number, value: number) => ({ timeSeconds: 5 * step, values: Float64Array.of(value) });
  detector.fit(Array.from({ length: 57_600 }, (_, step) => point(step, 0)));
  for (let step = 57_600; step < 57_660; step++) detector.update(point(step, 0.2));
  const rest = Array.from({ length: 240 }, (_, i) => detector.update(point(57_660 + i, 0)));
  const minutes = rest.findIndex((score) => score < 1) / 12;
  ok(minutes >= 4 && minutes <= 5, `${minutes}`);
});

Deno.test("burn-rate accepts gaps, times that go back and values that are not shares", () => {
  const detector = createStreamDetector("burn-rate", { dimensions: 2, seed: 1 });
  const point = (timeSeconds: number, ...values: number[]) => ({
    timeSeconds,
    values: Float64Array.from(values),
  });
  detector.fit([point(0, 0, 40)]);
  strictEqual(detector.update(point(1e9, 0, 0.5)), 0);
  ok(detector.update(point(5, 1, 0.5)) > 1);
  ok(Number.isFinite(detector.update(point(1e12, 0, 0))));
});
