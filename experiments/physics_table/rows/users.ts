import type { UserSettings } from "../../../lib/simulator/reference/settings.ts";
import { service } from "../../../lib/simulator/topology/parts.ts";
import type { Topology } from "../../../lib/model/mod.ts";
import { healed, healedAt, lostShare, lostUsers } from "../measures.ts";
import { type Row, row } from "../row.ts";
import { errorRates } from "../step_model.ts";

/** Users that try again while the api fails requests. */
export const userRetries: readonly Row[] =
  ([[0.1, 0.1, 0.103], [0.1, Infinity, 0.103], [0.3, 0.1, 0.304], [0.3, Infinity, 0.304]] as const).map(
    ([errors, retryBudget, value]) =>
      row({
        mechanism: "user-retries",
        label: `errors of ${errors}, budget ${retryBudget === Infinity ? "none" : retryBudget}`,
        requests: { services: { api: { errors } }, users: { retries: 2, retryBudget } },
        independent: { errors: [value] },
      }),
  );

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
    step: (model) => {
      const { conditions } = model.run(60);
      conditions.traffic = factor;
      model.run(6);
      conditions.traffic = 1;
      return healedAt(errorRates(model, { steps: 50 }));
    },
    stepRuns: 20,
    independent: { heals: [share] },
  });
}

/** A surge that leaves retries behind. */
export const retryStorm: readonly Row[] = [
  storm("surge x 2.4, 3 immediate retries, no budget", { factor: 2.4, share: 1, users: { retries: 3 } }),
  storm("surge x 2.4, 3 retries after 5 s, no budget", {
    factor: 2.4,
    share: 0,
    users: { retries: 3, backoffSeconds: 5, backoffFactor: 1 },
  }),
  storm("surge x 2, budget of 1", { factor: 2, share: 1, users: { retries: 2, retryBudget: 1 } }),
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

/** The retry collapse that SREGym publishes, and its cure. */
export const sreGym: readonly Row[] = ([[20, 0.75, 1], [50, 1, 0]] as const).map((
  [capacity, timeoutSeconds, lost],
) =>
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
    step: (model) => {
      const { conditions } = model.run(12);
      conditions.traffic = 5;
      model.run(2);
      conditions.traffic = 1;
      return { "users lost": lostShare(errorRates(model, { steps: 46 }), conditions.userRetries) };
    },
    independent: { "users lost": [lost] },
  })
);
