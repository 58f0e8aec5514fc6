import { ok, strictEqual } from "node:assert";
import { createEnvironment } from "../environment.ts";

Deno.test("faults with a gap of at most 4 steps begin within it of the first, at services of their own", () => {
  const environment = createEnvironment({ topology: "boutique", faultCount: 3, faultGapSteps: 4 });
  const gaps = new Set<number>();
  for (let seed = 1; seed <= 60; seed++) {
    environment.reset({ seed });
    const [first, ...rest] = environment.faults;
    for (const { startStep } of rest) gaps.add(startStep - first!.startStep);
    strictEqual(new Set(environment.faults.map(({ service }) => service)).size, 3, `seed ${seed}`);
  }
  strictEqual([...gaps].sort().join(), "0,1,2,3,4");
});

Deno.test("the gap moves only the faults after the first", () => {
  const free = createEnvironment({ topology: "boutique", faultCount: 2 });
  const near = createEnvironment({ topology: "boutique", faultCount: 2, faultGapSteps: 0 });
  let apart = 0;
  for (let seed = 1; seed <= 40; seed++) {
    free.reset({ seed });
    near.reset({ seed });
    const kept = JSON.stringify(free.faults[0]) === JSON.stringify(near.faults[0]);
    ok(kept, `seed ${seed}`);
    strictEqual(near.faults[1]!.startStep, near.faults[0]!.startStep);
    if (free.faults[1]!.startStep !== free.faults[0]!.startStep) apart++;
  }
  ok(apart > 30);
});
