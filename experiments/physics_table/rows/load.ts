import { API_CAPACITY, p95, roomyDatabase, type Row, row, threeTier } from "../row.ts";

/** How busy the api is. */
export const load: readonly Row[] =
  ([[0.3, 79], [0.5, 82], [0.7, 96], [0.85, 144, 5], [0.95, 342, 18]] as const).map(
    ([rho, value, error]) =>
      row({
        mechanism: "load",
        label: `api at utilisation ${rho}`,
        usersRate: rho * API_CAPACITY,
        seconds: 860,
        independent: p95(value, error),
      }),
  );

/** A callee that takes long but does not queue. A hit ratio of 0.2 at 50 requests/s: 0.8 calls per request, and an api that hardly queues. */
export const slowCallee: readonly Row[] =
  ([[90, 267], [92, 272, 2], [100, 294], [130, 376], [150, 431], [200, 571]] as const).map(
    ([mean, value, error]) =>
      row({
        mechanism: "slow-callee",
        label: `db of mean ${mean} ms without a queue`,
        topology: threeTier(0.2, roomyDatabase(mean)),
        usersRate: 50,
        independent: p95(value, error),
      }),
  );

/** An api slowed to and beyond its capacity, and a database that fails all or most of its writes. */
export const slowApiAndDisk: readonly Row[] = [
  ...[0.94, 1.045, 1.15].map((rho) =>
    row({
      mechanism: "slow-api",
      label: `api slowed to ${rho}`,
      seconds: 860,
      requests: { services: { api: { slow: rho * API_CAPACITY / 100 } } },
      independent: { p95: undefined, errors: undefined },
    })
  ),
  ...[0.58, 1].map((errors) =>
    row({
      mechanism: "disk-full",
      label: `errors of ${errors} at the db`,
      requests: { services: { db: { errors, slow: 1.3 } } },
      independent: { p95: undefined, errors: undefined },
    })
  ),
];
