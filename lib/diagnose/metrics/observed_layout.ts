import { type Indicator, type MetricRole, METRICS, type MetricTable } from "../../model/mod.ts";
import { median } from "../../stats/samples/quantiles.ts";
import { present } from "./deviations.ts";

/** The roles of an observation's metrics, in their order. */
const ROLES: readonly MetricRole[] = ["latency", "errors", "cpu", "memory", "requests"];
const [LATENCY, ERRORS, REQUESTS] = [0, 1, 4];
/** Share of the services whose latency and requests must be recorded. */
const MIN_COVERED = 0.5;
/** The percentiles of a latency that stand for the 95th, best first. */
const PERCENTILES = [/95/, /99/, /90/];
/** Usual use of CPUs whose number isn't known: that of the systems in which networks are trained. */
const USUAL_CPU = 0.4;
/** Least usual use that is a share of a limit rather than a number in some other unit. */
const MIN_SHARE = 0.02;
/** Names of shares in percent, and words for latencies in ms, µs, ns and s; without any of these seconds are below so many. */
const PERCENT = /percent|%/i;
/** Names of shares up to 1. */
const SHARE = /rate|ratio|share|fraction/i;
/** The same, or shares up to 1, as those of Elastic's Metricbeat are. */
const PCT = /pct/i;
const TIME_UNITS: readonly (readonly [word: RegExp, ms: number])[] = [
  [/^(?:.*(?:latency|duration|time))?(?:ms|msecs?)$|milli/, 1],
  [/^(?:.*(?:latency|duration|time))?(?:us|µs|μs)$|micro/, 1e-3],
  [/^ns$|nano/, 1e-6],
  [/^s$|^secs?$|seconds?$/, 1000],
];
/** What parts the words of a metric's name, as `latencyP95Ms` or `request_duration_seconds`. */
const BETWEEN_WORDS = /[^A-Za-zµμ]+|(?<=[a-z])(?=[A-Z])/;
const MAX_SECONDS = 10;

/** Both windows of an incident. */
export interface Windows {
  readonly before: MetricTable;
  readonly after: MetricTable;
}

/** The roles that a table in the layout of observations has. */
export function isObserved(role: MetricRole): boolean {
  return ROLES.includes(role) || role === "availability";
}

/**
 * The metrics of other systems in the layout of observations, as far as they are known: NaN where a service lacks one. Latencies are taken to be in the unit
 * that their name says, or seconds if usual ones are small; failures are a share of the requests, CPU and memory a share of a limit. Where that isn't known,
 * CPU is such a share of it that 40 % are usual, and memory is missing: it takes small rises of it for leaks.
 *
 * @returns undefined where latency and requests of fewer than half of the services are recorded
 */
export function inObservedLayout(
  services: readonly string[],
  { before, after }: Windows,
): Windows | undefined {
  if (before.layout === "services-by-metrics") {
    return { before: columnsOf(services, before), after: columnsOf(services, after) };
  }
  const chosen = services.map((service) => ROLES.map((role) => columnOf(before, service, role)));
  const covered = chosen.filter((its) => its[LATENCY] !== undefined && its[REQUESTS] !== undefined);
  if (covered.length < MIN_COVERED * services.length) return undefined;
  const converted = chosen.flatMap((its) =>
    ROLES.map((_, metric) => {
      const column = its[metric];
      if (column === undefined) return (table: MetricTable) => missing(table);
      const convert = conversionOf(column, { before, after });
      const requests = metric === ERRORS ? its[REQUESTS] : undefined;
      return (table: MetricTable) =>
        table.columns[column]!.map((x, row) => convert(x, table.columns[requests ?? column]![row]!));
    })
  );
  const indicators = services.flatMap((service) =>
    METRICS.map((metric, i): Indicator => ({ service, metric, role: ROLES[i]! }))
  );
  const tableOf = (table: MetricTable): MetricTable => ({
    layout: "services-by-metrics",
    indicators,
    timesSeconds: table.timesSeconds,
    columns: converted.map((column) => column(table)),
  });
  return { before: tableOf(before), after: tableOf(after) };
}

/** A table in the layout of observations with the columns of these services, in their order. */
function columnsOf(services: readonly string[], table: MetricTable): MetricTable {
  const { indicators, columns } = table;
  const first = services.map((name) => indicators.findIndex(({ service }) => service === name));
  if (
    columns.length === services.length * METRICS.length && first.every((at, i) => at === i * METRICS.length)
  ) {
    return table;
  }
  const of = <T>(all: readonly T[], lacking: (service: number, metric: number) => T) =>
    first.flatMap((at, i) => METRICS.map((_, metric) => at < 0 ? lacking(i, metric) : all[at + metric]!));
  return {
    ...table,
    indicators: of(indicators, (i, metric) => ({
      service: services[i]!,
      metric: METRICS[metric]!,
      role: ROLES[metric]!,
    })),
    columns: of(columns, () => missing(table)),
  };
}

/** The column that stands for a metric of a service; undefined if it has none with values. */
function columnOf({ indicators, columns }: MetricTable, service: string, role: MetricRole) {
  const having = (wanted: MetricRole) =>
    indicators.flatMap((one, i) =>
      one.service === service && one.role === wanted && columns[i]!.some((x) => !Number.isNaN(x)) ? [i] : []
    );
  const its = having(role);
  if (role === "errors" && its.length === 0) return having("availability")[0];
  if (role !== "latency") return its[0];
  const named = PERCENTILES.flatMap((name) => its.filter((i) => name.test(indicators[i]!.metric)));
  return named[0] ?? its[0];
}

function missing({ timesSeconds }: MetricTable): Float64Array {
  return new Float64Array(timesSeconds.length).fill(NaN);
}

/** How a value becomes one of an observation. */
type Conversion = (value: number, requests: number) => number;

function conversionOf(column: number, { before, after }: Windows): Conversion {
  const { role, metric } = before.indicators[column]!;
  const values = [before, after].map((table) => present(table.columns[column]!));
  const usual = median(values[0]!);
  const most = values.reduce((most, its) => its.reduce((a, b) => Math.max(a, b), most), 0);
  const percent = most <= 100 && (PERCENT.test(metric) || most > 1 && PCT.test(metric));
  switch (role) {
    case "latency": {
      const words = metric.split(BETWEEN_WORDS).map((word) => word.toLowerCase());
      const named = TIME_UNITS.find(([unit]) => words.some((word) => unit.test(word)))?.[1];
      const factor = named ?? (usual < MAX_SECONDS ? 1000 : 1);
      return (x) => factor * x;
    }
    case "availability": {
      const whole = most > 1 ? 100 : 1;
      return (x) => 1 - x / whole;
    }
    case "errors":
      if (percent) return (x) => x / 100;
      // Single failures are counted, too.
      if (most <= 1 && (SHARE.test(metric) || values.some((its) => its.some((x) => !Number.isInteger(x))))) {
        return (x) => x;
      }
      return (x, requests) => Math.min(1, x / Math.max(requests, x));
    case "cpu":
    case "memory": {
      if (percent) return (x) => x / 100;
      if (most <= 1 && usual >= MIN_SHARE) return (x) => x;
      const factor = role === "cpu" && usual > 0 ? USUAL_CPU / usual : NaN;
      return (x) => Math.min(1, factor * x);
    }
    default:
      return (x) => x;
  }
}
