import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { ERROR_RATE, NOOP } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";
import { createTopology } from "../topology/topologies.ts";

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

Deno.test("faults last 60 to 120 steps, begin 10 to 69 steps after the warm-up and are 0.4 to 1 severe, all of it drawn", () => {
  const environment = createEnvironment();
  const faults = Array.from({ length: 2000 }, (_, seed) => {
    environment.reset({ seed });
    return environment.faults[0]!;
  });
  const range = (values: number[]) => [Math.min(...values), Math.max(...values)];
  deepStrictEqual(range(faults.map(({ durationSteps }) => durationSteps)), [60, 120]);
  deepStrictEqual(range(faults.map(({ startStep }) => startStep)), [70, 129]);
  const [mildest, worst] = range(faults.map(({ severity }) => severity));
  ok(mildest! >= 0.4 && mildest! < 0.41 && worst! > 0.99 && worst! <= 1, `${mildest} to ${worst}`);
});

Deno.test("a replica is slow only behind round robin, and so no topology without a balancer draws it", () => {
  for (const topology of ["three-tier", "boutique", "random-30"]) {
    const environment = createEnvironment({ topology });
    for (let seed = 1; seed <= 300; seed++) {
      environment.reset({ seed });
      ok(environment.faults[0]!.type !== "grey_replica", `${topology}, seed ${seed}`);
    }
    throws(() => createEnvironment({ topology, fault: "grey_replica" }), /has nothing to strike/);
  }
  const environment = createEnvironment({ topology: "replicated" });
  const struck = new Set<string>();
  for (let seed = 1; seed <= 300; seed++) {
    environment.reset({ seed });
    const { type, service } = environment.faults[0]!;
    if (type === "grey_replica") struck.add(service);
  }
  deepStrictEqual([...struck], ["api"]);
  throws(
    () => createEnvironment({ topology: "replicated", fault: "grey_replica:web" }),
    /can't strike "web" in topology "replicated": it strikes api/,
  );
});

Deno.test("the fewest connections let a slow replica be felt, if it is named, far less than round robin does", () => {
  const errorsWith = (balancer: "round-robin" | "least-connections") => {
    const { services, ...rest } = createTopology("replicated");
    const topology = { ...rest, services: services.map((one) => one.balancer ? { ...one, balancer } : one) };
    const environment = createEnvironment({ topology, fault: "grey_replica:api:1", noise: false });
    environment.reset({ seed: 1 });
    const rates = Array.from({ length: 240 }, () => environment.step(NOOP).observation.values[ERROR_RATE]!);
    return Math.max(...rates);
  };
  ok(errorsWith("round-robin") > 0.2 && errorsWith("least-connections") < 0.02);
});
