import { deepStrictEqual, strictEqual } from "node:assert";
import type { Course } from "./course.ts";
import { type Baselines, mitigationOf } from "./mitigation.ts";

const STEPS = 100;

/** What differs from a healthy step, from one step on to before another. */
type Change = readonly [
  from: number,
  to: number,
  what: { slo?: boolean; shed?: number; active?: number[]; rate?: number },
];

/** A made-up course of one service with 50 requests per second. */
function courseOf(...changes: Change[]): Course {
  return Array.from({ length: STEPS }, (_, step) => {
    const now = Object.assign(
      { slo: false, shed: 0, active: [] as number[], rate: 50 },
      ...changes.filter(([from, to]) => step >= from && step < to).map(([, , what]) => what),
    );
    return {
      sloViolated: now.slo,
      shedShare: now.shed,
      active: now.active,
      rates: Float64Array.of(now.rate),
    };
  });
}

const fault = { slo: true, active: [0] };
/** An incident from step 20 on that is over by itself at 80. */
const baselines: Baselines = {
  healthy: courseOf(),
  untouched: courseOf([20, 80, fault]),
  isMendable: [true],
};
const mitigated = (course: Course, changed: Partial<Baselines> = {}) =>
  mitigationOf(course, { ...baselines, ...changed }).mitigated;

Deno.test("a fault that is mended is mitigated from the first step on that is well to the end", () => {
  deepStrictEqual(mitigationOf(courseOf([20, 40, fault]), baselines), { mitigated: true, step: 40 });
});

Deno.test("what is over by itself, or less than a minute sooner, is not mitigated", () => {
  strictEqual(mitigated(baselines.untouched), false);
  strictEqual(mitigated(courseOf([20, 69, fault])), false);
  strictEqual(mitigated(courseOf([20, 68, fault])), true);
});

Deno.test("a symptom that is hidden while the fault goes on is no mitigation, by a restart or by turning users away", () => {
  strictEqual(mitigated(courseOf([20, 40, fault], [40, 80, { active: [0] }])), false);
  strictEqual(mitigated(courseOf([20, 40, fault], [40, STEPS, { shed: 0.6 }])), false);
});

Deno.test("a fault that comes back, and an incident that ends in breach, are no mitigation", () => {
  strictEqual(mitigated(courseOf([20, 40, fault], [75, 80, fault])), false);
  strictEqual(mitigated(courseOf([20, 40, fault], [STEPS - 1, STEPS, { slo: true }])), false);
});

Deno.test("a breach that the healthy system has too, as under a planned switchover, is not held against anybody", () => {
  const planned: Change = [90, 92, { slo: true }];
  strictEqual(mitigated(courseOf([20, 40, fault], planned)), false);
  strictEqual(mitigated(courseOf([20, 40, fault], planned), { healthy: courseOf(planned) }), true);
});

Deno.test("one of two faults that is left to pass by itself spoils the mitigation of the other", () => {
  const two: Partial<Baselines> = {
    untouched: courseOf([20, 50, { slo: true, active: [0, 1] }], [50, 80, { slo: true, active: [1] }]),
    isMendable: [true, true],
  };
  const left = courseOf([20, 50, { slo: true, active: [0, 1] }], [50, 55, { slo: true, active: [1] }]);
  strictEqual(mitigated(left, two), false);
  strictEqual(mitigated(courseOf([20, 40, { slo: true, active: [0, 1] }]), two), true);
});

Deno.test("a fault that nothing mends is mitigated by serving all users through it", () => {
  const served = courseOf([20, 40, fault], [40, 80, { active: [0] }]);
  strictEqual(mitigated(served, { isMendable: [false] }), true);
  strictEqual(
    mitigated(courseOf([20, 40, fault], [40, 80, { active: [0], shed: 0.01 }]), { isMendable: [false] }),
    false,
  );
});

Deno.test("a service that is cut off is not mended, whatever the front says", () => {
  strictEqual(mitigated(courseOf([20, 40, fault], [40, 80, { rate: 10 }])), false);
  strictEqual(mitigated(courseOf([20, 40, fault], [40, 80, { rate: NaN }])), true);
  for (const cutOff of [62, 84]) {
    strictEqual(mitigated(courseOf([20, 40, fault], [cutOff, STEPS, { rate: 0 }])), false);
  }
  strictEqual(mitigated(courseOf([20, 40, fault], [70, 73, { rate: 0 }])), true);
});

Deno.test("where users never noticed, or not for a minute, there is nothing to mitigate", () => {
  strictEqual(mitigated(courseOf(), { untouched: courseOf([20, 80, { active: [0] }]) }), null);
  strictEqual(mitigated(courseOf(), { untouched: courseOf([20, 31, fault]) }), null);
});
