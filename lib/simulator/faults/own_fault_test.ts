import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createEnvironment } from "../environment.ts";
import type { OwnFault } from "./own_fault.ts";

const EXPIRY: OwnFault = {
  name: "certificate_expiry",
  about: "a certificate has run out, so that a service refuses part of its callers",
  kinds: ["service"],
  effect: (severity) => ({ errorShare: 0.5 * severity }),
  mendedBy: { service: ["restart"] },
};
const LAG: OwnFault = {
  name: "replication_lag",
  about: "a database answers late",
  strikes: "call",
  kinds: ["database"],
  effect: (severity, age) => ({ delaySeconds: 0.02 * severity * Math.min(age + 1, 30) }),
};
const STEPS = { steps: 200, warmupSteps: 60 };

/** The share of errors at the front, step by step, under a list of actions. */
function errorsAtFront(environment: ReturnType<typeof createEnvironment>, restartAt = Infinity): number[] {
  const front = environment.topology.services.findIndex(({ name }) => name === environment.topology.front);
  environment.reset({ seed: 3 });
  return Array.from({ length: 190 }, (_, step) => {
    const action = step === restartAt
      ? { kind: "restart", service: "api" } as const
      : { kind: "noop" } as const;
    return environment.step(action).observation.values[front * 5 + 1]!;
  });
}

Deno.test("a fault of one's own strikes what it names, by its severity, and is mended by what it says", () => {
  const at = (severity: number) =>
    createEnvironment({
      ...STEPS,
      noise: 0,
      faultKinds: [EXPIRY],
      fault: `certificate_expiry:api:${severity}`,
    });
  const environment = at(0.8);
  const sick = errorsAtFront(environment);
  const [{ type, service, startStep, durationSteps } = environment.faults[0]!] = environment.faults;
  deepStrictEqual([type, service], ["certificate_expiry", "api"]);
  ok(sick[startStep - 2]! < 0.01 && sick[startStep + 1]! > 0.3, "it begins with its step");
  ok(errorsAtFront(at(0.4))[startStep + 1]! < sick[startStep + 1]! - 0.1, "a milder one does less");
  ok(sick[startStep + Math.min(40, durationSteps - 2)]! > 0.3, "it stays while nobody mends it");
  const mended = errorsAtFront(at(0.8), startStep + 3);
  ok(mended[startStep + 30]! < 0.01, "a restart ends it");
});

Deno.test("a fault on a call grows with its age, and parses as those of the catalogue", () => {
  for (
    const fault of ["replication_lag:db", "replication_lag:service=db", {
      type: "replication_lag",
      service: "db",
    }]
  ) {
    const environment = createEnvironment({ ...STEPS, faultKinds: [LAG], fault });
    environment.reset({ seed: 1 });
    const { type, service, caller } = environment.faults[0]!;
    deepStrictEqual([type, service, caller], ["replication_lag", "db", "api"]);
  }
  const environment = createEnvironment({
    ...STEPS,
    noise: 0,
    faultKinds: [LAG],
    fault: "replication_lag::1",
  });
  const front = 5 *
    environment.topology.services.findIndex(({ name }) => name === environment.topology.front);
  environment.reset({ seed: 1 });
  const p95 = Array.from(
    { length: 190 },
    () => environment.step({ kind: "noop" }).observation.values[front]!,
  );
  const start = environment.faults[0]!.startStep;
  ok(p95[start + 20]! > p95[start + 5]! && p95[start + 5]! > p95[start - 2]!, "latency grows");
});

Deno.test("an environment with kinds of one's own draws the same episodes as one without, and runs an injected one", () => {
  const plain = createEnvironment(STEPS);
  const environment = createEnvironment({ ...STEPS, faultKinds: [EXPIRY, LAG] });
  for (let seed = 1; seed <= 20; seed++) {
    plain.reset({ seed });
    environment.reset({ seed });
    deepStrictEqual(environment.faults, plain.faults);
  }
  strictEqual(environment.inject({ type: "certificate_expiry", service: "api" }).type, "certificate_expiry");
  throws(
    () => environment.inject({ type: "certificate_expyry", service: "api" }),
    /did you mean "certificate_expiry"/,
  );
  throws(
    () => plain.inject({ type: "certificate_expiry", service: "api" }),
    /inject: .*type is "certificate_expiry"/,
  );
});

for (
  const [change, expected] of [
    [{ name: "slow_query" }, /The fault "slow_query" is in the catalogue/],
    [{ name: "Bad Name" }, /name must be up to 40 small letters/],
    [
      { effect: () => ({ errorShar: 0.1 }) },
      /certificate_expiry.*errorShar is not known: did you mean "errorShare"/,
    ],
    [
      { effect: (severity: number) => ({ errorShare: 2 * severity }) },
      /errorShare must be at most 1, found 1.4/,
    ],
    [{ effect: () => ({ delaySeconds: 1 }) }, /delaySeconds is of calls, and it strikes "node"/],
    [
      { mendedBy: { service: ["reboot"] } },
      /UsageError: the fault "certificate_expiry": mendedBy\.service\[0\] is "reboot"/,
    ],
    [{ kinds: ["servce"] }, /kinds\[0\] is "servce": did you mean "service"/],
    [{ effect: 3 }, /effect must be a function, found 3/],
    [{ efect: 3 }, /efect is not known: did you mean "effect"/],
  ] as const
) {
  Deno.test(`a kind of fault with ${Object.keys(change)[0]} ${String(Object.values(change)[0])} is refused`, () => {
    throws(() => createEnvironment({ faultKinds: [{ ...EXPIRY, ...change } as never] }), expected);
  });
}

Deno.test("a kind of fault is given once, and found by its name with the nearest one", () => {
  throws(() => createEnvironment({ faultKinds: [EXPIRY, EXPIRY] }), /"certificate_expiry" is given twice/);
  throws(
    () => createEnvironment({ faultKinds: [EXPIRY], fault: "certificate_expir" }),
    /did you mean "certificate_expiry"/,
  );
  throws(
    () => createEnvironment({ faultKinds: [EXPIRY], fault: "certificate_expiry:db" }),
    /can't strike "db" in topology "three-tier": it strikes api/,
  );
});
