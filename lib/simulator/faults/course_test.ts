import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import {
  CPU_UTILISATION,
  ERROR_RATE,
  FAULT_TYPES,
  LATENCY_P95_MS,
  METRIC_COUNT,
  NOOP,
  REQUEST_RATE,
} from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";
import type { EnvironmentOptions } from "../environment_options.ts";
import { clearConditions, createConditions } from "../physics/conditions.ts";
import { settle } from "../physics/nominal.ts";
import { compileNetwork } from "../topology/network.ts";
import { createTopology } from "../topology/topologies.ts";
import { applyFault, endOf, strengthAt } from "./course.ts";
import type { PlacedFault } from "./sampling.ts";

const network = compileNetwork(createTopology("three-tier"));
const nominal = settle(network);
const FAULT: PlacedFault = {
  type: "partition",
  service: "db",
  caller: "api",
  startStep: 10,
  durationSteps: 60,
  severity: 1,
  target: { node: 2, call: 1 },
};
const STEP = { onset: "step", rampSteps: 48 } as const;

/** The conditions that a fault makes at a strength. */
function conditionsOf(
  fault: PlacedFault,
  { strength = 1, age = 0, packetLoss }: {
    strength?: number;
    age?: number;
    packetLoss?: readonly [number, number];
  } = {},
) {
  const conditions = createConditions(network);
  clearConditions(conditions, network);
  const { target, severity } = fault;
  applyFault(fault, {
    conditions,
    injection: {
      ...{
        target,
        severity,
        age,
        network,
        nominal,
        state: nominal.state,
        sloP95Seconds: 0.22,
        packetLoss,
      },
    },
    strength,
  });
  return conditions;
}

/** One measured value of one service by step, of an episode without noise. */
function course(options: EnvironmentOptions, node: number, column: number) {
  const environment = createEnvironment({ noise: 0, ...options });
  environment.reset({ seed: 3 });
  const results = Array.from({ length: 240 }, () => environment.step(NOOP));
  return {
    fault: environment.faults[0]!,
    values: results.map(({ observation }) => observation.values[node * METRIC_COUNT + column]!),
    results,
  };
}

Deno.test("a fault is felt from its first step to its last", () => {
  const felt = Array.from({ length: 90 }, (_, step) => step).filter((step) =>
    step >= 10 && step < endOf(FAULT) && strengthAt(FAULT, step, STEP).strength > 0
  );
  deepStrictEqual([felt[0], felt.at(-1), felt.length], [10, 69, 60]);
});

Deno.test("a fault that begins within a step is felt for the rest of it, and for the same share of a step after the last", () => {
  const late = { ...FAULT, onsetFraction: 0.3 };
  const strengths = [10, 11, 69, 70].map((step) =>
    strengthAt(late, step, { ...STEP, onset: "anywhere" }).strength
  );
  strengths.forEach((strength, i) => ok(Math.abs(strength - [0.7, 1, 1, 0.3][i]!) < 1e-12, `${strength}`));
  strictEqual(endOf(late), 71);
  const { fault, results } = course({ onset: "anywhere", fault: "disk_full" }, 2, ERROR_RATE);
  ok(fault.onsetFraction! > 0 && fault.onsetFraction! < 1);
  const active = results.flatMap(({ info, observation }) =>
    info.activeFaults.length > 0 ? [observation.step] : []
  );
  deepStrictEqual(
    [active[0], active.length],
    [fault.startStep, Math.min(fault.durationSteps + 1, 241 - fault.startStep)],
  );
});

Deno.test("a ramp grows evenly to the effect that a fault has at once otherwise", () => {
  const options = { fault: "disk_full::1", rampSteps: 20 } as const;
  const ramp = course({ ...options, onset: "ramp" }, 2, ERROR_RATE);
  const { startStep } = ramp.fault;
  const grown = ramp.values.slice(startStep - 1, startStep + 30);
  ok(grown[0]! < 0.1, `${grown[0]}`);
  ok(Math.abs(grown[9]! - 0.5) < 0.06, `${grown[9]}`);
  ok(grown[21]! > 0.95);
  ok(grown.slice(1, 20).every((value, i) => value > grown[i]!));
  const step = course({ ...options, onset: "step" }, 2, ERROR_RATE);
  ok(step.values[step.fault.startStep - 1]! > 0.95);
});

Deno.test("half of the strength is halfway between the conditions before and those at the full effect", () => {
  for (const type of FAULT_TYPES.filter((each) => each !== "pool_exhaustion" && each !== "cache_flush")) {
    const fault = { ...FAULT, type };
    const [none, half, full] = [0, 0.5, 1].map((strength) => conditionsOf(fault, { strength }));
    for (const name of ["slow", "slowReplica", "errors", "leak", "poison", "delay", "loss", "cut"] as const) {
      half![name].forEach((value, i) => {
        const expected = (none![name][i]! + full![name][i]!) / 2;
        ok(Math.abs(value - expected) < 1e-12, `${type} ${name}: ${value} for ${expected}`);
      });
    }
    ok(Math.abs(half!.traffic - (1 + full!.traffic) / 2) < 1e-12);
  }
});

Deno.test("a pool that leaks counts down from its real size, one whole connection at a time, to less than is needed", () => {
  const fault: PlacedFault = { ...FAULT, type: "pool_exhaustion", target: { node: 0, call: 1 } };
  const sizes = (severity: number) =>
    Array.from({ length: 30 }, (_, age) => conditionsOf({ ...fault, severity }, { age }).pool[1]!);
  for (const [severity, steps] of [[1, 12], [0.5, 24]] as const) {
    const of = sizes(severity);
    const gone = of.findIndex((size) => size < 1);
    strictEqual(gone, steps - 1);
    ok(of.slice(0, gone).every((size, i) => Number.isInteger(size) && size < (of[i - 1] ?? 40)));
    ok(of.slice(gone).every((size) => size < 0.1));
  }
  const { fault: { startStep }, values } = course({ fault: "pool_exhaustion:api:1" }, 0, ERROR_RATE);
  ok(Math.max(...values.slice(0, startStep + 6)) < 0.01, "half of the connections are plenty");
  ok(Math.max(...values) > 0.1);
});

Deno.test("flapping is felt for so many steps and not for so many, by turns", () => {
  const { fault: { startStep }, values } = course({ fault: "disk_full::1", flapping: [6, 4] }, 2, ERROR_RATE);
  const felt = values.slice(startStep - 1, startStep + 29).map((value) => value > 0.5 ? 1 : 0).join("");
  strictEqual(felt, "111111000011111100001111110000");
});

Deno.test("a severity of 0 is not felt, and the milder one is, the less", () => {
  for (const type of FAULT_TYPES) {
    const topology = type === "grey_replica" ? "replicated" : "three-tier";
    const calm = course({ topology, faultCount: 0 }, 0, LATENCY_P95_MS).values;
    deepStrictEqual(course({ topology, fault: `${type}::0` }, 0, LATENCY_P95_MS).values, calm, type);
  }
  const peaks = [0.05, 0.1, 0.15, 0.25].map((severity) =>
    Math.max(...course({ fault: `cpu_saturation:api:${severity}` }, 0, CPU_UTILISATION).values)
  );
  ok(peaks.every((peak, i) => i === 0 || peak > peaks[i - 1]!), `${peaks}`);
  const environment = createEnvironment({ severity: [0, 0.05] });
  let breached = 0;
  for (let seed = 1; seed <= 60; seed++) {
    environment.reset({ seed });
    if (Array.from({ length: 240 }, () => environment.step(NOOP)).some(({ info }) => info.sloViolated)) {
      breached++;
    }
  }
  ok(breached < 20, `${breached} of 60`);
});

Deno.test("packets are lost by the shares that are asked for", () => {
  const lossAt = (severity: number, packetLoss?: readonly [number, number]) =>
    conditionsOf({ ...FAULT, type: "packet_loss", severity }, packetLoss && { packetLoss }).loss[1]!;
  ok(Math.abs(lossAt(0.4, [0.01, 0.1]) - 0.01) < 1e-12);
  ok(Math.abs(lossAt(1, [0.01, 0.1]) - 0.1) < 1e-12);
  ok(Math.abs(lossAt(0.2, [0.01, 0.1]) - 0.005) < 1e-12);
  deepStrictEqual([lossAt(0.4), lossAt(1)].map((loss) => loss.toFixed(6)), ["0.390000", "0.600000"]);
});

Deno.test("faults begin in the steps that are asked for, all of them", () => {
  const environment = createEnvironment({ startSteps: [61, 180] });
  const starts = Array.from({ length: 2000 }, (_, seed) => {
    environment.reset({ seed });
    return environment.faults[0]!.startStep;
  });
  deepStrictEqual([Math.min(...starts), Math.max(...starts)], [61, 180]);
  strictEqual(new Set(starts).size, 120);
});

Deno.test("how a fault comes and goes changes neither its kind nor its place, severity, start and duration", () => {
  const drawn = (options: EnvironmentOptions) => {
    const environment = createEnvironment(options);
    environment.reset({ seed: 12 });
    return environment.faults.map(({ type, service, severity, startStep, durationSteps }) => ({
      ...{ type, service, severity, startStep, durationSteps },
    }));
  };
  for (
    const options of [{ onset: "anywhere" }, { onset: "ramp" }, { flapping: [2, 3] }, {
      packetLoss: [0, 1],
    }] as const
  ) {
    deepStrictEqual(drawn(options), drawn({}));
  }
});

Deno.test("a fault that flaps is mended for good also while it is not felt, and comes back until then", () => {
  const felt = (mendAfter: number) => {
    const environment = createEnvironment({
      fault: "disk_full::1",
      flapping: [6, 8],
      noise: 0,
      timings: "classic",
    });
    environment.reset({ seed: 3 });
    const { startStep } = environment.faults[0]!;
    return Array.from({ length: startStep + 60 }, (_, i) => {
      const action = i + 1 === startStep + mendAfter ? { kind: "failover", service: "db" } as const : NOOP;
      const { observation } = environment.step(action);
      return observation.values[2 * METRIC_COUNT + ERROR_RATE]! > 0.5 && i + 1 < startStep + mendAfter ||
        i + 1 > startStep + mendAfter + 4 && observation.values[2 * METRIC_COUNT + ERROR_RATE]! > 0.5;
    }).slice(startStep - 1).filter(Boolean).length;
  };
  // Felt in the steps 0 to 5, 14 to 19, 28 to 33 and 42 to 47 and 56 to 59 of the fault, the last of them below step 61.
  deepStrictEqual([9, 23, Infinity].map(felt), [6, 12, 29]);
});

Deno.test("a cache that is flushed by turns is flushed anew each time", () => {
  const misses = (flapping?: [number, number]) =>
    course({ fault: "cache_flush::1", workload: "steady", ...(flapping && { flapping }) }, 2, REQUEST_RATE);
  const { fault: { startStep }, values } = misses([1, 29]);
  const once = misses().values;
  for (const again of [startStep, startStep + 30]) {
    ok(values[again - 1]! > 2 * values[again - 2]!, `step ${again}`);
    strictEqual(once[again - 1]! > 2 * once[again - 2]!, again === startStep);
  }
});

Deno.test("what happens at once, as a flush does, happens in full in the step in which it begins, wherever in it", () => {
  const first = (onset: "step" | "anywhere" | "ramp") => {
    const { fault, values } = course({ fault: "cache_flush::1", onset, workload: "steady" }, 2, REQUEST_RATE);
    return values[fault.startStep - 1]!;
  };
  ok(Math.abs(first("anywhere") - first("step")) < 1e-9 && Math.abs(first("ramp") - first("step")) < 1e-9);
});

Deno.test("a loss of 1 % is hardly felt by users, and the more of 10 % that are lost the more: p95 rises with each share", () => {
  const p95 = [0.01, 0.03, 0.06, 0.1].map((share) => {
    const { fault, values } = course(
      { fault: "packet_loss:db:1", packetLoss: [0, share], workload: "steady" },
      0,
      LATENCY_P95_MS,
    );
    return values[fault.startStep + 20]! / values[fault.startStep - 2]!;
  });
  ok(p95[0]! < 1.1, `${p95}`);
  ok(p95.every((ratio, i) => i === 0 || ratio > p95[i - 1]!), `${p95}`);
});

const WRONG: readonly (readonly [options: unknown, message: RegExp])[] = [
  [{ onset: "ramps" }, /onset is "ramps": did you mean "ramp"/],
  [{ rampSteps: 0 }, /length of a ramp, in steps, must be a whole number from 1 to 1000, found 0/],
  [{ flapping: [5] }, /flapping must be two numbers, found \[5\]/],
  [{ flapping: [5, 0] }, /steps of flapping, on and off, must be a whole number from 1 to 1000, found 0/],
  [{ startSteps: [100, 80] }, /two numbers, the lesser first, found \[100, 80\]/],
  [
    { startSteps: [10, 80] },
    /steps in which a fault can begin must be a whole number from 60 to 240, found 10/,
  ],
  [{ packetLoss: [0.1, 1.1] }, /shares of lost packets must lie in 0 to 1, found \[0.1, 1.1\]/],
  [{ packetLoss: [NaN, 1] }, /shares of lost packets must be .* found \[NaN, 1\]/],
  [{ severity: [-0.1, 1] }, /severity must be two numbers, the lesser first, in 0 to 1, found \[-0.1, 1\]/],
  [{ fault: "slow_query:db:1.5" }, /severity of a fault must lie in 0 to 1, found 1.5/],
];

for (const [options, message] of WRONG) {
  Deno.test(`createEnvironment() refuses ${Deno.inspect(options)}`, () => {
    throws(() => createEnvironment(options as never), (error) => {
      ok(message.test((error as Error).message), (error as Error).message);
      return (error as Error).name === "UsageError" && !(error as Error).message.includes("\n");
    });
  });
}
