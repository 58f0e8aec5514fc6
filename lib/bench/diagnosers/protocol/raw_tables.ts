import type { Indicator, LabelledIncident, MetricRole, MetricTable } from "../../../model/mod.ts";
import { createStream, normalQuantile, poissonQuantile, type Stream } from "../../../random/mod.ts";

/** Who calls whom in the shop: each calls later ones alone. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  "front-end": ["orders", "carts", "catalogue", "user"],
  orders: ["payment", "shipping", "carts", "user", "orders-db"],
  carts: ["carts-db"],
  catalogue: ["catalogue-db"],
  user: ["user-db"],
  payment: [],
  shipping: ["rabbitmq"],
  rabbitmq: ["queue-master"],
  "queue-master": [],
  "orders-db": [],
  "carts-db": [],
  "catalogue-db": [],
  "user-db": [],
  "session-db": [],
};
const SERVICES = Object.keys(CALLS);
/** Those whose requests a mesh measures. */
const MESHED = ["front-end", "orders", "carts", "catalogue", "user", "payment", "shipping"];
const FAULTS = ["cpu", "mem", "delay", "loss"] as const;
/** Who can be struck. */
const STRUCK = ["orders", "carts", "catalogue", "user", "payment"];
/** Rows of each window, one a second. */
const ROWS = 300;
/** Seconds between scrapes: rows in between repeat. */
const SCRAPE = 5;
/** Rows over which a rate is taken. */
const RATE_ROWS = 45;
const PAGE = 4096;

const normal = (stream: Stream) => normalQuantile(stream.next());
const between = (stream: Stream, low: number, high: number) => low + (high - low) * stream.next();

/**
 * An incident of a shop as its monitoring wrote it down, nothing prepared: shares beside bytes, latencies of a histogram whose buckets are wide,
 * metrics that never move, memory that moves by pages, rates over 45 s, repeated rows, gaps, and metrics of machines that nobody can be blamed for.
 */
export function rawTableIncident(seed: number): LabelledIncident {
  const stream = createStream(seed, "raw tables");
  const struck = STRUCK[seed % STRUCK.length]!;
  const fault = FAULTS[Math.floor(seed / STRUCK.length) % FAULTS.length]!;
  const run = simulate(stream, { struck, fault, severity: between(stream, 0.5, 1) });
  const indicators: Indicator[] = [];
  const columns: Float64Array[] = [];
  const put = (service: string, metric: string, role: MetricRole, values: Float64Array) => {
    indicators.push({ service, metric, role });
    columns.push(recorded(stream, values));
  };
  for (const service of SERVICES) {
    const its = run(service);
    put(service, "cpu", "cpu", its.cpu);
    put(service, "mem", "memory", its.memory);
    if (!MESHED.includes(service)) continue;
    put(service, "load", "requests", its.load);
    put(service, "error", "errors", its.errors);
    for (const [metric, quantile] of [["lat_50", 0.5], ["lat_90", 0.9], ["lat_99", 0.99]] as const) {
      put(service, metric, "latency", its.latency(quantile));
    }
  }
  const part = (from: number, to: number): { metrics: MetricTable } => ({
    metrics: {
      indicators,
      timesSeconds: Float64Array.from({ length: to - from }, (_, row) => 1_700_000_000 + from + row),
      columns: columns.map((column) => column.slice(from, to)),
    },
  });
  return {
    incident: {
      id: `raw tables/${seed}`,
      services: SERVICES,
      before: part(0, ROWS),
      after: part(ROWS, 2 * ROWS),
    },
    truth: { services: [struck], fault },
  };
}

interface Recorded {
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  readonly load: Float64Array;
  readonly errors: Float64Array;
  latency(quantile: number): Float64Array;
}

/** Runs the shop row by row; the function returned gives what its monitoring sees of a service. */
function simulate(
  stream: Stream,
  { struck, fault, severity }: { struck: string; fault: typeof FAULTS[number]; severity: number },
): (service: string) => Recorded {
  const rows = 2 * ROWS;
  const zeros = () => new Float64Array(rows);
  const state = new Map(SERVICES.map((name) => [name, {
    own: MESHED.includes(name) ? between(stream, 0.002, 0.02) : between(stream, 5e-4, 3e-3),
    cpuPerRequest: between(stream, 5e-4, 3e-3),
    idle: between(stream, 1e-3, 1e-2),
    bytes: PAGE * Math.round(between(stream, 5e6, 8e8) / PAGE),
    // A database in use grows, a process of Go stays as it is.
    grows: stream.next() < 0.3 ? between(stream, 0.02, 0.2) : 0,
    idles: stream.next() < 0.25,
    wander: normal(stream),
    cpu: zeros(),
    memory: zeros(),
    load: zeros(),
    errors: zeros(),
    median: zeros(),
    tail: between(stream, 0.4, 0.9),
  }]));
  let wave = normal(stream);
  const traffic = between(stream, 20, 80);
  for (let row = 0; row < rows; row++) {
    wave = 0.95 * wave + Math.sqrt(1 - 0.95 ** 2) * normal(stream);
    const at = row >= ROWS;
    const grown = at ? Math.min(1, (row - ROWS + 1) / (fault === "mem" ? 120 : 15)) : 0;
    const rate = new Map(
      SERVICES.map((name) => [name, name === "front-end" ? traffic * Math.exp(0.1 * wave) : 0]),
    );
    for (const name of SERVICES) {
      for (const callee of CALLS[name]!) rate.set(callee, rate.get(callee)! + 0.5 * rate.get(name)!);
    }
    for (const name of SERVICES.toReversed()) {
      const its = state.get(name)!;
      its.wander = 0.9 * its.wander + Math.sqrt(1 - 0.9 ** 2) * normal(stream);
      const hit = name === struck ? grown * severity : 0;
      const slow = fault === "cpu" ? 1 + 12 * hit : fault === "mem" ? 1 + 2 * hit : 1;
      const waited = fault === "delay" ? 0.3 * hit : fault === "loss" ? 0.05 * hit : 0;
      const below = CALLS[name]!.reduce((sum, callee) => sum + 0.5 * state.get(callee)!.median[row]!, 0);
      its.median[row] = its.own * slow * Math.exp(0.08 * its.wander) + waited + below;
      const failed = fault === "loss" ? 0.1 * hit : 0;
      const failing = CALLS[name]!.reduce(
        (sum, callee) => sum + 0.5 * state.get(callee)!.errors[row]! / 2,
        failed,
      );
      its.errors[row] = Math.min(1, failing);
      its.load[row] = poisson(stream, rate.get(name)!);
      const hog = name === struck && fault === "cpu" ? 2 * hit : 0;
      its.cpu[row] = (its.idle + its.cpuPerRequest * its.load[row]!) * Math.exp(0.05 * normal(stream)) + hog;
      its.bytes += its.idles
        ? 0
        : PAGE * Math.round((stream.next() < 0.05 ? 40 * normal(stream) : 0) + its.grows * its.load[row]!);
      const leak = name === struck && fault === "mem" ? 8e8 * hit : 0;
      its.memory[row] = Math.max(PAGE, its.bytes + PAGE * Math.round(leak / PAGE));
    }
  }
  return (service) => {
    const its = state.get(service)!;
    return {
      cpu: smoothed(its.cpu),
      memory: its.memory,
      load: smoothed(its.load),
      // Shares of requests that fail, of which hardly any do.
      errors: its.errors.map((share, row) =>
        poisson(stream, share * its.load[row]!) / Math.max(1, its.load[row]!)
      ),
      latency: (quantile) =>
        smoothed(its.median.map((median) => median * Math.exp(its.tail * normalQuantile(quantile)))).map((
          x,
        ) => ofBuckets(x, quantile)),
    };
  };
}

/** Bounds of a histogram's buckets in seconds. */
const BUCKETS = [0, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A quantile as Prometheus takes it from a histogram: almost all requests in one bucket give the same value whatever they took. */
function ofBuckets(seconds: number, quantile: number): number {
  const above = Math.max(1, BUCKETS.findIndex((bound) => bound >= seconds));
  const [low, high] = [BUCKETS[above - 1]!, BUCKETS[above]!];
  const inside = (seconds - low) / (high - low);
  // Near the middle of a bucket all requests are in it.
  return low + (high - low) * (Math.abs(inside - 0.5) < 0.35 ? quantile : Math.min(1, Math.max(0, inside)));
}

/** The mean of the rows of a rate. */
function smoothed(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((x, row) => {
    sum += x - (row >= RATE_ROWS ? values[row - RATE_ROWS]! : 0);
    return sum / Math.min(row + 1, RATE_ROWS);
  });
}

/** As it is written down: the last scrape until the next, and nothing where scrapes fail. */
function recorded(stream: Stream, values: Float64Array): Float64Array {
  const phase = stream.integer(SCRAPE);
  const gap = stream.next() < 0.2 ? ROWS * 2 * stream.next() : NaN;
  return values.map((_, row) =>
    row >= gap && row < gap + 12 ? NaN : values[Math.max(0, row - (row + phase) % SCRAPE)]!
  );
}

function poisson(stream: Stream, mean: number): number {
  return poissonQuantile(stream.next(), mean);
}
