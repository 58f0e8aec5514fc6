import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  type MetricTable,
  REQUEST_RATE,
  type Topology,
} from "../../model/mod.ts";
import { medianAndDeviation } from "../../stats/samples/quantiles.ts";
import { present } from "../metrics/deviations.ts";
import { squashed, within } from "./metric_features.ts";

/** What a service does of its own, row by row: what its callees, its callers and its load explain is taken off. */
interface OwnCourse {
  readonly name: string;
  /** Whether it steps to a new level when a fault begins, or climbs from then on. */
  readonly shape: "step" | "climb";
  /** The least standard deviation that means anything. */
  readonly minDeviation: number;
  /** The unit of its size. */
  readonly unit: number;
}

const OWN_COURSES: readonly OwnCourse[] = [
  { name: "own errors", shape: "step", minDeviation: 0.003, unit: 0.1 },
  { name: "own latency", shape: "step", minDeviation: 0.03, unit: 1 },
  { name: "own cpu", shape: "step", minDeviation: 0.03, unit: 0.5 },
  { name: "own requests", shape: "step", minDeviation: 0.02, unit: 0.5 },
  { name: "memory", shape: "climb", minDeviation: 0.003, unit: 0.01 },
];

/** The names of the onset features: of each course how clear its onset is, how large what began then, and how long ago. */
export const ONSET_FEATURES: readonly string[] = OWN_COURSES.flatMap(({ name }) => [
  `${name}: clarity of the onset`,
  `${name}: least size since the onset`,
  `${name}: age of the onset`,
]);

/** Rows that an onset can lie behind the end of the window. */
export const MAX_AGE = 40;
/** Standard errors that are taken off a size, so that what is hardly told from noise has none. */
const SIZE_MARGIN = 2;

/**
 * Learns from the window before when each service left what its callees, its callers and its load explain, so that faults that began at different
 * times can be told apart. The onset is where a step, or for memory a climb, explains the rows since then best: the maximum of the
 * likelihood ratio over all beginnings (Basseville and Nikiforov, Detection of Abrupt Changes, 1993, section 2.4.3).
 *
 * @param before in the layout of observations of the topology, as the window after
 * @returns from the window after services x `ONSET_FEATURES`, row by row; NaN where a metric that a course is made of was not measured
 */
export function learnOnsets(topology: Topology, before: MetricTable): (after: MetricTable) => Float64Array {
  // Each column is read once: tables may be views that compute it.
  const usualColumns = [...before.columns];
  const coursesOf = ownCourses(topology, usualColumns);
  const usual = coursesOf(usualColumns).map((its) =>
    its.map((course, i) => {
      const { median, deviation } = medianAndDeviation(present(course));
      const spread = Math.max(1.4826 * deviation, OWN_COURSES[i]!.minDeviation);
      return { centre: median, spread, before: course.slice(-MAX_AGE) };
    })
  );
  return (after) => {
    const features = new Float64Array(topology.services.length * ONSET_FEATURES.length);
    let at = 0;
    coursesOf([...after.columns]).forEach((its, service) =>
      its.forEach((course, i) => {
        const { shape, unit } = OWN_COURSES[i]!;
        const { before, ...scale } = usual[service]![i]!;
        const missing = course.every(Number.isNaN) || Number.isNaN(scale.centre);
        // When it began is supposed, and may have been before.
        const { score, size, age } = onsetOf(Float64Array.of(...before, ...course), { ...scale, shape });
        const least = score === 0 ? 0 : size * Math.max(0, 1 - SIZE_MARGIN / Math.abs(score));
        features[at++] = missing ? NaN : Math.sign(score) * squashed(Math.abs(score));
        features[at++] = missing ? NaN : within(least / unit, -3, 3);
        features[at++] = missing ? NaN : Math.log1p(age) / Math.log1p(MAX_AGE);
      })
    );
    return features;
  };
}

/** Where a course has its clearest onset: its score in standard deviations, its size (a level, or a rise per row), and its age in rows. */
function onsetOf(
  course: Float64Array,
  { centre, spread, shape }: {
    readonly centre: number;
    readonly spread: number;
    readonly shape: "step" | "climb";
  },
): { readonly score: number; readonly size: number; readonly age: number } {
  let best = { score: 0, size: 0, age: 0 };
  // Sums over the rows since a beginning: of what is measured, of its product with the number of rows since, and of the weights.
  let [sum, product, count, first, second] = [0, 0, 0, 0, 0];
  for (let age = 1; age <= Math.min(MAX_AGE, course.length); age++) {
    const x = course[course.length - age]! - centre;
    // With one row more behind it, every row is one row older.
    product += sum;
    second += 2 * first + count;
    first += count;
    if (!Number.isNaN(x)) {
      [sum, product, count, first, second] = [sum + x, product + x, count + 1, first + 1, second + 1];
    }
    const [top, weight] = shape === "step" ? [sum, count] : [product, second];
    if (weight === 0) continue;
    const score = top / (spread * Math.sqrt(weight));
    if (Math.abs(score) > Math.abs(best.score)) best = { score, size: top / weight, age };
  }
  return best;
}

/** A call, by the places of both services. */
interface Edge {
  readonly caller: number;
  readonly callee: number;
  readonly critical: boolean;
  readonly callsPerRequest: number;
}

/** Learns what is usual; the function returned gives the courses of each service, in the order of `OWN_COURSES`. */
function ownCourses(
  { services, calls }: Topology,
  before: readonly Float64Array[],
): (columns: readonly Float64Array[]) => Float64Array[][] {
  const index = new Map(services.map(({ name }, i) => [name, i]));
  const edges = calls.map(({ caller, callee, callsPerRequest, critical }): Edge => ({
    ...{ caller: index.get(caller)!, callee: index.get(callee)!, callsPerRequest, critical },
  }));
  const outOf = services.map((_, i) => edges.filter(({ caller }) => caller === i));
  const into = services.map((_, i) => edges.filter(({ callee }) => callee === i));
  const usualMs = before.flatMap((column, i) =>
    i % METRIC_COUNT === LATENCY_P95_MS ? [medianAndDeviation(present(column)).median] : []
  );
  return (columns) => {
    const of = (service: number, metric: number) => columns[service * METRIC_COUNT + metric]!;
    return services.map((_, i) => [
      ownErrors(i, outOf[i]!, of),
      ownLatency(i, outOf[i]!, of, usualMs),
      of(i, CPU_UTILISATION).map((x, row) =>
        Math.log(Math.max(x, MIN_SHARE) / Math.max(of(i, REQUEST_RATE)[row]!, MIN_RATE))
      ),
      ownRequests(i, into[i]!, of),
      of(i, MEMORY_UTILISATION),
    ]);
  };
}

/** The column of a metric of a service. */
type Columns = (service: number, metric: number) => Float64Array;

/** The error rate without what its callees hand on. */
function ownErrors(service: number, outOf: readonly Edge[], of: Columns): Float64Array {
  const requests = of(service, REQUEST_RATE);
  return of(service, ERROR_RATE).map((errors, row) =>
    outOf.reduce((left, { callee, critical }) => {
      if (!critical) return left;
      const calls = Math.min(1, of(callee, REQUEST_RATE)[row]! / Math.max(requests[row]!, TINY));
      const inherited = calls * of(callee, ERROR_RATE)[row]!;
      return Number.isNaN(inherited) ? left : left - inherited;
    }, errors)
  );
}

/** The logarithm of the ratio of the p95, without what the slowest callee has become slower by. */
function ownLatency(
  service: number,
  outOf: readonly Edge[],
  of: Columns,
  usualMs: readonly number[],
): Float64Array {
  return of(service, LATENCY_P95_MS).map((p95, row) => {
    const waits = outOf.reduce((most, { callee }) => {
      const excess = of(callee, LATENCY_P95_MS)[row]! - usualMs[callee]!;
      return excess > most ? excess : most;
    }, 0);
    return Math.log(Math.max(MIN_RATIO, (p95 - waits) / Math.max(usualMs[service]!, TINY)));
  });
}

/** The logarithm of the requests over those that its callers' requests explain; at the front of the requests. */
function ownRequests(service: number, into: readonly Edge[], of: Columns): Float64Array {
  return of(service, REQUEST_RATE).map((rate, row) => {
    const expected = into.length === 0
      ? 1
      : into.reduce((total, one) => total + one.callsPerRequest * of(one.caller, REQUEST_RATE)[row]!, 0);
    return Math.log(Math.max(rate, MIN_RATE) / Math.max(expected, MIN_RATE));
  });
}

/** The least share of the CPU that is told from none. */
const MIN_SHARE = 1e-4;
/** What is not to be divided by less than. */
const TINY = 1e-9;
/** The least ratio of a latency that is told from none. */
const MIN_RATIO = 0.1;
/** The least requests per second that are told from none. */
const MIN_RATE = 0.2;
