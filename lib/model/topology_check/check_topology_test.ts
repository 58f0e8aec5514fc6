import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { TOPOLOGY_LIMITS } from "./check_graph.ts";
import { checkTopology, topologyJsonSchema } from "./check_topology.ts";
import { CALL_DEFAULTS, SERVICE_DEFAULTS, TOPOLOGY_DEFAULTS } from "./defaults.ts";
import type { Call, Service, Topology } from "../topology.ts";
import { UsageError } from "../usage_error.ts";

function service(name: string, options: object = {}): Service {
  return {
    name,
    kind: "service",
    replicas: 3,
    ratePerReplica: 66,
    queuePlaces: 400,
    contention: 0.03,
    coherency: 0.002,
    baseErrorRate: 0.002,
    ...options,
  };
}

function call(caller: string, callee: string, options: object = {}): Call {
  return {
    caller,
    callee,
    callsPerRequest: 1,
    mode: "sequential",
    timeoutSeconds: 1,
    retries: 0,
    retryBudget: 0.1,
    networkDelaySeconds: 0,
    critical: true,
    ...options,
  };
}

/** An api with a cache before its database: `whole`, `db` and `read`, the call to the database, may be spoilt. */
function shop({ whole = {}, db = {}, read = {} }: { whole?: object; db?: object; read?: object } = {}) {
  return {
    name: "shop",
    front: "api",
    services: [
      service("api"),
      service("cache", { kind: "cache", cache: { hitRatio: 0.8, warmingReads: 2000 } }),
      service("db", { kind: "database", ...db }),
    ],
    calls: [
      call("api", "cache", { critical: false }),
      call("api", "db", { poolSize: 40, onMissOf: "cache", ...read }),
    ],
    entryRate: 100,
    userTimeoutSeconds: 2,
    ...whole,
  };
}

const without = (value: object, key: string) =>
  Object.fromEntries(Object.entries(value).filter(([each]) => each !== key));
const [API, CACHE, DB] = shop().services;
const [ASK, READ] = shop().calls;
const chain = (length: number) => ({
  services: Array.from({ length }, (_, i) => service(i === 0 ? "api" : `s${i}`)),
  calls: Array.from({ length: length - 1 }, (_, i) => call(i === 0 ? "api" : `s${i}`, `s${i + 1}`)),
});
const services = (count: number) => new Array<Service>(count).fill(API!);
/** Ten layers of ten services, each of which calls all of the next. */
const layers = {
  services: [API!, ...Array.from({ length: 100 }, (_, i) => service(`s${i}`))],
  calls: [
    ...Array.from({ length: 10 }, (_, i) => call("api", `s${i}`)),
    ...Array.from(
      { length: 900 },
      (_, i) => call(`s${Math.floor(i / 10)}`, `s${10 + 10 * Math.floor(i / 100) + i % 10}`),
    ),
  ],
};

const WRONG: readonly (readonly [topology: unknown, message: string])[] = [
  [null, "topology: it must be an object, found null"],
  [5, "topology: it must be an object, found 5"],
  [undefined, "topology: it must be an object, found nothing"],
  ["three-tier", 'topology: it must be an object, found "three-tier"'],
  [{}, "topology: services is missing: it must be a list"],
  ...[NaN, 0, -1, Infinity, "100"].map((entryRate) =>
    [shop({ whole: { entryRate } }), "topology: entryRate must be "] as const
  ),
  ...[NaN, 0, -2, Infinity].map((userTimeoutSeconds) =>
    [shop({ whole: { userTimeoutSeconds } }), "topology: userTimeoutSeconds must be "] as const
  ),
  [
    shop({ whole: { enrtyRate: 5 } }),
    'topology: enrtyRate is not known: did you mean "entryRate"? Known: name, front',
  ],
  [shop({ whole: { name: "" } }), "topology: name must have 1 or more"],
  [shop({ whole: { services: [], calls: [] } }), "topology: services must have 1 or more, found []"],
  [shop({ whole: { services: services(10_001) } }), "topology: services must be at most 10000, found 10001"],
  [
    shop({ whole: { services: new Array(2 ** 32 - 1) } }),
    "topology: services must be at most 10000, found 4294967295",
  ],
  [
    shop({ whole: { calls: new Array(100_001) } }),
    "topology: calls must be at most 100000, found 100001",
  ],
  [
    shop({ whole: { services: [API, CACHE, null] } }),
    'topology "shop": service 2: it must be an object, found null',
  ],
  [shop({ whole: { services: [API, CACHE, DB, DB] } }), 'topology "shop": service "db" is there twice'],
  [
    shop({ whole: { front: "ap" } }),
    'topology "shop": front must be one of its services, found "ap": did you mean "api"?',
  ],
  [
    shop({ db: { kind: "databse" } }),
    'topology "shop": service "db": kind is "databse": did you mean "database"?',
  ],
  [
    shop({ db: { replicas: 1.5 } }),
    'topology "shop": service "db": replicas must be a whole number, found 1.5',
  ],
  [shop({ db: { replicas: 11 } }), 'topology "shop": service "db": replicas must be at most 10, found 11'],
  [shop({ db: { replicas: 0 } }), 'topology "shop": service "db": replicas must be 1 or more, found 0'],
  [
    shop({ db: { replcas: 1 } }),
    'topology "shop": service "db": replcas is not known: did you mean "replicas"?',
  ],
  ...[0, NaN, -5, Infinity].map((ratePerReplica) =>
    [shop({ db: { ratePerReplica } }), 'topology "shop": service "db": ratePerReplica must be '] as const
  ),
  ...[0, NaN, 2.5, Infinity].map((queuePlaces) =>
    [shop({ db: { queuePlaces } }), 'topology "shop": service "db": queuePlaces must be '] as const
  ),
  [shop({ db: { contention: -1 } }), 'topology "shop": service "db": contention must be 0 or more, found -1'],
  [shop({ db: { coherency: NaN } }), 'topology "shop": service "db": coherency must be a number, found NaN'],
  [
    shop({ db: { baseErrorRate: 2 } }),
    'topology "shop": service "db": baseErrorRate must be at most 1, found 2',
  ],
  [
    shop({ db: { kind: "cache", cache: { hitRatio: 2, warmingReads: 1 } } }),
    'topology "shop": service "db": cache.hitRatio must be at most 1, found 2',
  ],
  [
    shop({ db: { kind: "cache", cache: { hitRatio: 0.5, warmingReads: 0 } } }),
    'topology "shop": service "db": cache.warmingReads must be more than 0, found 0',
  ],
  [
    shop({ db: { cache: { hitRatio: 0.5, warmingReads: 1 } } }),
    'topology "shop": service "db": cache must be absent from a database',
  ],
  [
    shop({ db: { cache: { hitRatio: 0.5, warmingReads: 1 } } }),
    'topology "shop": service "db": cache must be absent from a database',
  ],
  [
    shop({ read: { callee: "dbb", onMissOf: undefined } }),
    'topology "shop": call "api" -> "dbb": callee must be one of its services, found "dbb": did you mean "db"?',
  ],
  [
    shop({ read: { caller: "nobody" } }),
    'topology "shop": call "nobody" -> "db": caller must be one of its services',
  ],
  [
    shop({ read: { onMissOf: "cahe" } }),
    'topology "shop": call "api" -> "db": onMissOf must be one of its services, found "cahe": did you mean "cache"?',
  ],
  [
    shop({ read: { onMissOf: "api" } }),
    'topology "shop": call "api" -> "db": onMissOf must be a cache that "api" asks in an earlier call, found "api"',
  ],
  [
    shop({ whole: { calls: [READ, ASK] } }),
    'topology "shop": call "api" -> "db": onMissOf must be a cache that "api" asks in an earlier call, found "cache"',
  ],
  [
    shop({ read: { mode: "paralel" } }),
    'topology "shop": call "api" -> "db": mode is "paralel": did you mean "parallel"?',
  ],
  [
    shop({ read: { retries: -1 } }),
    'topology "shop": call "api" -> "db": retries must be 0 or more, found -1',
  ],
  [
    shop({ read: { retries: 1e9 } }),
    'topology "shop": call "api" -> "db": retries must be at most 10, found 1000000000',
  ],
  [
    shop({ read: { retryBudget: NaN } }),
    'topology "shop": call "api" -> "db": retryBudget must be a number, found NaN',
  ],
  ...[0, NaN, -1, 1.5, Infinity].map((poolSize) =>
    [shop({ read: { poolSize } }), 'topology "shop": call "api" -> "db": poolSize must be '] as const
  ),
  ...[0, NaN, Infinity].map((timeoutSeconds) =>
    [
      shop({ read: { timeoutSeconds } }),
      'topology "shop": call "api" -> "db": timeoutSeconds must be ',
    ] as const
  ),
  [
    shop({ read: { callsPerRequest: 100.1 } }),
    'topology "shop": call "api" -> "db": callsPerRequest must be at most 100',
  ],
  [
    shop({ read: { callsPerRequest: 1.1 } }),
    'topology "shop": call "api" -> "db": callsPerRequest must be at most 1 for a call on a miss',
  ],
  [
    shop({ whole: { calls: [call("api", "db", { callsPerRequest: 3, mode: "parallel" })] } }),
    'topology "shop": call "api" -> "db": callsPerRequest must be at most 1 for a parallel call, found 3',
  ],
  [
    shop({ whole: { calls: [call("api", "cache", { callsPerRequest: 3 }), READ] } }),
    'topology "shop": call "api" -> "cache": callsPerRequest must be at most 1 for a call on a miss and for the cache',
  ],
  [
    { ...shop(), services: [...shop().services, service("other")], front: undefined },
    'topology "shop": front is missing: it must be the service that users call, found 2 that no other calls: api, other',
  ],
  [
    shop({ read: { critical: 1 } }),
    'topology "shop": call "api" -> "db": critical must be true or false, found 1',
  ],
  [shop({ read: { timeout: 1 } }), 'topology "shop": call "api" -> "db": timeout is not known'],
  [
    shop({ whole: { calls: [...shop().calls, call("db", "api")] } }),
    'topology "shop": calls must not form a cycle, found "api" -> "db" -> "api"',
  ],
  [
    { ...shop({ whole: { calls: [...shop().calls, call("db", "api")] } }), front: undefined },
    'topology "shop": calls must not form a cycle, found "api" -> "db" -> "api"',
  ],
  [
    shop({ whole: { calls: [call("api", "db"), call("db", "db")] } }),
    'topology "shop": calls must not form a cycle, found "db" -> "db"',
  ],
  [shop({ whole: chain(502) }), 'topology "shop": calls in a row must be at most 500, found 501'],
  [
    shop({ whole: layers }),
    'topology "shop": mean visits per user\'s request must be at most 10000, found 1.11e+10',
  ],
];

for (const [topology, message] of WRONG) {
  Deno.test(`checkTopology() says: ${message}`, () => {
    throws(() => checkTopology(topology), (error) => {
      ok(error instanceof UsageError, String(error));
      strictEqual(error.message.slice(0, message.length), message);
      return !error.message.includes("\n");
    });
  });
}

Deno.test("checkTopology() says of a required field that is misspelt what it should be, and of part of a name which one was meant", () => {
  const wrong = (whole: object) => {
    throws(() => checkTopology(whole), UsageError);
    try {
      checkTopology(whole);
    } catch (error) {
      return String((error as Error).message);
    }
  };
  const { entryRate, ...rest } = shop();
  ok(wrong({ ...rest, entryrate: entryRate })!.startsWith(
    'topology: entryrate is not known: did you mean "entryRate"?',
  ));
  const { ratePerReplica, ...db } = DB!;
  ok(wrong({ ...shop(), services: [API, CACHE, { ...db, ratePerRepilca: ratePerReplica }] })!.startsWith(
    'topology "shop": service "db": ratePerRepilca is not known: did you mean "ratePerReplica"?',
  ));
  strictEqual(
    wrong({ ...shop(), services: [API, CACHE, { ...db, mu: 1 }] }),
    'topology "shop": service "db": ratePerReplica is missing: it must be a number; mu is not known',
  );
  ok(wrong(shop({ read: { timeout: 1 } }))!.includes('timeout is not known: did you mean "timeoutSeconds"?'));
});

Deno.test("checkTopology() refuses names with which two actions would have one name", () => {
  for (const name of ["a, b", "a,b", "db (main)", "f(x", ")"]) {
    const services = [service("front"), service(name)];
    throws(
      () => checkTopology({ name: "shop", services, calls: [call("front", name)], entryRate: 10 }),
      (error: Error) =>
        error.message ===
          `topology "shop": service ${
            JSON.stringify(name)
          }: name must be a text without "(", ")" and ",", which stand in names of actions, found ${
            JSON.stringify(name)
          }`,
    );
  }
  const services = [service("front"), service("ts-order_service.v2/x: y+z [1]")];
  checkTopology({ services, front: "front", entryRate: 10 });
});

Deno.test("checkTopology() names each field that is left out and has no default", () => {
  const whole = shop();
  for (const key of ["services", "entryRate"]) {
    throws(() => checkTopology(without(whole, key)), new RegExp(`^UsageError: topology: ${key} is missing`));
  }
  const services = [API, CACHE, without(DB!, "ratePerReplica")];
  throws(() => checkTopology({ ...whole, services }), /service "db": ratePerReplica is missing/);
  throws(
    () => checkTopology({ ...whole, services: [without(API!, "name"), CACHE, DB] }),
    /service 0: name is missing/,
  );
  throws(
    () => checkTopology({ ...whole, calls: [ASK, without(READ!, "callee")] }),
    /call 1: callee is missing/,
  );
});

Deno.test("checkTopology() fills in what need not be known, by kind of service, and asks caches uncritically", () => {
  const topology = checkTopology({
    $schema: "topology.schema.json",
    entryRate: 10,
    services: [
      { name: "web", ratePerReplica: 50 },
      { name: "redis", kind: "cache", ratePerReplica: 900 },
      { name: "pg", kind: "database", ratePerReplica: 40, replicas: 1, contention: undefined },
    ],
    calls: [{ caller: "web", callee: "redis" }, { caller: "web", callee: "pg", timeoutSeconds: 3 }],
  });
  deepStrictEqual(topology, {
    name: "own",
    front: "web",
    services: [
      { name: "web", kind: "service", ratePerReplica: 50, ...SERVICE_DEFAULTS.service },
      { name: "redis", kind: "cache", ratePerReplica: 900, ...SERVICE_DEFAULTS.cache },
      { name: "pg", kind: "database", ratePerReplica: 40, ...SERVICE_DEFAULTS.database, replicas: 1 },
    ],
    calls: [
      { caller: "web", callee: "redis", ...CALL_DEFAULTS, critical: false },
      { caller: "web", callee: "pg", ...CALL_DEFAULTS, timeoutSeconds: 3 },
    ],
    entryRate: 10,
    userTimeoutSeconds: TOPOLOGY_DEFAULTS.userTimeoutSeconds,
  });
});

Deno.test("the JSON Schema of topologies names every field with what it is unless given", () => {
  const { properties, required } = topologyJsonSchema() as {
    properties: Record<string, { items?: { properties: Record<string, { description: string }> } }>;
    required: string[];
  };
  deepStrictEqual(required.toSorted(), ["entryRate", "services"]);
  const [one] = shop().calls;
  deepStrictEqual(
    Object.keys(properties.calls!.items!.properties).toSorted(),
    [...Object.keys(one!), "poolSize", "acquireSeconds", "breaker", "poolDeadline", "onMissOf"].toSorted(),
  );
  ok(properties.services!.items!.properties.queuePlaces!.description.includes("database 120"));
});

Deno.test("checkTopology() hands out an equal copy, frozen throughout, and leaves the original as it was", () => {
  const original: Topology = shop();
  const copy = checkTopology(original);
  deepStrictEqual(copy, original);
  const frozen = [copy, copy.services, ...copy.services, copy.services[1]!.cache, copy.calls, ...copy.calls];
  ok(frozen.every((each) => Object.isFrozen(each)));
  ok(!Object.isFrozen(original) && !Object.isFrozen(original.services[1]!.cache));
});

Deno.test("a topology at its limits of size and depth is let through", () => {
  const { services: count, depth } = TOPOLOGY_LIMITS;
  const star = {
    services: [API!, ...Array.from({ length: count - 1 }, (_, i) => service(`s${i}`))],
    calls: Array.from({ length: count - 1 }, (_, i) => call("api", `s${i}`)),
  };
  strictEqual(checkTopology(shop({ whole: star })).services.length, 10_000);
  strictEqual(checkTopology(shop({ whole: chain(depth + 1) })).services.length, 501);
});
