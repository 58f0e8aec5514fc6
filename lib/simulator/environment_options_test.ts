import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { UsageError } from "../model/mod.ts";
import { createEnvironment } from "./environment.ts";
import type { EnvironmentOptions } from "./environment_options.ts";
import { checkSlo } from "./healthy_system.ts";

const WRONG: readonly (readonly [options: unknown, message: RegExp])[] = [
  [{ topolgy: "boutique" }, /topolgy is not known: did you mean "topology"\? Known: topology, fault, /],
  [{ nonsense: 1 }, /nonsense is not known/],
  [{ topology: 5 }, /topology must be a text or an object, found 5/],
  [{ topology: null }, /topology must be a text or an object, found null/],
  [{ fault: 5 }, /fault must be a text or an object, found 5/],
  [{ severity: "x" }, /severity must be a list, found "x"/],
  [{ steps: "240" }, /steps must be a number, found "240"/],
  [{ slo: null }, /slo must be an object with latencyP95Ms, errorRate, .*, found null/],
  [{ slo: { latency: 200 } }, /slo.latency is not known/],
  [null, /the options must be an object, found null/],
  [{ fault: { type: "slow_qurey" } }, /fault.type is "slow_qurey": did you mean "slow_query"/],
  [{ fault: { type: "slow_query", severty: 1 } }, /fault.severty is not known: did you mean "severity"/],
  [{ fault: { type: "slow_query", severity: NaN } }, /fault.severity must be a number, found NaN/],
  [{ fault: {} }, /fault.type is missing: it must be one of cpu_saturation/],
  [{ fault: null }, /fault must be a text or an object, found null/],
  [{ signals: ["log"] }, /signals\[0\] is "log": did you mean "logs"/],
  [{ signals: [5] }, /signals\[0\] is 5/],
  [{ signals: "logs" }, /signals must be a list, found "logs"/],
  [{ noise: "1" }, /noise must be true or false or a number, found "1"/],
];

for (const [options, message] of WRONG) {
  Deno.test(`createEnvironment(${JSON.stringify(options)}) is told as a mistake, with what was meant`, () => {
    throws(() => createEnvironment(options as never), (error) => {
      strictEqual(error instanceof UsageError, true, String(error));
      return message.test((error as Error).message) && /^createEnvironment: /.test((error as Error).message);
    });
  });
}

const OUT_OF_RANGE: readonly (readonly [options: unknown, message: RegExp])[] = [
  [{ steps: 1e9 }, /at most 100000 steps, found 1000000000/],
  [{ steps: NaN }, /at least 100 steps .* found NaN/],
  [{ steps: Infinity }, /at least 100 steps .* found Infinity/],
  [{ warmupSteps: NaN }, /warm-up needs at least 2 steps, found NaN/],
  [{ warmupSteps: 1.5 }, /warm-up needs at least 2 steps, found 1.5/],
  [{ faultCount: NaN }, /number of faults .* found NaN/],
  [{ faultGapSteps: NaN }, /gap between faults, .* found NaN/],
  [{ faultFreeShare: NaN }, /share of episodes without a fault .* found NaN/],
  [{ decoys: NaN }, /decoys .* found NaN/],
  [{ tracesPerStep: NaN }, /traces per step .* found NaN/],
  [{ noise: NaN }, /noise must lie in 0 to 5, found NaN/],
  [{ severity: [NaN, 1] }, /severity .* found \[NaN, 1\]/],
  [{ severity: [0.5] }, /severity .* found \[0.5\]/],
  [{ slo: { latencyP95Ms: NaN } }, /p95 .* found NaN/],
  [{ slo: { latencyP95Ms: Infinity } }, /p95 .* found Infinity/],
  [{ slo: { errorRate: NaN } }, /share of errors .* found NaN/],
  [{ slo: { errorRate: 0.001 } }, /share of errors must lie above the nominal 0.002\d, found 0.001/],
  [{ fault: "slow_query:db:0x1" }, /severity of a fault must be a number from 0 to 1, found "0x1"/],
  [{ fault: "slow_query:db:1e0" }, /severity of a fault must be a number from 0 to 1/],
  [{ fault: "slow_query:db: 1" }, /severity of a fault must be a number from 0 to 1/],
  [{ fault: "slow_query:db:NaN" }, /severity of a fault must be a number from 0 to 1/],
  [
    { fault: "slow_query:severity=0x1" },
    /"severity" of the fault "slow_query" must be a number from 0 to 1/,
  ],
  [{ fault: "slow_query:severty=1" }, /no parameter "severty": did you mean "severity"/],
  [{ fault: "slow_query:service=api" }, /can't strike "api"/],
  [{ topology: {} }, /topology: services is missing/],
  [
    { topology: "random-2" },
    /"services" of the topology "random" must be a whole number from 3 to 10000 .* found 2/,
  ],
  [{ topology: "random-10001" }, /from 3 to 10000 .* found 10001/],
  [{ topology: `random-${"9".repeat(400)}` }, /from 3 to 10000 .* found Infinity/],
  [
    { topology: "random-30-9007199254740993" },
    /"seed" of the topology "random" must be a whole number from 0 to/,
  ],
];

for (const [options, message] of OUT_OF_RANGE) {
  Deno.test(`createEnvironment() refuses ${Deno.inspect(options).slice(0, 70)}, by ${message.source.slice(0, 60)}`, () => {
    throws(() => createEnvironment(options as never), (error) => {
      strictEqual(error instanceof UsageError, true, String(error));
      strictEqual(message.test((error as Error).message), true, (error as Error).message);
      return !(error as Error).message.includes("\n");
    });
  });
}

const RESETS: readonly (readonly [options: unknown, message: RegExp])[] = [
  [undefined, /^reset: the options must be an object, found nothing/],
  [7, /^reset: the options must be an object, found 7/],
  [{}, /^reset: seed is missing: it must be a number/],
  [{ sed: 1, seed: 1 }, /^reset: sed is not known: did you mean "seed"/],
  [{ seed: NaN }, /^reset: seed must be a number, found NaN/],
  [{ seed: 1.5 }, /^reset: seed must be a whole number, found 1.5/],
  [{ seed: "7" }, /^reset: seed must be a number, found "7"/],
  [{ seed: 2 ** 53 }, /^reset: seed must be at most 9007199254740991, found 9007199254740992/],
  [{ seed: Infinity }, /^reset: seed must be a number, found Infinity/],
];

for (const [options, message] of RESETS) {
  Deno.test(`reset(${Deno.inspect(options)}) is refused, by ${message.source}`, () => {
    throws(() => createEnvironment().reset(options as never), (error) => {
      strictEqual(error instanceof UsageError, true, String(error));
      strictEqual(message.test((error as Error).message), true, (error as Error).message);
      return true;
    });
  });
}

Deno.test("a fault is named by its parts, by its parameters as the list has them, or as an object, all the same", () => {
  const drawn = (fault: EnvironmentOptions["fault"] & object | string) => {
    const environment = createEnvironment({ fault });
    environment.reset({ seed: 1 });
    return environment.faults;
  };
  const expected = drawn("slow_query:db:0.5");
  for (
    const fault of [
      "slow_query:service=db,severity=0.5",
      "slow_query:severity=.5",
      "slow_query::.5",
      { type: "slow_query", service: "db", severity: 0.5 },
    ] as const
  ) deepStrictEqual(drawn(fault), expected);
});

Deno.test("a system that fails most requests without a fault is refused, whatever its SLO", () => {
  const { topology } = createEnvironment();
  const overloaded = { ...topology, entryRate: 1000 };
  throws(
    () => createEnvironment({ topology: overloaded }),
    /Without a fault a system may fail 60 %.* found \d+ %/,
  );
});

Deno.test("a system that fails without any overload is told that it is its timeouts or errors", () => {
  const { topology } = createEnvironment();
  const services = topology.services.map((service) => ({ ...service, baseErrorRate: 0.9 }));
  throws(
    () => createEnvironment({ topology: { ...topology, services } }),
    /its timeouts are too short or a baseErrorRate is too high, since no service is overloaded \("\w+" is the busiest, at \d+ %\)$/,
  );
});

Deno.test("limits of the SLO that are left undefined are the usual ones", () => {
  const slo = { latencyP95Ms: undefined, errorRate: 0.07 };
  deepStrictEqual(createEnvironment({ slo: slo as never }).slo, { latencyP95Ms: 220, errorRate: 0.07 });
});

Deno.test("an SLO that a healthy system just meets is none that lies above: it would be breached by noise", () => {
  const nominal = { latencyP95Ms: 100, errorRate: 0.01 };
  const allowed = { latencyP95Ms: 101, errorRate: 0.011 };
  checkSlo(allowed, nominal);
  throws(
    () => checkSlo({ ...allowed, latencyP95Ms: 100 }, nominal),
    /p95 must lie above the nominal 100 ms, found 100/,
  );
  throws(
    () => checkSlo({ ...allowed, errorRate: 0.01 }, nominal),
    /must lie above the nominal 0.010, found 0.01/,
  );
});

Deno.test("an SLO's limits are finite, and its share of errors is less than all", () => {
  const none = { latencyP95Ms: 0, errorRate: 0 };
  for (const errorRate of [0, 1]) {
    throws(() => checkSlo({ latencyP95Ms: 1, errorRate }, none), /between 0 and 1, found/);
  }
  throws(() => checkSlo({ latencyP95Ms: Infinity, errorRate: 0.1 }, none), /found Infinity/);
});
