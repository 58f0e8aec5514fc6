import { createTopology } from "../../lib/simulator/topology/topologies.ts";
import { scalability } from "../../lib/simulator/queueing/scalability.ts";
import type {
  DiscreteEventOptions,
  DiscreteEventResult,
} from "../../lib/simulator/reference/discrete_event.ts";
import type { CallModel, UserSettings } from "../../lib/simulator/reference/settings.ts";
import { service } from "../../lib/simulator/topology/parts.ts";
import type { Service, Topology } from "../../lib/model/mod.ts";
import {
  frontMeasures,
  healed,
  healedAt,
  lostUsers,
  type Measures,
  withCpu,
  withDatabaseRate,
} from "./measures.ts";
import { API, API_TO_DB, CACHE, DB, type StepModel } from "./step_model.ts";

/** A figure of an independent simulation, with its standard error where it is known. */
export type Figure = readonly [value: number, error?: number];

/** One situation of the table: the same for the step model and for single requests. */
export interface Row {
  /** What is tried; rows of one mechanism are chosen together. */
  readonly mechanism: string;
  readonly label: string;
  readonly topology: Topology;
  readonly usersRate: number;
  /** What differs from a healthy system, for single requests. */
  readonly requests: Omit<DiscreteEventOptions, "next" | "seconds">;
  /** Simulated seconds of a run, warm-up included. */
  readonly seconds: number;
  readonly read: (result: DiscreteEventResult) => Measures;
  /** The same for the step model: sets its conditions, or runs it by itself and returns what is read. Absent: not expressible. */
  readonly step?: (model: StepModel) => Measures | void;
  /** What the independent simulation measured. */
  readonly independent: Readonly<Record<string, Figure>>;
}

const THREE_TIER = createTopology("three-tier");
const CALL = "api -> db";
/** Capacity of three-tier's api and utilisation of its database at 100 requests/s. */
const API_CAPACITY = 66 * scalability(3, 0.03, 0.002);
const DB_UTILISATION = 20 / (34 * scalability(3, 0.08, 0.02));

type Parts = Pick<Row, "mechanism" | "label" | "independent"> & Partial<Row>;

function row(parts: Parts): Row {
  return {
    topology: THREE_TIER,
    usersRate: 100,
    requests: {},
    seconds: 460,
    read: frontMeasures,
    ...parts,
  };
}

/** Three-tier with another hit ratio, and a database that differs. */
function threeTier(hitRatio: number, changes: Partial<Service> = {}): Topology {
  const services = THREE_TIER.services.map((one) => {
    if (one.cache) return { ...one, cache: { ...one.cache, hitRatio } };
    return one.kind === "database" ? { ...one, ...changes } : one;
  });
  return { ...THREE_TIER, services };
}

/** A database with so many replicas that nothing queues. */
function roomyDatabase(meanMs: number): Partial<Service> {
  return { replicas: 100, ratePerReplica: 1000 / meanMs, contention: 0, coherency: 0 };
}

function p95(value: number, error?: number): Row["independent"] {
  return { p95: error === undefined ? [value] : [value, error] };
}

const load = ([[0.3, 79], [0.5, 82], [0.7, 96], [0.85, 144, 5], [0.95, 342, 18]] as const).map(
  ([rho, value, error]) =>
    row({
      mechanism: "load",
      label: `api at utilisation ${rho}`,
      usersRate: rho * API_CAPACITY,
      seconds: 860,
      step: () => {},
      independent: p95(value, error),
    }),
);

// A hit ratio of 0.2 and 50 requests/s: 0.8 calls per request, and an api that hardly queues.
const slowCallee = ([[90, 267], [92, 272, 2], [100, 294], [130, 376], [150, 431], [200, 571]] as const).map(
  ([mean, value, error]) =>
    row({
      mechanism: "slow-callee",
      label: `db of mean ${mean} ms without a queue`,
      topology: threeTier(0.2, roomyDatabase(mean)),
      usersRate: 50,
      step: () => {},
      independent: p95(value, error),
    }),
);

/** A pool of that size in both models. */
function pooled(size: number, acquireSeconds?: number) {
  const call: CallModel = { poolSize: size, ...(acquireSeconds !== undefined && { acquireSeconds }) };
  return {
    requests: { calls: { [CALL]: call } },
    step: ({ conditions }: StepModel) => void (conditions.pool[API_TO_DB] = size),
  };
}

const slowDatabase = [
  row({
    mechanism: "slow-database",
    label: "db at utilisation .9, no pool",
    requests: { services: { db: { slow: 0.9 / DB_UTILISATION } } },
    step: ({ conditions }) => void (conditions.slow[DB] = 0.9 / DB_UTILISATION),
    independent: { p95: [1032], errors: [0.172, 0.008] },
  }),
  row({
    mechanism: "slow-database",
    label: "db at utilisation .9, pool of 40, one deadline",
    requests: { services: { db: { slow: 0.9 / DB_UTILISATION } }, ...pooled(40).requests },
    step: (model) => {
      model.conditions.slow[DB] = 0.9 / DB_UTILISATION;
      pooled(40).step(model);
    },
    independent: { p95: [1022], errors: [0.109, 0.018] },
  }),
  ...[0.95, 1.2, 1.5].map((rho) =>
    row({
      mechanism: "slow-database",
      label: `db at utilisation ${rho}`,
      requests: { services: { db: { slow: rho / DB_UTILISATION } } },
      step: ({ conditions }) => void (conditions.slow[DB] = rho / DB_UTILISATION),
      independent: { p95: [1030], errors: [0.201] },
    })
  ),
  row({
    mechanism: "slow-database",
    label: "cold path to the db (hit ratio .2)",
    topology: threeTier(0.2),
    step: () => {},
    independent: { p95: [2006], errors: [0.759, 0.03] },
  }),
];

// One connection for calls of 37.7 ms, a fifth of the requests: 100 requests/s use it at .753.
const poolOfOne = [
  ...([[60, 0.45, 117], [80, 0.6, 152], [100, 0.75, 237], [120, 0.9, 563], [130, 0.98, 927]] as const).map((
    [usersRate, rho, value],
  ) =>
    row({
      mechanism: "pool-of-one",
      label: `one connection at ${rho}, one deadline`,
      usersRate,
      ...pooled(1),
      independent: p95(value),
    })
  ),
  ...([[150, 1.13, 0.059, 0.029], [170, 1.28, 0.09, 0.052]] as const).flatMap((
    [usersRate, rho, one, own],
  ) => [
    row({
      mechanism: "pool-of-one",
      label: `one connection at ${rho}, one deadline`,
      usersRate,
      ...pooled(1),
      independent: { errors: [one] },
    }),
    row({
      mechanism: "pool-of-one",
      label: `one connection at ${rho}, acquire timeout of its own`,
      usersRate,
      ...pooled(1, 1),
      independent: { errors: [own] },
    }),
  ]),
];

// A hit ratio of 0.2 at 100 requests/s, a database of mean 100 ms without a queue: 8 Erlang.
const poolOfEight = ([[9, 0.002, 0.002], [8, 0.27, 0.028], [7, 0.537, 0.136], [6, 0.634, 0.234]] as const)
  .flatMap(([size, one, own]) =>
    ([["one deadline", undefined, one], ["acquire timeout of its own", 1, own]] as const).map((
      [rule, acquireSeconds, errors],
    ) =>
      row({
        mechanism: "pool-of-eight",
        label: `${size} connections for 8 Erlang, ${rule}`,
        topology: threeTier(0.2, roomyDatabase(100)),
        ...pooled(size, acquireSeconds),
        independent: { errors: [errors] },
      })
    )
  );

const packetLoss = [
  ...([[0.01, 85], [0.05, 91], [0.1, 97], [0.25, 210], [0.39, 260], [0.6, 677]] as const).map((
    [loss, value],
  ) =>
    row({
      mechanism: "packet-loss",
      label: `loss of ${loss}, resends of requests`,
      requests: { calls: { [CALL]: { loss } } },
      step: ({ conditions }) => void (conditions.loss[API_TO_DB] = loss),
      independent: p95(value),
    })
  ),
  ...([[0.01, 86], [0.05, 100], [0.1, 132], [0.25, 266], [0.39, 628], [0.6, 1015]] as const).map((
    [loss, value],
  ) =>
    row({
      mechanism: "packet-loss",
      label: `loss of ${loss}, TCP`,
      requests: { calls: { [CALL]: { loss, lossRule: "tcp" } } },
      independent: p95(value),
    })
  ),
];

const partition = ([[0.25, 230, 168], [0.55, 1022], [0.775, 1030], [1, 1035]] as const).map((
  [cut, value, error],
) =>
  row({
    mechanism: "partition",
    label: `${cut} of the tries are not answered`,
    requests: { calls: { [CALL]: { cut } } },
    step: ({ conditions }) => void (conditions.cut[API_TO_DB] = cut),
    independent: p95(value, error),
  })
);

const breaker = row({
  mechanism: "breaker",
  label: "breaker open",
  requests: { calls: { [CALL]: { breakerOpen: true } } },
  step: (model) => {
    const { truth } = model.run(200, () => model.state.breakerSteps[API_TO_DB] = 2);
    return { p95: 1000 * truth.p95[API]!, errors: truth.errorRate[API]! };
  },
  independent: { p95: [59], errors: [0.04] },
});

const userRetries =
  ([[0.1, 0.1, 0.103], [0.1, Infinity, 0.103], [0.3, 0.1, 0.304], [0.3, Infinity, 0.304]] as const).map(
    ([errors, retryBudget, value]) =>
      row({
        mechanism: "user-retries",
        label: `errors of ${errors}, budget ${retryBudget === Infinity ? "none" : retryBudget}`,
        requests: { services: { api: { errors } }, users: { retries: 2, retryBudget } },
        step: ({ conditions }) => {
          conditions.errors[API] = errors;
          conditions.userRetries = 2;
          conditions.userRetryBudget = retryBudget;
        },
        independent: { errors: [value] },
      }),
  );

const poison = ([[0.15, 93, 25.7], [0.33, 104, 33.1], [0.465, 113, 38.8], [0.6, 122, 44.3]] as const).map(
  ([share, value, rate]) =>
    row({
      mechanism: "poison",
      label: `${share} of the entries wrong`,
      requests: { services: { cache: { poison: share } } },
      read: withDatabaseRate,
      step: ({ conditions }) => void (conditions.poison[CACHE] = share),
      independent: { p95: [value], "db rate": [rate] },
    }),
);

const FLUSH_AT = 60;

/** A warm system that loses its cache; `heals` is the share of the runs that are healthy five minutes later. */
function flushed(
  label: string,
  { usersRate, share, call, users = {} }: {
    usersRate: number;
    share: number;
    call?: CallModel;
    users?: UserSettings;
  },
): Row {
  return row({
    mechanism: "flush",
    label: `${label}, ${usersRate}/s`,
    usersRate,
    seconds: 360,
    requests: {
      warming: true,
      windowSeconds: 5,
      users,
      ...(call && { calls: { [CALL]: call } }),
      schedule: [{ at: FLUSH_AT, flush: { cache: 0 } }],
    },
    read: healed,
    step: (model) => {
      const { conditions, state } = model;
      conditions.userRetries = users.retries ?? 0;
      conditions.userRetryBudget = users.retryBudget ?? 0;
      if (call) conditions.pool[API_TO_DB] = call.poolSize!;
      model.run(60);
      state.hitRatio[CACHE] = 0;
      return healedAt(model.run(60).truth.errorRate[API]!);
    },
    independent: { heals: [share, Math.sqrt(share * (1 - share) / 6)] },
  });
}

const flush = [
  ...([[90, 1], [95, 1], [100, 1], [105, 0.5], [115, 0]] as const).map(([usersRate, share]) =>
    flushed("cache flushed", { usersRate, share })
  ),
  ...[90, 100, 115].map((usersRate) =>
    flushed("pool of 40, acquire timeout of its own", {
      usersRate,
      share: 1,
      call: { poolSize: 40, acquireSeconds: 1 },
    })
  ),
  ...([[95, 4 / 6], [100, 2 / 6], [105, 2 / 6]] as const).map(([usersRate, share]) =>
    flushed("pool of 40, one deadline, users retry", {
      usersRate,
      share,
      call: { poolSize: 40 },
      users: { retries: 2, retryBudget: 0.1 },
    })
  ),
];

/** Users' rate with a surge of 30 s. */
function surge(factor: number) {
  return (seconds: number) => seconds >= 60 && seconds < 90 ? 100 * factor : 100;
}

function storm(
  label: string,
  { factor, share, users }: { factor: number; share: number; users: UserSettings },
): Row {
  return row({
    mechanism: "retry-storm",
    label,
    seconds: 340,
    requests: { entryRate: surge(factor), windowSeconds: 5, users },
    read: healed,
    ...(users.backoffSeconds === undefined && {
      step: (model: StepModel) => {
        const { conditions } = model;
        conditions.userRetries = users.retries!;
        conditions.userRetryBudget = users.retryBudget ?? Infinity;
        model.run(60);
        conditions.traffic = factor;
        model.run(6);
        conditions.traffic = 1;
        return healedAt(model.run(50).truth.errorRate[API]!);
      },
    }),
    independent: { heals: [share] },
  });
}

const retryStorm = [
  storm("surge x 2.4, 3 immediate retries, no budget", { factor: 2.4, share: 1, users: { retries: 3 } }),
  storm("surge x 2.4, 3 retries after 5 s, no budget", {
    factor: 2.4,
    share: 0,
    users: { retries: 3, backoffSeconds: 5, backoffFactor: 1 },
  }),
  storm("surge x 2, budget of 1", { factor: 2, share: 1, users: { retries: 2, retryBudget: 1 } }),
];

// What the step model takes for garbage collection at that memory utilisation, beyond the usual.
const collection = ([[0.9, 0.1636, [98, 127, 308]], [0.95, 0.3636, [163, 354, 1410]]] as const).flatMap((
  [memory, share, values],
) =>
  [0.05, 0.2, 1].map((seconds, i) =>
    row({
      mechanism: "garbage-collection",
      label: `memory at ${memory}, pauses of ${seconds} s`,
      requests: { services: { api: { pauses: { seconds, share, stalls: false } } } },
      step: ({ state }) => void (state.memory[API] = memory),
      independent: p95(values[i]!),
    })
  )
);

const outOfMemory =
  ([[1, { p95: [131] }], [2, { "p95": [1733], "p95 then": [3509], "errors then": [0.85] }]] as const).map((
    [replicas, independent],
  ) =>
    row({
      mechanism: "out-of-memory",
      label: `${replicas} of 3 replicas killed for 10 s`,
      seconds: 80,
      requests: {
        windowSeconds: 5,
        schedule: [{ at: 60, kill: { api: { replicas, seconds: 10 } } }],
      },
      read: ({ windows }) => ({
        p95: 1000 * windows[12]![0]!.latencyP95Seconds,
        "p95 then": 1000 * windows[13]![0]!.latencyP95Seconds,
        "errors then": windows[13]![0]!.errorRate,
      }),
      step: (model) => {
        model.run(60);
        model.state.down[API] = replicas;
        model.state.downSteps[API] = 3;
        const first = 1000 * model.run(1).truth.p95[API]!;
        const { p95, errorRate } = model.run(1).truth;
        return { p95: first, "p95 then": 1000 * p95[API]!, "errors then": errorRate[API]! };
      },
      independent,
    })
  );

const slowQuery = [
  ...([[0.5, 142], [0.7, 258]] as const).map(([rho, value]) =>
    row({
      mechanism: "slow-query",
      label: `all queries slow, db at ${rho}`,
      requests: { services: { db: { slow: rho / DB_UTILISATION } } },
      step: ({ conditions }) => void (conditions.slow[DB] = rho / DB_UTILISATION),
      independent: p95(value),
    })
  ),
  ...([[0.5, 4, { p95: [142] }], [0.7, 6.4, { p95: [389], errors: [0.015] }]] as const).map(
    ([rho, factor, independent]) =>
      row({
        mechanism: "slow-query",
        label: `a third of the queries x ${factor}, db at ${rho}`,
        requests: { services: { db: { serviceTimes: { share: 1 / 3, factor } } } },
        independent,
      }),
  ),
];

const threads = ([[32, 0.2], [24, 0.28], [16, 1]] as const).map(([count, errors]) =>
  row({
    mechanism: "threads",
    label: `${count} threads of api, db not answering`,
    seconds: 260,
    requests: { services: { api: { threads: count } }, calls: { [CALL]: { cut: 1 } } },
    independent: { errors: [errors] },
  })
);

const greyReplica = [
  row({
    mechanism: "grey-replica",
    label: "one of 3 replicas 5 times slower, round robin",
    requests: { services: { api: { balancing: "round robin", slowReplica: 5 } } },
    read: (result) => {
      const { rejectedShare, lateShare } = result.services[0]!;
      return { ...withCpu(result), rejected: rejectedShare, late: lateShare };
    },
    independent: { rejected: [0.21], late: [0.16], cpu: [0.69] },
  }),
  row({
    mechanism: "grey-replica",
    label: "one of 3 replicas 5 times slower, one queue",
    requests: { services: { api: { slowReplica: 5 } } },
    read: withCpu,
    independent: p95(141),
  }),
];

/**
 * The retry collapse of SREGym: a backend of one server, users that give up and try again. 8 requests/s, 40/s for 10 s.
 *
 * @param capacity of the backend, requests/s
 */
function collapse(capacity: number, timeoutSeconds: number): Topology {
  return {
    name: "backend",
    front: "backend",
    services: [
      service("backend", {
        replicas: 1,
        ratePerReplica: capacity,
        queuePlaces: 256,
        contention: 0,
        coherency: 0,
        baseErrorRate: 0,
      }),
    ],
    calls: [],
    entryRate: 8,
    userTimeoutSeconds: timeoutSeconds,
  };
}

const sreGym = ([[20, 0.75, 1], [50, 1, 0]] as const).map(([capacity, timeoutSeconds, lost]) =>
  row({
    mechanism: "retry-collapse",
    label: `backend of ${capacity}/s, timeout of ${timeoutSeconds} s`,
    topology: collapse(capacity, timeoutSeconds),
    usersRate: 8,
    seconds: 300,
    requests: {
      entryRate: (seconds) => seconds >= 60 && seconds < 70 ? 40 : 8,
      windowSeconds: 5,
      users: { retries: 2, backoffSeconds: 0.05, backoffFactor: 2, jitter: 0.2 },
    },
    read: lostUsers,
    independent: { "users lost": [lost] },
  })
);

/** All rows, in the order of the table. */
export const ROWS: readonly Row[] = [
  ...load,
  ...slowCallee,
  ...slowDatabase,
  ...poolOfOne,
  ...poolOfEight,
  ...packetLoss,
  ...partition,
  breaker,
  ...userRetries,
  ...poison,
  ...flush,
  ...retryStorm,
  ...collection,
  ...outOfMemory,
  ...slowQuery,
  ...threads,
  ...greyReplica,
  ...sreGym,
];
