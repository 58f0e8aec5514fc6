import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { METRIC_COUNT, NOOP } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";
import type { EnvironmentOptions } from "../environment_options.ts";
import { type Decoy, decoys } from "./decoys.ts";

function play(options: EnvironmentOptions, seed: number) {
  const environment = createEnvironment({ topology: "boutique", ...options });
  environment.reset({ seed });
  const steps = Array.from({ length: 200 }, () => environment.step(NOOP));
  return { environment, faults: environment.faults, decoys: environment.decoys, steps };
}

/** Rows that differ, by step. */
function changed(a: Float64Array, b: Float64Array): number[] {
  const rows = new Set<number>();
  a.forEach((value, i) => value !== b[i] && rows.add(Math.floor(i / METRIC_COUNT)));
  return [...rows];
}

const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

Deno.test("decoys change the metrics of their own services only, while they last, and neither fault, SLO nor reward", () => {
  for (const seed of SEEDS.slice(0, 10)) {
    const plain = play({}, seed);
    const odd = play({ decoys: 3 }, seed);
    deepStrictEqual(odd.faults, plain.faults);
    const names = odd.environment.topology.services.map(({ name }) => name);
    odd.steps.forEach(({ observation, info, reward }, i) => {
      const present = odd.decoys.filter(({ startStep, durationSteps }) =>
        observation.step >= startStep && observation.step < startStep + durationSteps
      ).map(({ service }) => service);
      const rows = changed(observation.values, plain.steps[i]!.observation.values).map((row) => names[row]!);
      deepStrictEqual(rows.filter((name) => !present.includes(name)), []);
      deepStrictEqual([info.sloViolated, reward], [plain.steps[i]!.info.sloViolated, plain.steps[i]!.reward]);
    });
  }
});

Deno.test("a decoy is innocent, never the front where others are, and begins within 6 steps of the first fault", () => {
  const kinds = new Set<Decoy["kind"]>();
  for (const seed of SEEDS) {
    const { faults, decoys, environment } = play({ decoys: 3, faultCount: 2 }, seed);
    strictEqual(decoys.length, 3);
    strictEqual(new Set(decoys.map(({ service }) => service)).size, 3);
    const first = Math.min(...faults.map(({ startStep }) => startStep));
    for (const { service, kind, startStep, durationSteps } of decoys) {
      kinds.add(kind);
      ok(service !== environment.topology.front && faults.every((fault) => fault.service !== service));
      ok(Math.abs(startStep - first) <= 6);
      strictEqual(durationSteps, Math.min(100, environment.steps + 1 - startStep));
    }
  }
  deepStrictEqual([...kinds].sort(), decoys.map(({ name }) => name).sort());
});

Deno.test("a kind of decoy shifts one metric by what its description says, and a noisy one writes what nobody else does", () => {
  const ratios: Record<string, number[]> = {};
  for (const seed of SEEDS) {
    const plain = play({ faultCount: 0, noise: 0 }, seed);
    const odd = play({ faultCount: 0, noise: 0, decoys: 3 }, seed);
    const names = odd.environment.topology.services.map(({ name }) => name);
    for (const { kind, service, startStep } of odd.decoys) {
      const at = startStep + 30;
      const row = names.indexOf(service) * METRIC_COUNT;
      const pair = [odd, plain].map(({ steps }) =>
        steps[at - 1]!.observation.values.slice(row, row + METRIC_COUNT)
      );
      const [p95, , cpu, memory, rate] = [...pair[0]!].map((value, metric) =>
        [value, pair[1]![metric]!] as const
      );
      const shift: Record<Decoy["kind"], number> = {
        batch_job: cpu![0] - cpu![1],
        heap_growth: memory![0] - memory![1],
        health_check: rate![0] / rate![1],
        slow_background: p95![0] / p95![1],
        log_noise: changed(pair[0]!, pair[1]!).length,
      };
      (ratios[kind] ??= []).push(shift[kind]);
    }
  }
  const within = (kind: Decoy["kind"], least: number, most: number) =>
    ok(
      ratios[kind]!.length > 5 && ratios[kind]!.every((x) => x >= least && x <= most),
      `${kind} ${ratios[kind]}`,
    );
  within("batch_job", 0.25, 0.45);
  within("heap_growth", 0.12, 0.2 + 1e-12);
  within("health_check", 1.2, 1.6);
  within("slow_background", 1.5, 2.5);
  within("log_noise", 0, 0);
});

Deno.test("a noisy decoy writes warnings or errors of a kind that was not there before", () => {
  const template = (body: string) => body.replace(/\b[0-9a-f]{8}\b|\d+/g, "#");
  let noisy = 0;
  for (const seed of SEEDS.slice(0, 12)) {
    const { decoys, steps } = play({ decoys: 3, faultCount: 0, signals: ["logs"], tracesPerStep: 2 }, seed);
    for (const { kind, service, startStep } of decoys) {
      if (kind !== "log_noise") continue;
      noisy++;
      const logs = (from: number, to: number) =>
        steps.slice(from, to).flatMap(({ observation }) =>
          observation.logs!.filter((log) => log.service === service)
        );
      const before = new Set(logs(0, startStep - 1).map(({ body }) => template(body)));
      const fresh = logs(startStep - 1, startStep + 19).filter(({ body, severityNumber }) =>
        severityNumber >= 13 && !before.has(template(body))
      );
      ok(fresh.length >= 60, `${fresh.length}`);
    }
  }
  ok(noisy > 3);
});

Deno.test("three-tier runs out of innocent services: the front is a decoy last, and never by a slow background", () => {
  for (const seed of SEEDS) {
    const { decoys, faults } = play({ topology: "three-tier", decoys: 3, fault: "slow_query" }, seed);
    deepStrictEqual(faults.map(({ service }) => service), ["db"]);
    deepStrictEqual(decoys.map(({ service }) => service), ["cache", "api"]);
    ok(decoys[1]!.kind !== "slow_background");
  }
});

Deno.test("a decoy lasts 100 steps, or until the last step of the episode", () => {
  const lengths = new Set<number>();
  for (const seed of SEEDS) {
    const environment = createEnvironment({ topology: "boutique", decoys: 2, steps: 120 });
    environment.reset({ seed });
    for (const { startStep, durationSteps } of environment.decoys) {
      strictEqual(startStep + durationSteps - 1, Math.min(120, startStep + 99));
      lengths.add(durationSteps);
    }
  }
  ok([...lengths].some((length) => length < 100), [...lengths].join());
});
