import { withDatabaseRate } from "../measures.ts";
import { CALL, p95, type Row, row } from "../row.ts";

/** Packets that are lost on the way to the database. */
export const packetLoss: readonly Row[] = [
  ...([[0.01, 85], [0.05, 91], [0.1, 97], [0.25, 210], [0.39, 260], [0.6, 677]] as const).map((
    [loss, value],
  ) =>
    row({
      mechanism: "packet-loss",
      label: `loss of ${loss}, resends of requests`,
      requests: { calls: { [CALL]: { loss } } },
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

/** Tries that find nobody. */
export const partition: readonly Row[] = ([[0.25, 230, 168], [0.55, 1022], [0.775, 1030], [1, 1035]] as const)
  .map((
    [cut, value, error],
  ) =>
    row({
      mechanism: "partition",
      label: `${cut} of the tries are not answered`,
      requests: { calls: { [CALL]: { cut } } },
      independent: p95(value, error),
    })
  );

/** A breaker that was opened. */
export const breaker: Row = row({
  mechanism: "breaker",
  label: "breaker open",
  requests: { calls: { [CALL]: { breakerOpen: true } } },
  independent: { p95: [59], errors: [0.04] },
});

/** Breakers that open by themselves. */
export const ownBreaker: readonly Row[] = ([0.2, 0.45, 0.6, 1] as const).flatMap((cut) =>
  ([[5, 1], [20, 3]] as const).map(([openSeconds, probes]) =>
    row({
      mechanism: "own-breaker",
      label: `${cut} of the tries are not answered, open for ${openSeconds} s, ${probes} probes`,
      requests: {
        calls: {
          [CALL]: {
            cut,
            breaker: {
              failureShare: 0.5,
              windowSeconds: 10,
              minTries: 20,
              openSeconds,
              probes,
              fallbackShare: 0.5,
            },
          },
        },
      },
      read: withDatabaseRate,
      independent: { errors: undefined, "db rate": undefined },
    })
  )
);
