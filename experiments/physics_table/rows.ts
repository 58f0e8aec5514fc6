import type { Row } from "./row.ts";
import { flush, poison } from "./rows/cache.ts";
import { load, slowApiAndDisk, slowCallee } from "./rows/load.ts";
import { breaker, ownBreaker, packetLoss, partition } from "./rows/network.ts";
import { noise } from "./rows/noise.ts";
import { poolOfEight, poolOfOne, slowDatabase } from "./rows/pools.ts";
import { collection, greyReplica, outOfMemory, slowQuery, threads } from "./rows/replicas.ts";
import { retryStorm, sreGym, userRetries } from "./rows/users.ts";

/** All rows, in the order of the table. */
export const ROWS: readonly Row[] = [
  ...load,
  ...slowCallee,
  ...slowApiAndDisk,
  ...slowDatabase,
  ...poolOfOne,
  ...poolOfEight,
  ...packetLoss,
  ...partition,
  breaker,
  ...ownBreaker,
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
  noise,
];
