import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { FAULT_TYPES, NOOP } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";
import { faultCatalogue } from "./catalogue.ts";
import { isMendedBy, type RemedyWorld } from "./remedies.ts";

const mends = (world: RemedyWorld, remedy: "restart" | "rollback" | "failover" | "clear_cache" | "drain") =>
  FAULT_TYPES.filter((fault) =>
    isMendedBy(fault, { remedy, kind: remedy === "failover" ? "database" : "service", world })
  );

Deno.test("as usual a remedy mends what the catalogue says", () => {
  for (const fault of FAULT_TYPES) {
    for (const kind of ["service", "database", "cache"] as const) {
      for (const remedy of ["restart", "rollback", "failover", "clear_cache", "drain"] as const) {
        strictEqual(
          isMendedBy(fault, { remedy, kind, world: "usual" }),
          faultCatalogue[fault].mendedBy[kind]?.includes(remedy) ?? false,
        );
      }
    }
  }
});

Deno.test("swapped, a restart mends what a rollback usually does and the other way round; halved, every other kind", () => {
  deepStrictEqual(mends("swapped", "rollback"), mends("usual", "restart"));
  deepStrictEqual(mends("swapped", "restart"), mends("usual", "rollback"));
  deepStrictEqual(mends("swapped", "drain"), mends("usual", "drain"));
  const halved = mends("halved", "restart");
  FAULT_TYPES.forEach((fault, i) => {
    const world = i % 2 === 0 ? "swapped" : "usual";
    strictEqual(halved.includes(fault), mends(world, "restart").includes(fault), fault);
  });
});

Deno.test("in a swapped world a restart ends a bad deploy and a rollback does not, and snapshots know their world", () => {
  const stepsOf = (remedies: RemedyWorld, kind: "restart" | "rollback") => {
    const environment = createEnvironment({ fault: "bad_deploy:api", remedies, noise: 0 });
    environment.reset({ seed: 1 });
    const start = environment.faults[0]!.startStep;
    let active = 0;
    for (let step = 1; step < 200; step++) {
      const action = step === start + 2 ? { kind, service: "api" } as const : NOOP;
      active += environment.step(action).info.activeFaults.length;
    }
    return { active, snapshot: environment.snapshot() };
  };
  const mended = stepsOf("swapped", "restart");
  ok(mended.active < 20, `${mended.active}`);
  ok(stepsOf("swapped", "rollback").active > 50);
  ok(stepsOf("usual", "rollback").active < 30);
  const usual = createEnvironment({ fault: "bad_deploy:api", noise: 0 });
  usual.reset({ seed: 1 });
  let refused = "";
  try {
    usual.restore(mended.snapshot);
  } catch (error) {
    refused = (error as Error).message;
  }
  ok(/remedies/.test(refused), refused);
});
