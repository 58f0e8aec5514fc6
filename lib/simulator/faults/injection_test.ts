import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type Action, type Fault, FAULT_TYPES, METRIC_COUNT, NOOP } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";

const calm = (topology = "three-tier") => createEnvironment({ topology, faultCount: 0 });

Deno.test("a fault that is injected strikes as one that was drawn, and is mended alike", () => {
  for (
    const [topology, fault] of [["three-tier", "slow_query"], ["boutique", "retry_storm"], [
      "boutique",
      "memory_leak",
    ]]
  ) {
    const drawn = createEnvironment({ topology: topology!, fault: fault! });
    const injected = calm(topology);
    drawn.reset({ seed: 7 });
    injected.reset({ seed: 7 });
    const [{ type, service, caller, startStep, durationSteps, severity }] = drawn.faults as [Fault];
    for (let step = 1; step <= 240; step++) {
      if (step === startStep - 3) {
        injected.inject({ type, service, ...(caller && { caller }), durationSteps, severity, afterSteps: 4 });
      }
      const action: Action = step === startStep + 20 ? { kind: "restart", service } : NOOP;
      const [a, b] = [drawn.step(action), injected.step(action)];
      deepStrictEqual(a.observation, b.observation, `${fault} in step ${step}`);
      strictEqual(a.info.activeFaults.length, b.info.activeFaults.length);
    }
  }
});

Deno.test("faults can be ended at once, and places of faults that are over are used again", () => {
  const environment = calm();
  environment.reset({ seed: 1 });
  for (let i = 0; i < 8; i++) environment.inject({ type: "error_burst", service: "api" });
  strictEqual(environment.step(NOOP).info.activeFaults.length, 8);
  throws(() => environment.inject({ type: "error_burst", service: "api" }), /at most 8 faults at a time/);
  environment.endFaults();
  strictEqual(environment.step(NOOP).info.activeFaults.length, 0);
  for (let i = 0; i < 100; i++) {
    environment.inject({ type: "slow_query", service: "db", durationSteps: 1 });
    strictEqual(environment.step(NOOP).info.activeFaults.length, 1);
  }
  ok(environment.faults.length <= 8);
  strictEqual(environment.step(NOOP).info.activeFaults.length, 0);
});

Deno.test("a snapshot from before an injection belongs to another episode, and one from after it plays the fault again", () => {
  const environment = calm();
  environment.reset({ seed: 1 });
  const before = environment.snapshot();
  environment.inject({ type: "slow_query", service: "db" });
  throws(() => environment.restore(before), /another episode: its faults/);
  const after = environment.snapshot();
  const played = environment.step(NOOP);
  environment.restore(after);
  deepStrictEqual(environment.step(NOOP), played);
});

Deno.test("inject() says what is wrong", () => {
  const environment = calm();
  throws(
    () => environment.inject({ type: "slow_query", service: "db" }),
    /must be reset before a fault is injected/,
  );
  environment.reset({ seed: 1 });
  const inject = (fault: object) => () =>
    environment.inject(fault as Parameters<typeof environment.inject>[0]);
  throws(
    inject({ type: "slow_querry", service: "db" }),
    /inject: type is "slow_querry": did you mean "slow_query"/,
  );
  throws(inject({ type: "slow_query", service: "bd" }), /"bd": did you mean "db"/);
  throws(inject({ type: "slow_query", service: "api" }), /can't strike "api".*it strikes db/);
  throws(inject({ type: "slow_query", service: "db", severity: 2 }), /severity must be at most 1, found 2/);
  throws(
    inject({ type: "slow_query", service: "db", severty: 1 }),
    /severty is not known: did you mean "severity"/,
  );
  throws(inject({ type: "packet_loss", service: "db", caller: "dbb" }), /Cannot find the caller "dbb"/);
  const benign = createEnvironment({ benign: "any", faultCount: 0 });
  benign.reset({ seed: 1 });
  throws(() => benign.inject({ type: "slow_query", service: "db" }), /benign event takes no more faults/);
  const prototype = createEnvironment({ mode: "prototype" });
  prototype.reset({ seed: 1 });
  throws(() => prototype.inject({ type: "slow_query", service: "db" }), /prototype/);
});

Deno.test("every type of fault that can strike a topology can be injected there, and changes what is seen", () => {
  const environment = calm("boutique");
  const quiet = calm("boutique");
  for (const type of FAULT_TYPES) {
    const services = environment.topology.services.map(({ name }) => name);
    for (const service of services) {
      environment.reset({ seed: 1 });
      quiet.reset({ seed: 1 });
      let fault;
      try {
        fault = environment.inject({ type, service, severity: 1 });
      } catch {
        continue;
      }
      strictEqual(fault.service, service);
      const seen = Array.from({ length: 30 }, () => [...environment.step(NOOP).observation.values]);
      const usual = Array.from({ length: 30 }, () => [...quiet.step(NOOP).observation.values]);
      notDeepStrictEqual(seen, usual, `${type} at ${service}`);
    }
  }
});

Deno.test("answeredWithin() agrees with the p95 and the error rate that are measured without noise", () => {
  for (const fault of ["cpu_saturation", "error_burst", "traffic_surge", "pool_exhaustion"]) {
    const environment = createEnvironment({ topology: "boutique", fault, noise: 0 });
    environment.reset({ seed: 3 });
    for (let step = 1; step <= 200; step++) {
      const { observation: { values } } = environment.step(NOOP);
      if (step % 20 !== 0) continue;
      for (const [row, { name }] of environment.topology.services.entries()) {
        const [p95, errorRate] = values.subarray(row * METRIC_COUNT);
        const all = environment.answeredWithin(row, Infinity);
        const there = `${fault}, ${name}, step ${step}`;
        ok(Math.abs(all.good + all.failed + all.refused - 1) < 1e-6, there);
        ok(Math.abs(all.failed + all.refused - errorRate!) < 1e-6, there);
        const { good, failed } = environment.answeredWithin(row, p95! / 1000);
        const share = (good + failed) / (all.good + all.failed);
        ok(Math.abs(share - 0.95) < 1e-3 || p95! === 0, `${there}: ${share}`);
      }
    }
  }
});
