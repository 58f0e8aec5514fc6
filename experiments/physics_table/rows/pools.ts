import type { CallModel } from "../../../lib/simulator/reference/settings.ts";
import { CALL, DB_UTILISATION, p95, roomyDatabase, type Row, row, STEP_RUNS, threeTier } from "../row.ts";

/** A pool of that size in both models. */
function pooled(size: number, acquireSeconds?: number) {
  const call: CallModel = { poolSize: size, ...(acquireSeconds !== undefined && { acquireSeconds }) };
  return {
    requests: { calls: { [CALL]: call } },
  };
}

/** A database that is slow because it is busy. */
export const slowDatabase: readonly Row[] = [
  row({
    mechanism: "slow-database",
    label: "db at utilisation .9, no pool",
    requests: { services: { db: { slow: 0.9 / DB_UTILISATION } } },
    stepRuns: STEP_RUNS,
    independent: { p95: [1032], errors: [0.172, 0.008] },
  }),
  row({
    mechanism: "slow-database",
    label: "db at utilisation .9, pool of 40, one deadline",
    requests: { services: { db: { slow: 0.9 / DB_UTILISATION } }, ...pooled(40).requests },
    independent: { p95: [1022], errors: [0.109, 0.018] },
  }),
  ...[0.95, 1.2, 1.5].map((rho) =>
    row({
      mechanism: "slow-database",
      label: `db at utilisation ${rho}`,
      requests: { services: { db: { slow: rho / DB_UTILISATION } } },
      independent: { p95: [1030], errors: [0.201] },
    })
  ),
  row({
    mechanism: "slow-database",
    label: "cold path to the db (hit ratio .2)",
    topology: threeTier(0.2),
    independent: { p95: [2006], errors: [0.759, 0.03] },
  }),
];

/** One connection for calls of 37.7 ms, a fifth of the requests: 100 requests/s use it at 0.753. */
export const poolOfOne: readonly Row[] = [
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

/** A hit ratio of 0.2 at 100 requests/s, a database of mean 100 ms without a queue: 8 Erlang. */
export const poolOfEight: readonly Row[] =
  ([[9, 0.002, 0.002], [8, 0.27, 0.028], [7, 0.537, 0.136], [6, 0.634, 0.234]] as const)
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
