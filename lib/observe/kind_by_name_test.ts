import { deepStrictEqual } from "node:assert";
import { kindByName } from "./kind_by_name.ts";

Deno.test("kindByName() knows caches and databases by words and products, wherever they stand in a name", () => {
  const names = {
    cache: [
      "redis",
      "redis-cart",
      "catalog-cache",
      "cache-10",
      "memcached",
      "sessions_valkey",
      "usercache",
      "redis-db",
    ],
    database: ["db", "shop-db", "orders-mysql", "pg", "pg-main", "mongodb", "userdb", "DynamoDB::Table"],
    service: ["cart", "web", "pgadmin", "apache", "adobe", "feedback"],
  };
  for (const [kind, its] of Object.entries(names)) {
    deepStrictEqual(its.map(kindByName), its.map(() => kind), kind);
  }
});
