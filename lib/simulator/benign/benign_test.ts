import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import {
  type Action,
  CPU_UTILISATION,
  ERROR_RATE,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  NOOP,
  REQUEST_RATE,
  UsageError,
} from "../../model/mod.ts";
import { createEnvironment, type StepResult } from "../environment.ts";
import type { EnvironmentOptions } from "../environment_options.ts";
import { BENIGN_KINDS, type BenignKind } from "./catalogue.ts";

const CALM = { faultCount: 0, noise: 0 } as const;

/** An episode, step by step from step 1 on; nobody acts but for one step. */
function play(
  options: EnvironmentOptions,
  { seed = 3, acts = {} }: { seed?: number; acts?: Readonly<Record<number, Action>> } = {},
) {
  const environment = createEnvironment(options);
  environment.reset({ seed });
  const { benignEvents, faults, steps } = environment;
  const results = Array.from({ length: steps }, (_, i) => environment.step(acts[i + 1] ?? NOOP));
  return { event: benignEvents[0]!, faults, results };
}

const metric = ({ observation: { values } }: StepResult, node: number, column: number) =>
  values[node * METRIC_COUNT + column]!;

/** The users' rate with an event as a multiple of that without, by step. */
function traffic(benign: string): { event: { startStep: number }; factors: number[] } {
  const { event, results } = play({ ...CALM, benign });
  const usual = play(CALM).results;
  return {
    event,
    factors: results.map((result, i) => metric(result, 0, REQUEST_RATE) / metric(usual[i]!, 0, REQUEST_RATE)),
  };
}

const near = (value: number, expected: number) =>
  ok(Math.abs(value - expected) < 0.02, `${value} for ${expected}`);

Deno.test("a load test multiplies the traffic by 1.5 for 150 s, a burst for 30 s", () => {
  for (const [kind, length] of [["load-test", 30], ["burst", 6]] as const) {
    const { event: { startStep }, factors } = traffic(`${kind}:factor=1.5`);
    const raised = factors.flatMap((factor, i) => factor > 1.2 ? [i + 1] : []);
    deepStrictEqual(raised, Array.from({ length }, (_, i) => startStep + i));
    for (const step of raised) near(factors[step - 1]!, 1.5);
    near(factors[startStep - 2]!, 1);
  }
});

Deno.test("traffic grows to 1.35 times the usual within 60 steps and stays, or falls to 40 % within 3", () => {
  for (
    const [choice, level, length] of [["growth:factor=1.35", 1.35, 60], ["traffic-drop", 0.4, 3]] as const
  ) {
    const { event: { startStep }, factors } = traffic(choice);
    near(factors[startStep - 2]!, 1);
    const third = factors[startStep - 1 + length / 3 - 1]!;
    ok(Math.abs(third - (1 + (level - 1) / 3)) < 0.001, `${third}`);
    for (const step of [startStep + length, 240]) near(factors[step - 1]!, level);
  }
});

Deno.test("the daily course with a larger amplitude has its peaks where the usual has them, at 40 % in place of 15 %", () => {
  const options = { ...CALM, steps: 500 };
  const rates = (benign?: BenignKind) =>
    play({ ...options, ...(benign && { benign }) }).results.map((result) => metric(result, 0, REQUEST_RATE));
  const [usual, wide] = [rates(), rates("daily")];
  near(Math.max(...usual) / 100, 1.15);
  near(Math.max(...wide) / 100, 1.4);
  near(Math.min(...wide) / 100, 0.6);
  strictEqual(wide.indexOf(Math.max(...wide)), usual.indexOf(Math.max(...usual)));
});

Deno.test("where a system would not carry it, an event about traffic stays within the SLO unless its factor is given", () => {
  for (
    const [kind, most] of [["load-test", 0.1], ["growth", 0.1], ["burst", 0.05], ["daily", 0.05]] as const
  ) {
    const environment = createEnvironment({ faultCount: 0, benign: kind });
    let breached = 0;
    for (let seed = 1; seed <= 40; seed++) {
      environment.reset({ seed });
      const steps = Array.from({ length: 240 }, () => environment.step(NOOP));
      if (steps.some(({ info }) => info.sloViolated)) breached++;
    }
    ok(breached / 40 <= most, `${kind}: ${breached} of 40 episodes`);
  }
});

Deno.test("a rolling deploy or restart takes one of three replicas out at a time, and fails no request", () => {
  for (const kind of ["deploy", "restart"] as const) {
    const { event, results } = play({ ...CALM, benign: kind });
    const usual = play(CALM).results;
    strictEqual(event.service, "api");
    const fewer = results.flatMap((result, i) =>
      metric(result, 0, CPU_UTILISATION) > 1.3 * metric(usual[i]!, 0, CPU_UTILISATION) ? [i + 1] : []
    );
    deepStrictEqual(fewer, [0, 1, 3, 4, 6, 7].map((after) => event.startStep + after));
    for (const result of results) ok(metric(result, 0, ERROR_RATE) < 0.01);
  }
});

Deno.test("a good deploy writes the records of a bad one, and its spans the version, and nothing else that is new", () => {
  const told = { signals: ["logs", "traces"], tracesPerStep: 4 } as const;
  const seen = (options: EnvironmentOptions, wanted: (result: StepResult) => boolean) => {
    const { results } = play({ ...CALM, ...told, ...options });
    const during = results.filter(wanted);
    const deployed = during.flatMap(({ observation }) => observation.logs!)
      .filter(({ body }) => /^(Deployed|Asked|Started)/.test(body));
    const versions = during.flatMap(({ observation }) => observation.spans!)
      .map(({ attributes }) => attributes!["service.version"]).filter((version) => version !== undefined);
    return {
      records: deployed.map(({ body, service, severityNumber, attributes }) => ({
        ...{ body, service, severityNumber, attributes },
      })),
      versions: [...new Set(versions)],
    };
  };
  const good = seen({ benign: "deploy" }, () => true);
  const bad = seen(
    { faultCount: 1, fault: "bad_deploy" },
    ({ observation, info }) => info.activeFaults.length > 0 || observation.step < 60,
  );
  strictEqual(good.records.length, 1);
  deepStrictEqual(good, bad);
});

Deno.test("a rollback takes the version of a good deploy back", () => {
  const { results, event } = play({
    ...CALM,
    benign: "deploy",
    signals: ["logs", "traces"],
    tracesPerStep: 2,
  }, {
    acts: { 150: { kind: "rollback", service: "api" } },
  });
  const versionAt = (step: number) =>
    results[step - 1]!.observation.spans!.find(({ service }) => service === "api")!
      .attributes!["service.version"];
  strictEqual(versionAt(150), versionAt(1));
  ok(versionAt(149) !== versionAt(1) && event.startStep < 149);
});

Deno.test("a rollback takes a bad deploy back, and leaves the good one that came before it", () => {
  // On this seed the good deploy begins at step 76, the bad one at step 126.
  const { results, event, faults } = play({
    ...{ ...CALM, fault: "bad_deploy:api:0.9", faultCount: 1 },
    ...{ benign: "deploy", signals: ["traces"], tracesPerStep: 8 },
  }, { seed: 5, acts: { 130: { kind: "rollback", service: "api" } } });
  deepStrictEqual([event.startStep, faults[0]!.startStep], [76, 126]);
  const versionAt = (step: number) =>
    results[step - 1]!.observation.spans!.find(({ service }) => service === "api")!
      .attributes!["service.version"];
  deepStrictEqual([1, 100, 128, 170].map(versionAt), ["4.0.2", "4.1.0", "4.2.0", "4.1.0"]);
});

Deno.test("a replica that a rolling deploy has replaced starts with an empty heap", () => {
  const memory = (benign?: string) =>
    play({ ...CALM, fault: "memory_leak:api:0.6", faultCount: 1, ...(benign && { benign }) });
  const [without, rolled] = [memory(), memory("restart:api")];
  const [fault, event] = [without.faults[0]!, rolled.event];
  ok(fault.startStep < event.startStep + 12, `${fault.startStep} ${event.startStep}`);
  const before = metric(without.results[event.startStep - 1]!, 0, MEMORY_UTILISATION);
  const after = metric(rolled.results[event.startStep - 1]!, 0, MEMORY_UTILISATION);
  const base = metric(without.results[0]!, 0, MEMORY_UTILISATION);
  near(after, (2 * before + base) / 3);
});

Deno.test("a switchover costs what the action costs with classic timings, and is told as the action is", () => {
  const options = { ...CALM, signals: ["logs"], timings: "classic" } as const;
  const planned = play({ ...options, benign: "switchover" });
  const { startStep, service } = planned.event;
  strictEqual(service, "db");
  const ordered = play(options, { acts: { [startStep]: { kind: "failover", service: "db" } } });
  const told = ({ observation: { values, logs } }: StepResult) => [
    ...values,
    ...logs!.map(({ body }) => body).filter((body) => /^(Asked|Started)/.test(body)),
  ];
  deepStrictEqual(planned.results.map(told), ordered.results.map(told));
  const realistic = play({ ...options, benign: "switchover", timings: "realistic" });
  deepStrictEqual(realistic.results.map(told), planned.results.map(told));
  ok(planned.results.flatMap(told).some((body) => String(body).startsWith("Asked to stop")));
});

Deno.test("an event changes no fault, and nothing before it begins", () => {
  for (const benign of BENIGN_KINDS) {
    const { event, faults, results } = play({ benign, faultCount: 2 }, { seed: 8 });
    const usual = play({ faultCount: 2 }, { seed: 8 });
    deepStrictEqual(faults, usual.faults);
    const before = (steps: readonly StepResult[]) =>
      steps.slice(0, Math.max(0, event.startStep - 1)).map(({ observation }) => [...observation.values]);
    deepStrictEqual(before(results), before(usual.results));
    deepStrictEqual(play({ benign }, { seed: 9 }).event, play({ benign }, { seed: 9 }).event);
  }
});

Deno.test("any draws every kind, and deploys of several services, per seed", () => {
  const environment = createEnvironment({ topology: "boutique", benign: "any", faultCount: 0 });
  const [kinds, services] = [new Set<string>(), new Set<string>()];
  for (let seed = 1; seed <= 120; seed++) {
    environment.reset({ seed });
    const { kind, service } = environment.benignEvents[0]!;
    kinds.add(kind);
    if (kind === "deploy") services.add(service!);
  }
  deepStrictEqual([...kinds].sort(), [...BENIGN_KINDS].sort());
  ok(services.size > 3);
});

const WRONG: readonly (readonly [benign: unknown, message: RegExp])[] = [
  ["deplyo", /benign event "deplyo": did you mean "deploy"/],
  ["deploy:db", /service for a deploy "db"/],
  ["deploy:api:1", /A benign event is kind\[:service\], found "deploy:api:1"/],
  ["deploy:servce=api", /no parameter "servce": did you mean "service"/],
  ["load-test:api", /"load-test" happens to no service, found "api"/],
  ["load-test:factor=11", /"factor" of the benign event "load-test" must be a number from 0 to 10, found/],
  [
    { kind: "load-test", factor: NaN },
    /factor must be a number|factor of a benign event must lie in 0 to 10/,
  ],
  [{ kind: "deploy", factor: 2 }, /"deploy" has no factor/],
  [{ kind: "any", service: "nobody" }, /"any" draws its service too, found "nobody"/],
  [{ kind: "any", factor: NaN }, /"any" draws its factor too, found NaN/],
  [{ kind: "any", factor: -4 }, /"any" draws its factor too, found -4/],
  ["any:api", /"any" draws all of it, found "any:api"/],
  [{ kind: "deploi" }, /benign.kind is "deploi": did you mean "deploy"/],
  [5, /benign must be a text or an object, found 5/],
];

for (const [benign, message] of WRONG) {
  Deno.test(`createEnvironment() refuses the benign event ${JSON.stringify(benign)}`, () => {
    throws(() => createEnvironment({ benign } as never), (error) => {
      ok(error instanceof UsageError, String(error));
      ok(message.test(error.message), error.message);
      return !error.message.includes("\n");
    });
  });
}

Deno.test("a switchover needs a database, and an episode with an event has at most 7 faults", () => {
  const services = [{ name: "front", kind: "service" as const, ratePerReplica: 60 }];
  const topology = { name: "own", front: "front", services, calls: [], entryRate: 20, userTimeoutSeconds: 2 };
  throws(
    () => createEnvironment({ topology, benign: "switchover" }),
    /needs a database, topology "own" has none/,
  );
  throws(() => createEnvironment({ benign: "any", faultCount: 8 }), /at most 7 faults, found 8/);
});

/** Per step and service, what a request costs: CPU utilisation over requests/s. */
const costs = (results: readonly StepResult[]) =>
  results.map((result) =>
    [0, 1, 2].map((node) => metric(result, node, CPU_UTILISATION) / metric(result, node, REQUEST_RATE))
  );

Deno.test("events about the traffic change how many requests there are, and neither what one costs nor whether it succeeds", () => {
  const calm = { ...CALM, workload: "steady" } as const;
  const usual = play(calm).results;
  for (const benign of ["load-test", "growth", "traffic-drop", "burst"] as const) {
    const { event, results } = play({ ...calm, benign });
    strictEqual(event.service, undefined);
    costs(results).forEach((each, i) =>
      each.forEach((cost, node) =>
        ok(Math.abs(cost / costs([usual[i]!])[0]![node]! - 1) < 1e-6, `${benign}, step ${i + 1}: ${cost}`)
      )
    );
    ok(
      results.every((result) => [0, 1, 2].every((node) => metric(result, node, ERROR_RATE) < 0.005)),
      benign,
    );
    ok(results.every(({ info }) => info.activeFaults.length === 0 && info.extraReplicas === 0));
  }
});

Deno.test("events at a service leave the users' traffic as it is, and nothing of them is left 30 steps after their end", () => {
  const usual = play(CALM).results;
  for (const benign of ["deploy", "restart", "switchover"] as const) {
    const { event, results } = play({ ...CALM, benign });
    const { startStep } = event;
    results.forEach((result, i) => {
      // While a database is away users try again.
      if (benign === "switchover" && i + 1 >= startStep && i + 1 < startStep + 30) return;
      near(metric(result, 0, REQUEST_RATE) / metric(usual[i]!, 0, REQUEST_RATE), 1);
    });
    for (const step of [startStep - 1, startStep + 30, 240]) {
      [0, 1, 2].forEach((node) =>
        near(
          metric(results[step - 1]!, node, CPU_UTILISATION),
          metric(usual[step - 1]!, node, CPU_UTILISATION),
        )
      );
    }
  }
});

Deno.test("an event is no fault: none is active, and no restart or rollback takes growth away", () => {
  for (const benign of BENIGN_KINDS) {
    const { faults, results } = play({ ...CALM, benign });
    deepStrictEqual(faults, []);
    ok(results.every(({ info }) => info.activeFaults.length === 0), benign);
  }
  const acted = play({ ...CALM, benign: "growth:factor=1.35" }, {
    acts: { 150: { kind: "restart", service: "api" }, 170: { kind: "rollback", service: "api" } },
  });
  const waited = play({ ...CALM, benign: "growth:factor=1.35" });
  const last = (results: readonly StepResult[]) => metric(results.at(-1)!, 0, REQUEST_RATE);
  near(last(acted.results) / last(waited.results), 1);
});
