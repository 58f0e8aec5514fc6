import type { ServiceKind } from "../model/mod.ts";

const CACHE = /redis|memcache|valkey|hazelcast|(?:^|[^a-z])cache|cache$/i;
const DATABASE =
  /sql|postgres|maria|mongo|cassandra|dynamo|couch|oracle|cockroach|neo4j|clickhouse|influx|database|(?:^|[^a-z])(?:pg|db)(?:$|[^a-z])|db$/i;

/** What a service is likely to be by its name, or by the name of a product: a cache, a database, or a service like most. */
export function kindByName(name: string): ServiceKind {
  return CACHE.test(name) ? "cache" : DATABASE.test(name) ? "database" : "service";
}
