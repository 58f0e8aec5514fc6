import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type Action, FAULT_TYPES, NOOP, UsageError } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";
import type { EnvironmentOptions } from "../environment_options.ts";

/** What 140 steps with two actions show, metrics apart from the rest. */
function play(options: EnvironmentOptions, seed = 4) {
  const environment = createEnvironment({ topology: "boutique", ...options });
  environment.reset({ seed });
  const metrics: number[] = [];
  const signals: unknown[] = [];
  for (let step = 1; step <= 140; step++) {
    const action: Action = step === 90 ? { kind: "restart", service: environment.topology.front } : NOOP;
    const { observation: { values, ...rest } } = environment.step(action);
    metrics.push(...values);
    signals.push(rest);
  }
  return { metrics, signals, faults: environment.faults };
}

Deno.test("logs and traces change no metric and no fault of the same seed", () => {
  for (const fault of FAULT_TYPES) {
    const topology = fault === "grey_replica" ? "replicated" : "three-tier";
    const plain = play({ topology, fault });
    const recorded = play({ topology, fault, signals: ["logs", "traces"], tracesPerStep: 3 });
    deepStrictEqual(recorded.metrics, plain.metrics);
    deepStrictEqual(recorded.faults, plain.faults);
  }
});

Deno.test("nothing is recorded unless asked for, and spans are the same with and without logs", () => {
  const spans = (
    signals: EnvironmentOptions["signals"] & object,
  ) => (play({ signals, tracesPerStep: 4 }).signals as { spans?: unknown; logs?: unknown }[]);
  deepStrictEqual(Object.keys(spans([])[0]!).sort(), ["step", "timeSeconds"]);
  deepStrictEqual(Object.keys(spans(["logs"])[0]!).sort(), ["logs", "step", "timeSeconds"]);
  deepStrictEqual(
    spans(["traces"]).map((each) => each.spans),
    spans(["logs", "traces"]).map((each) => each.spans),
  );
});

Deno.test("the same seed gives the same logs and spans, another seed others", () => {
  const options: EnvironmentOptions = { signals: ["logs", "traces"], tracesPerStep: 4, decoys: 2 };
  deepStrictEqual(play(options).signals, play(options).signals);
  ok(JSON.stringify(play(options, 5).signals) !== JSON.stringify(play(options).signals));
});

Deno.test("restore() goes back to the very logs and spans after the snapshot", () => {
  const environment = createEnvironment({ signals: ["logs", "traces"], fault: "memory_leak", decoys: 2 });
  environment.reset({ seed: 3 });
  for (let step = 0; step < 110; step++) environment.step(NOOP);
  const snapshot = environment.snapshot();
  const go = (first: Action) =>
    [first, ...Array(40).fill(NOOP)].map((each) => environment.step(each).observation);
  const before = go(NOOP);
  environment.restore(snapshot);
  go({ kind: "rollback", service: "api" });
  environment.restore(snapshot);
  deepStrictEqual(go(NOOP), before);
});

Deno.test("services write one to three records per sampled request, most of them of the ordinary kind", () => {
  for (const topology of ["three-tier", "boutique"]) {
    const environment = createEnvironment({ topology, faultCount: 0, signals: ["logs"], tracesPerStep: 20 });
    environment.reset({ seed: 1 });
    const logs = Array.from({ length: 100 }, () => environment.step(NOOP).observation.logs!).flat();
    ok(logs.length > 2000 && logs.length < 6000, `${logs.length}`);
    const odd = logs.filter(({ severityNumber }) => severityNumber > 9).length / logs.length;
    ok(odd > 0.005 && odd < 0.1, `${odd}`);
    deepStrictEqual(logs.map((log) => log.timeSeconds < 0), logs.map(() => false));
  }
});

Deno.test("operators' actions leave records: a stop, a start, a rollback's version", () => {
  const environment = createEnvironment({ faultCount: 0, signals: ["logs"] });
  environment.reset({ seed: 1 });
  const bodies = (action: Action) => {
    const seen = [action, ...Array<Action>(20).fill(NOOP)].flatMap((each) =>
      environment.step(each).observation.logs!
    );
    return seen.filter(({ body }) => /^(Asked|Started|Deployed)/.test(body)).map(({ body, service }) =>
      `${service} ${body.split(" ")[0]}`
    );
  };
  deepStrictEqual(bodies({ kind: "restart", service: "db" }), ["db Asked", "db Started"]);
  deepStrictEqual(bodies({ kind: "rollback", service: "api" }), ["api Deployed", "api Started"]);
});

Deno.test("an open breaker holds calls back: client spans fail at once or a fallback leaves none, hardly any arrives", () => {
  const environment = createEnvironment({ faultCount: 0, signals: ["traces"], tracesPerStep: 100 });
  environment.reset({ seed: 1 });
  const first = environment.step({ kind: "open_breaker", caller: "api", callee: "db" });
  const spans = [first, ...Array.from({ length: 9 }, () => environment.step(NOOP))]
    .flatMap(({ observation }) => observation.spans!);
  const calls = spans.filter(({ kind, attributes }) =>
    kind === "client" && attributes!["server.address"] === "db"
  );
  const open = calls.filter(({ attributes }) => attributes!["error.type"] === "circuit_open");
  ok(open.length > 20 && open.every((span) => span.endSeconds - span.startSeconds < 0.002));
  const misses = spans.filter(({ attributes }) => attributes!["cache.hit"] === false).length;
  // 5 % get through; of the rest a fifth fails, of which a half is tried again.
  ok(
    calls.length - open.length < 0.12 * misses && calls.length < 0.5 * misses,
    `${calls.length} of ${misses}`,
  );
});

Deno.test("a bad deployment that passes by itself ends with a record and the version from before", () => {
  const environment = createEnvironment({
    fault: "bad_deploy",
    signals: ["logs", "traces"],
    tracesPerStep: 1,
  });
  environment.reset({ seed: 2 });
  const { startStep, durationSteps, service } = environment.faults[0]!;
  const deployed: [number, unknown][] = [];
  const versions: unknown[] = [];
  for (let step = 1; step <= startStep + durationSteps; step++) {
    const { logs, spans } = environment.step(NOOP).observation;
    versions.push(spans!.find((span) => span.service === service)!.attributes!["service.version"]);
    for (const { body, attributes } of logs!) {
      if (body.startsWith("Deployed")) deployed.push([step, attributes!["service.version"]]);
    }
  }
  deepStrictEqual(deployed.map(([step]) => step), [startStep, startStep + durationSteps]);
  deepStrictEqual(deployed.map(([step]) => versions[step - 1]), deployed.map(([, version]) => version));
  strictEqual(versions.at(-1), versions[0]);
});

Deno.test("createEnvironment() refuses signals, samples and decoys that it can't have", () => {
  throws(
    () => createEnvironment({ signals: ["log" as "logs"] }),
    /signals\[0\] is "log": did you mean "logs"/,
  );
  throws(() => createEnvironment({ tracesPerStep: 0 }), /traces per step .* 1 to 200, found 0/);
  throws(() => createEnvironment({ decoys: 4 }), /decoys .* 0 to 3, found 4/);
  throws(() => createEnvironment({ faultGapSteps: 1.5 }), UsageError);
  strictEqual(createEnvironment({ decoys: 3 }).decoys.length, 0, "none before the first episode");
});
