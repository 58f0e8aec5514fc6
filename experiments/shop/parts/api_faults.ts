/** What can go wrong in a running replica until it is started anew. */
export interface ApiFaults {
  /** Share of the time that a hot loop takes, 0 to 1. */
  burnShare: number;
  /** Share of the requests that throw, 0 to 1. */
  failedShare: number;
  /** Connections to the database that are never given back, one every so many seconds; 0: none. */
  leakEverySeconds: number;
  /** Services that are not called at all, since a breaker is open. */
  openBreakers: readonly string[];
}
