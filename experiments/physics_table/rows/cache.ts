import type { CallModel, UserSettings } from "../../../lib/simulator/reference/settings.ts";
import { healed, healedAt, withDatabaseRate } from "../measures.ts";
import { CALL, type Row, row } from "../row.ts";
import { CACHE, errorRates } from "../step_model.ts";

/** Entries that are wrong. */
export const poison: readonly Row[] =
  ([[0.15, 93, 25.7], [0.33, 104, 33.1], [0.465, 113, 38.8], [0.6, 122, 44.3]] as const).map(
    ([share, value, rate]) =>
      row({
        mechanism: "poison",
        label: `${share} of the entries wrong`,
        requests: { services: { cache: { poison: share } } },
        read: withDatabaseRate,
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
      model.run(60);
      model.state.hitRatio[CACHE] = 0;
      return healedAt(errorRates(model, { steps: 60 }));
    },
    stepRuns: 40,
    independent: { heals: [share, Math.sqrt(share * (1 - share) / 6)] },
  });
}

/** A cache that loses all of its entries. */
export const flush: readonly Row[] = [
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
