import type { TopologyInput } from "../../../lib/model/mod.ts";
import type { ShopClient } from "../client.ts";
import { jsonText, liveConfigOf } from "../live_config.ts";
import type { Plan } from "../plan.ts";
import { ask } from "./prometheus.ts";
import { FIRST_RATE, FIRST_REPLICAS, ITEMS, SLO_FACTOR, WORKERS } from "../sizes.ts";
import { configPath, topologyPath } from "../start.ts";
import { shareText } from "../../../lib/model/shown/share_text.ts";

const REQUESTS = "http_server_request_duration_seconds";
/** Seconds after a change of the load that are not measured. */
const SETTLE_SECONDS = 8;
/** Shares of the first rate that are tried. */
const RATE_FACTORS = [1, 2] as const;
/** Seconds after which callers give a call to cache or database up, and users a request. */
const [CALL_TIMEOUT_SECONDS, USER_TIMEOUT_SECONDS] = [1, 2];
/** Connections that a replica holds to the database. */
const POOL_SIZE = 8;
/** What the topology can't say of the shop, or a quiet run not show. */
const NOT_MEASURED = [
  "contention and coherency of several replicas: that takes runs with other numbers of replicas, so they are 0",
  "warmingReads: that takes a run after a flush, so it is the number of items",
  "queue places: no queue fills in a quiet run, so they keep their defaults",
  "baseErrorRate below one in the requests that were counted",
  "writes, which go past the cache: they count as misses, so the hit ratio is that of all requests",
];

/** What a quiet run at one rate shows, by service: means per request. */
export interface QuietRun {
  /** Requests that arrived a second. */
  readonly rate: Readonly<Record<"api" | "cache" | "db", number>>;
  /** Mean time to an answer (s). */
  readonly meanSeconds: Readonly<Record<"api" | "cache" | "db", number>>;
  /** 95th percentile of the time to an answer (ms). */
  readonly p95Ms: Readonly<Record<"api" | "cache" | "db", number>>;
  /** Processor time a request (s). */
  readonly cpuSeconds: Readonly<Record<"api" | "cache" | "db", number>>;
  /** Share of the requests to `api` that failed. */
  readonly failedShare: number;
  /** Share of the reads that the cache answered. */
  readonly readHitRatio: number;
}

/**
 * The shop as a topology of the simulator.
 *
 * A replica's time for a request has three parts: its own processor time (its rate), the calls to cache and database (theirs), and waiting for others'
 * services, which the topology has no place for but the delay of the call to the cache. The database's time is that at the lower rate, when
 * requests seldom wait for each other.
 */
export function topologyOf({ rate, meanSeconds, cpuSeconds, failedShare }: QuietRun): TopologyInput {
  const perRequest = (service: "cache" | "db") => rate[service] / rate.api;
  const missRatio = Math.min(1, perRequest("db"));
  const called = perRequest("cache") * meanSeconds.cache + perRequest("db") * meanSeconds.db;
  const waitSeconds = Math.max(0, meanSeconds.api - cpuSeconds.api - called);
  return {
    name: "shop",
    front: "api",
    services: [
      {
        name: "api",
        kind: "service",
        replicas: FIRST_REPLICAS,
        ratePerReplica: rounded(1 / cpuSeconds.api),
        threads: FIRST_REPLICAS * WORKERS,
        contention: 0,
        coherency: 0,
        baseErrorRate: rounded(failedShare),
      },
      {
        name: "cache",
        kind: "cache",
        replicas: 1,
        ratePerReplica: rounded(1 / meanSeconds.cache),
        contention: 0,
        coherency: 0,
        cache: { hitRatio: rounded(1 - missRatio), warmingReads: ITEMS },
      },
      {
        name: "db",
        kind: "database",
        replicas: 1,
        ratePerReplica: rounded(1 / meanSeconds.db),
        contention: 0,
        coherency: 0,
      },
    ],
    calls: [
      {
        caller: "api",
        callee: "cache",
        critical: false,
        timeoutSeconds: CALL_TIMEOUT_SECONDS,
        networkDelaySeconds: rounded(waitSeconds),
      },
      {
        caller: "api",
        callee: "db",
        onMissOf: "cache",
        timeoutSeconds: CALL_TIMEOUT_SECONDS,
        poolSize: FIRST_REPLICAS * POOL_SIZE,
      },
    ],
    entryRate: rounded(rate.api),
    userTimeoutSeconds: USER_TIMEOUT_SECONDS,
  };
}

/** Three digits: what a run of a minute can tell. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

async function measure(port: number, seconds: number): Promise<QuietRun> {
  const by = async (query: string) => {
    const values = await ask({ port, query });
    const value = (service: string) => {
      const found = values.get(service);
      if (found === undefined) throw new Error(`Prometheus has no value of ${service} for ${query}`);
      return found;
    };
    return { api: value("api"), cache: value("cache"), db: value("db") };
  };
  const sum = (name: string) => `sum by (service) (rate(${name}[${seconds}s]))`;
  const rate = await by(sum(`${REQUESTS}_count`));
  const failed = await ask({ port, query: sum(`${REQUESTS}_count{status=~"5.."}`) });
  const reads = await ask({
    port,
    label: "result",
    query: `sum by (result) (rate(shop_cache_reads_total[${seconds}s]))`,
  });
  const [hits, misses] = ["hit", "miss"].map((result) => reads.get(result) ?? 0) as [number, number];
  return {
    rate,
    meanSeconds: await by(`${sum(`${REQUESTS}_sum`)} / ${sum(`${REQUESTS}_count`)}`),
    p95Ms: await by(
      `1000 * histogram_quantile(0.95, sum by (service, le) (rate(${REQUESTS}_bucket[${seconds}s])))`,
    ),
    cpuSeconds: await by(`${sum("process_cpu_seconds_total")} / ${sum(`${REQUESTS}_count`)}`),
    failedShare: (failed.get("api") ?? 0) / rate.api,
    readHitRatio: hits / (hits + misses),
  };
}

function runText({ rate, meanSeconds, p95Ms, cpuSeconds, readHitRatio }: QuietRun): string {
  return (["api", "cache", "db"] as const).map((service) =>
    `  ${service.padEnd(6)} ${rate[service].toFixed(1)}/s, mean ${
      (1_000 * meanSeconds[service]).toFixed(1)
    } ms, ` +
    `p95 ${p95Ms[service].toFixed(0)} ms, processor ${(1_000 * cpuSeconds[service]).toFixed(1)} ms a request`
  ).join("\n") + `\n  the cache answers ${shareText(readHitRatio)} of the reads`;
}

/** Measures the shop in quiet runs and writes its topology and the limits of its SLO into its folder. */
export async function calibrate(
  plan: Plan,
  { client, seconds, print }: {
    readonly client: ShopClient;
    /** Length of each run. */
    readonly seconds: number;
    readonly print: (text: string) => void;
  },
): Promise<void> {
  const runs: QuietRun[] = [];
  try {
    for (const factor of RATE_FACTORS) {
      print(await client.order("load", { rate: factor * FIRST_RATE }));
      await new Promise((resolve) => setTimeout(resolve, 1_000 * (SETTLE_SECONDS + seconds)));
      runs.push(await measure(plan.ports.prometheus, seconds));
      print(runText(runs.at(-1)!));
    }
  } finally {
    await client.order("load", { rate: FIRST_RATE });
  }
  const [quiet, busier] = runs as [QuietRun, QuietRun];
  const latencyP95Ms = rounded(SLO_FACTOR * quiet.p95Ms.api);
  await Deno.writeTextFile(topologyPath(plan), jsonText(topologyOf(quiet)));
  const config = liveConfigOf(plan, { latencyP95Ms, topology: "topology.json" });
  await Deno.writeTextFile(configPath(plan), jsonText(config));
  const growth = busier.meanSeconds.db / quiet.meanSeconds.db;
  print([
    `Written: ${
      topologyPath(plan)
    }, and a p95 limit of ${latencyP95Ms} ms (${SLO_FACTOR} times that of the quiet run) into ${
      configPath(plan)
    }`,
    `With ${RATE_FACTORS[1]} times the requests the database took ${growth.toFixed(2)} times as long.`,
    "Not measured:",
    ...NOT_MEASURED.map((text) => `  ${text}`),
  ].join("\n"));
}
