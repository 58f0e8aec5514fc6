import { strictEqual } from "node:assert";
import { type Action, type Call, FAULT_TYPES, NOOP, type Service, type Topology } from "../model/mod.ts";
import { createStream, type Stream } from "../random/mod.ts";
import { createEnvironment, type Environment, type StepResult } from "./environment.ts";
import type { EnvironmentOptions } from "./environment_options.ts";
import { cache, call, database, service } from "./topology/parts.ts";

const GRAPHS = 200;
/** Two steps of warm-up and 40 after it: faults begin in step 12. */
const SIZE = { warmupSteps: 2, steps: 42 };

/** A graph of three to eight services that uses all that the model allows: pools or none, retries, breakers, caches, parallel and optional calls. */
function randomGraph(stream: Stream): Topology {
  const services: Service[] = [
    service("front", { replicas: 1 + stream.integer(4) }),
    cache("cache", {
      cache: { hitRatio: stream.between(0.3, 0.95), warmingReads: 50 + stream.integer(2000) },
    }),
    database("store", { ratePerReplica: 60 }),
  ];
  const options = (): Partial<Call> => ({
    mode: stream.next() < 0.5 ? "parallel" : "sequential",
    critical: stream.next() < 0.7,
    callsPerRequest: stream.between(0.3, 1),
    timeoutSeconds: stream.between(0.1, 1.5),
    retries: stream.integer(3),
    retryBudget: stream.between(0, 1),
    networkDelaySeconds: stream.next() < 0.5 ? 0 : stream.between(0, 0.02),
    ...(stream.next() < 0.5 && { poolSize: 1 + stream.integer(30) }),
  });
  const calls: Call[] = [
    call("front", "cache", { timeoutSeconds: 0.1, critical: false }),
    call("front", "store", { ...options(), critical: true, callsPerRequest: 1, onMissOf: "cache" }),
  ];
  for (let i = stream.integer(6); i > 0; i--) {
    const name = `s${i}`;
    const callers = services.filter(({ kind }) => kind === "service").map((each) => each.name);
    services.push(stream.next() < 0.3 ? database(name, { ratePerReplica: 60 }) : service(name));
    calls.push(call(stream.pick(callers), name, options()));
  }
  return {
    name: "own",
    front: "front",
    services,
    calls,
    entryRate: stream.between(20, 60),
    userTimeoutSeconds: stream.between(1, 4),
  };
}

/** Nothing in half of the steps, else any action: the useless ones too. */
function randomActions({ services, calls }: Topology, stream: Stream): Action[] {
  return Array.from({ length: SIZE.steps }, () => {
    const target = stream.pick(services).name;
    const { caller, callee } = stream.pick(calls);
    return stream.next() < 0.6 ? NOOP : stream.pick<Action>([
      { kind: "restart", service: target },
      { kind: "rollback", service: target },
      { kind: "failover", service: target },
      { kind: "scale", service: target, delta: stream.next() < 0.5 ? 1 : -1 },
      { kind: "drain", service: target },
      { kind: "clear_cache" },
      { kind: "limit_traffic", factor: 0.4 },
      { kind: "open_breaker", caller, callee },
      { kind: "restore" },
    ]);
  });
}

/** All that a step shows, digit by digit. */
function shown({ observation: { values, ...signals }, reward, info, truncated }: StepResult): string {
  return JSON.stringify([[...values].map(String), signals, reward, info, truncated]);
}

function play(environment: Environment, actions: readonly Action[]): string[] {
  return actions.map((action) => shown(environment.step(action)));
}

/** An episode from its beginning: of step 0 the observation alone. */
function episode(environment: Environment, seed: number, actions: readonly Action[]): string[] {
  const { observation: { values, ...signals } } = environment.reset({ seed });
  return [JSON.stringify([[...values], signals]), ...play(environment, actions)];
}

/** The episode of a seed again, by another way. */
const WAYS: Readonly<
  Record<string, (environment: Environment, seed: number, actions: Action[]) => string[]>
> = {
  "reset again after another episode": (environment, seed, actions) => {
    episode(environment, seed + 1, actions.toReversed());
    return episode(environment, seed, actions);
  },
  "a snapshot taken, played on from and restored": (environment, seed, actions) => {
    const half = actions.length >> 1;
    const seen = episode(environment, seed, actions.slice(0, half));
    const snapshot = environment.snapshot();
    play(environment, actions.slice(half).reverse());
    environment.restore(snapshot);
    return [...seen, ...play(environment, actions.slice(half))];
  },
  "a snapshot written as JSON, read and restored after another episode": (environment, seed, actions) => {
    const third = Math.floor(actions.length / 3);
    const seen = episode(environment, seed, actions.slice(0, third));
    const text = JSON.stringify(environment.snapshot());
    play(environment, actions.slice(third));
    episode(environment, seed + 2, actions.toReversed());
    environment.reset({ seed });
    environment.restore(JSON.parse(text));
    return [...seen, ...play(environment, actions.slice(third))];
  },
};

/** All that can be other than by default, by turns. */
function changed(graph: number): EnvironmentOptions {
  return {
    benign: "any",
    wording: "varied",
    measuredAt: (["server", "caller", "mixed"] as const)[graph % 3]!,
    scrapes: { lostShare: 0.1, lateSteps: graph % 5, clockSkewSteps: 2, held: graph % 4 === 0 },
    onset: graph % 4 === 0 ? "ramp" : "anywhere",
    rampSteps: 10,
    ...(graph % 6 === 0 && { flapping: [4, 2] }),
    workload: "bursts",
    knownCalls: 0.7,
  };
}

/** In every fourth graph, and wherever a replica is to be slow, each service has a load balancer. */
function balanced(graph: number, topology: Topology): Topology {
  const isGrey = FAULT_TYPES[graph % FAULT_TYPES.length] === "grey_replica";
  if (graph % 4 !== 0 && !isGrey) return topology;
  const balancer = graph % 3 === 0 ? "least-connections" : "round-robin";
  const services = topology.services.map((one) => ({
    ...one,
    balancer,
    replicas: isGrey ? Math.max(2, one.replicas) : one.replicas,
  } as const));
  return { ...topology, services };
}

/** A graph with a fault of each kind in turn, every third with logs and traces, every other with all that can be other than by default, in an environment of its own each time. */
function setUp(graph: number): { create: () => Environment; actions: Action[]; fault: string } {
  const stream = createStream(graph, "reuse");
  const topology = balanced(graph, randomGraph(stream));
  const fault = FAULT_TYPES[graph % FAULT_TYPES.length]!;
  const options: EnvironmentOptions = {
    ...SIZE,
    topology,
    fault,
    decoys: graph % 3,
    ...(graph % 3 === 0 && { signals: ["logs", "traces"], tracesPerStep: 2 }),
    ...(graph % 7 === 0 && { noise: 0 }),
    ...(graph % 2 === 0 && changed(graph)),
  };
  return { create: () => createEnvironment(options), actions: randomActions(topology, stream), fault };
}

Deno.test(`an environment used again equals a fresh one, digit by digit, on ${GRAPHS} graphs with every fault`, () => {
  for (let graph = 0; graph < GRAPHS; graph++) {
    const { create, actions, fault } = setUp(graph);
    const fresh = episode(create(), graph, actions);
    const environment = create();
    for (const [way, again] of Object.entries(WAYS)) {
      const used = again(environment, graph, actions);
      const first = fresh.findIndex((step, i) => step !== used[i]);
      strictEqual(used[first], fresh[first], `${way}: graph ${graph}, ${fault}, step ${first}`);
      strictEqual(used.length, SIZE.steps + 1);
    }
  }
});

Deno.test("after a database with two pools was taken down an environment is as new: what one caller wanted before does not count again", () => {
  for (const seed of [38, 41]) {
    const [used, fresh] = [0, 1].map(() => createEnvironment({ topology: "boutique" })) as [
      Environment,
      Environment,
    ];
    used.reset({ seed });
    const { startStep } = used.faults[0]!;
    for (let step = 0; step < startStep + 3; step++) used.step(NOOP);
    used.step({ kind: "restart", service: "shop-db" });
    used.reset({ seed });
    fresh.reset({ seed });
    for (let step = 0; step < startStep + 12; step++) {
      const [again, first] = [used, fresh].map((one) => one.step(NOOP).observation.values.join());
      strictEqual(again, first, `seed ${seed}, step ${step}`);
    }
  }
});
