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
/** Names of shares in percent, and of latencies in ms, µs and s; without any of these seconds are below so many. */
const PERCENT = /percent|pct|%/i;
const TIME_UNITS: readonly (readonly [name: RegExp, ms: number])[] = [
  [/ms(?:$|[^a-z])|milli/i, 1],
  [/us(?:$|[^a-z])|µs|micro/i, 1e-3],
  [/(?:^|[^a-z])s(?:$|[^a-z])|sec/i, 1000],
];
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
  if (before.layout === "services-by-metrics") return { before, after };
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
  const percent = most <= 100 && PERCENT.test(metric);
  switch (role) {
    case "latency": {
      const named = TIME_UNITS.find(([name]) => name.test(metric))?.[1];
      const factor = named ?? (usual < MAX_SECONDS ? 1000 : 1);
      return (x) => factor * x;
    }
    case "availability": {
      const whole = most > 1 ? 100 : 1;
      return (x) => 1 - x / whole;
    }
    case "errors":
      if (most <= 1) return (x) => x;
      return percent ? (x) => x / 100 : (x, requests) => Math.min(1, x / Math.max(requests, x));
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
