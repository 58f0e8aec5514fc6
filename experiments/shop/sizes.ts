/** Items that the shop sells. */
export const ITEMS = 1_000;
/** Users ask for the items by a power law: the share of the first x of all items is x to 1 over this. */
export const SKEW = 3;
/** Share of the requests that write. */
export const WRITE_SHARE = 0.1;
/**
 * Seconds for which an entry stays in the cache: some 82 % of the reads at the first rate are then answered by it, so that a database that is slow is
 * seen in the p95 of all requests.
 */
export const CACHE_SECONDS = 150;
/** Requests that an `api` replica works on at a time; further ones wait at the front. */
export const WORKERS = 3;
/** Memory that an `api` replica's heap may use, in MB. */
export const HEAP_MB = 128;
/** Memory of a replica besides its heap, in MB. */
const RUNTIME_MB = 96;
/** Memory that an `api` replica may use, in MB. */
export const REPLICA_MB = HEAP_MB + RUNTIME_MB;
/** Memory that the cache and a database server may use, in MB. */
export const [CACHE_MB, DATABASE_MB] = [96, 192];
/** Replicas of `api` from the start. */
export const FIRST_REPLICAS = 2;
/**
 * Requests a second from the start: a fifth of what two replicas bear (3 workers each, about 45 ms a request: 130 a second), so that six times as many
 * are too many; and a little more than the database could answer alone (some 40 ms of processor time a miss), so that an empty cache is felt.
 */
export const FIRST_RATE = 25;
/** Requests a second that the load may be set to, and that faults may make of it. */
export const MAX_RATE = 160;
/** The limit of the p95 latency, as a multiple of that of a quiet run. */
export const SLO_FACTOR = 2.2;
/** The limit of the share of failed requests. */
export const SLO_ERROR_RATE = 0.02;
