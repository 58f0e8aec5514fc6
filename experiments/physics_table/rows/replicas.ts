import { STEP_SECONDS } from "../../../lib/model/mod.ts";
import { withCpu } from "../measures.ts";
import { CALL, DB_UTILISATION, p95, type Row, row, STEP_RUNS } from "../row.ts";
import { API } from "../step_model.ts";

/** Garbage collection. The share of the pauses is what the step model takes at that memory utilisation, beyond the usual. */
export const collection: readonly Row[] =
  ([[0.9, 0.1636, [98, 127, 308]], [0.95, 0.3636, [163, 354, 1410]]] as const).flatMap((
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

/** Replicas that are killed. */
export const outOfMemory: readonly Row[] =
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

/** Length of a run in which queues that are long enough for timeouts come now and then, seconds. */
const RARE_QUEUES_SECONDS = 1060;

/** Queries that are slow: all of them, or a third. */
export const slowQuery: readonly Row[] = [
  ...([[0.5, 142], [0.7, 258]] as const).map(([rho, value]) =>
    row({
      mechanism: "slow-query",
      label: `all queries slow, db at ${rho}`,
      requests: { services: { db: { slow: rho / DB_UTILISATION } } },
      independent: p95(value),
    })
  ),
  ...([[0.5, 4, { p95: [142] }], [0.7, 6.4, { p95: [389], errors: [0.015] }]] as const).map(
    ([rho, factor, independent]) =>
      row({
        mechanism: "slow-query",
        label: `a third of the queries x ${factor}, db at ${rho}`,
        seconds: RARE_QUEUES_SECONDS,
        stepRuns: STEP_RUNS,
        requests: { services: { db: { serviceTimes: { share: 1 / 3, factor } } } },
        independent,
      }),
  ),
];

/** Times of a run with threads that wait, seconds: where they nearly suffice, their queue takes minutes to find its length. */
const THREADS_SECONDS = { warmup: 20, run: 160 };

/** Threads that wait for a database that does not answer, from the start. */
export const threads: readonly Row[] = ([[32, 0.2], [24, 0.28], [16, 1]] as const).map(([count, errors]) =>
  row({
    mechanism: "threads",
    label: `${count} threads of api, db not answering`,
    seconds: THREADS_SECONDS.run,
    stepRuns: STEP_RUNS,
    step: (model) =>
      model.run(THREADS_SECONDS.warmup / STEP_SECONDS)
        .means((THREADS_SECONDS.run - THREADS_SECONDS.warmup) / STEP_SECONDS),
    requests: {
      warmupSeconds: THREADS_SECONDS.warmup,
      services: { api: { threads: count } },
      calls: { [CALL]: { cut: 1 } },
    },
    independent: { errors: [errors] },
  })
);

/** One replica that is slower than the others. */
export const greyReplica: readonly Row[] = [
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
