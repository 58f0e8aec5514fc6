import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { NOOP, UsageError } from "../model/mod.ts";
import { createEnvironment, type Environment } from "./environment.ts";
import type { EnvironmentOptions } from "./environment_options.ts";
import type { Snapshot } from "./snapshot.ts";
import { createTopology } from "./topology/topologies.ts";

const OPTIONS: EnvironmentOptions = { fault: "slow_query:db", decoys: 1 };

/** An environment some steps into an episode. */
function begun(options: EnvironmentOptions = OPTIONS, { seed = 3, steps = 90 } = {}): Environment {
  const environment = createEnvironment(options);
  environment.reset({ seed });
  for (let step = 0; step < steps; step++) environment.step(NOOP);
  return environment;
}

function refused(environment: Environment, snapshot: unknown, message: RegExp): void {
  const before = JSON.stringify(environment.snapshot());
  throws(() => environment.restore(snapshot as Snapshot), (error) => {
    ok(error instanceof UsageError, String(error));
    ok(message.test(error.message), error.message);
    return !error.message.includes("\n");
  });
  strictEqual(JSON.stringify(environment.snapshot()), before, "a refused snapshot changes nothing");
}

const { topology } = createEnvironment();
const OTHERS: readonly (readonly [part: string, options: EnvironmentOptions, seed?: number])[] = [
  ["seed", OPTIONS, 4],
  ["topology", { ...OPTIONS, topology: { ...topology, entryRate: 99 } }],
  ["topology", { ...OPTIONS, topology: { ...topology, name: "other" } }],
  ["steps", { ...OPTIONS, steps: 241 }],
  ["warmupSteps", { ...OPTIONS, warmupSteps: 61 }],
  ["noise", { ...OPTIONS, noise: 2 }],
  ["slo", { ...OPTIONS, slo: { errorRate: 0.07 } }],
  ["faults", { ...OPTIONS, fault: "disk_full:db" }],
  ["faults", { ...OPTIONS, severity: [0.5, 0.6] }],
  ["faults", { ...OPTIONS, faultCount: 2 }],
  ["decoys", { ...OPTIONS, decoys: 2 }],
];

for (const [part, options, seed] of OTHERS) {
  Deno.test(`a snapshot is refused in an episode with ${part} of its own: ${JSON.stringify(options).slice(0, 80)}`, () => {
    const message = new RegExp(
      `^restore: the snapshot is of another episode: its ${part} must be .*, found `,
    );
    refused(begun(options, { seed: seed ?? 3 }), begun().snapshot(), message);
    refused(begun(options, { seed: seed ?? 3 }), JSON.parse(JSON.stringify(begun().snapshot())), message);
  });
}

Deno.test("a snapshot that is none, cut, or holds what is no number is refused", () => {
  const environment = begun();
  const snapshot = environment.snapshot();
  for (
    const none of [null, undefined, 5, {}, "x", [], { ...snapshot, extra: 1 }, { ...snapshot, episode: {} }]
  ) {
    const foreign = none !== null && typeof none === "object" && "extra" in none;
    refused(environment, foreign ? JSON.parse(JSON.stringify(none)) : none, /^restore: /);
  }
  refused(
    environment,
    { ...snapshot, state: snapshot.state.slice(1) },
    /state must be \d+ numbers, found \d+/,
  );
  refused(environment, { ...snapshot, state: undefined }, /state must be \d+ numbers, found undefined/);
  refused(environment, { ...snapshot, state: Float64Array.from(snapshot.state) }, /state must be/);
  for (const wrong of [NaN, Infinity, null, "1"]) {
    refused(
      environment,
      { ...snapshot, state: snapshot.state.with(5, wrong as number) },
      /state\[5\] must be a finite number, found/,
    );
  }
  refused(environment, { ...snapshot, noise: { ...snapshot.noise, s0: NaN } }, /noise must be four numbers/);
  refused(environment, { ...snapshot, noise: undefined }, /noise must be four numbers/);
});

Deno.test("a snapshot goes on bit for bit in another environment of the same options, through JSON too, with other signals", () => {
  const original = begun();
  const snapshot = original.snapshot();
  const play = (environment: Environment) =>
    Array.from({ length: 100 }, (_, i) => {
      const { observation: { values }, reward } = environment.step(
        i === 9 ? { kind: "failover", service: "db" } : NOOP,
      );
      return [...values, reward];
    });
  const expected = play(original);
  for (const options of [{}, { signals: ["logs"] as const, tracesPerStep: 1 }]) {
    // The topology by its name and as a graph of one's own is the same by its content.
    for (const graph of ["three-tier", createTopology("three-tier")]) {
      const other = begun({ ...OPTIONS, ...options, topology: graph }, { steps: 1 });
      other.restore(snapshot);
      deepStrictEqual(play(other), expected);
      other.restore(JSON.parse(JSON.stringify(snapshot)));
      deepStrictEqual(play(other), expected);
    }
  }
});

Deno.test("snapshots are taken and restored, and steps made, within an episode only", () => {
  const environment = createEnvironment({ steps: 100 });
  throws(() => environment.step(NOOP), /^UsageError: An environment must be reset before its first step/);
  throws(
    () => environment.stepAhead(NOOP),
    /^UsageError: An environment must be reset before its first step/,
  );
  throws(
    () => environment.snapshot(),
    /^UsageError: An environment must be reset before a snapshot is taken/,
  );
  throws(
    () => environment.restore(begun().snapshot()),
    /^UsageError: An environment must be reset before a snapshot/,
  );
  environment.reset({ seed: 1 });
  for (let step = 1; step <= 100; step++) strictEqual(environment.step(NOOP).truncated, step === 100);
  throws(() => environment.step(NOOP), /^UsageError: The episode is over after step 100/);
  const end = environment.snapshot();
  strictEqual(environment.stepAhead(NOOP).observation.step, 101);
  environment.restore(end);
  throws(() => environment.step(NOOP), /^UsageError: The episode is over/);
  environment.reset({ seed: 1 });
  strictEqual(environment.step(NOOP).observation.step, 1);
});

Deno.test("a snapshot of step 0 can be restored as any other", () => {
  const environment = begun(OPTIONS, { steps: 0 });
  const start = environment.snapshot();
  const played = [0, 1].map(() => {
    environment.restore(JSON.parse(JSON.stringify(start)));
    return Array.from({ length: 70 }, () => environment.step(NOOP));
  });
  deepStrictEqual(played[1], played[0]);
  strictEqual(played[0]![0]!.observation.step, 1);
});
