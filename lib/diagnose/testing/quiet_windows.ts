import type { Incident, MetricRole, Signals } from "../../model/mod.ts";
import { createStream, normalQuantile, type Stream } from "../../random/mod.ts";

/** Makes the values of one metric, so many. */
type Course = (stream: Stream, rows: number) => Float64Array;

const normal = (stream: Stream) => normalQuantile(stream.next());

/** Around a mean of 1, with a share of the last distance kept. */
const wandering = (persistence: number, spread = 0.1): Course => (stream, rows) => {
  let x = normal(stream);
  const shock = Math.sqrt(1 - persistence * persistence);
  return Float64Array.from(
    { length: rows },
    () => 1 + spread * (x = persistence * x + shock * normal(stream)),
  );
};

const rounded = (course: Course, digits: number): Course => (stream, rows) =>
  course(stream, rows).map((x) => Number(x.toFixed(digits)));

/** A level that moves now and then, and stays. */
const stepping = (rate: number, size: number): Course => (stream, rows) => {
  let level = 1;
  return Float64Array.from({ length: rows }, () => level += stream.next() < rate ? size * normal(stream) : 0);
};

/** Noise around a level that is another now and then. */
const shifting = (rate: number, size: number): Course => (stream, rows) => {
  let level = 0;
  return Float64Array.from({ length: rows }, () => {
    if (stream.next() < rate) level = size * normal(stream);
    return 1 + 0.05 * (level + normal(stream));
  });
};

/** Student's t with three degrees of freedom. */
const spiky: Course = (stream, rows) =>
  Float64Array.from({ length: rows }, () => {
    const size = Math.sqrt([1, 2, 3].reduce((sum) => sum + normal(stream) ** 2, 0) / 3);
    return 1 + 0.1 * normal(stream) / size;
  });

/** Poisson counts. */
const counting = (mean: number): Course => (stream, rows) =>
  Float64Array.from({ length: rows }, () => {
    let count = 0;
    for (let left = stream.next(); left > Math.exp(-mean); left *= stream.next()) count++;
    return count;
  });

const seasonal = (period: number): Course => (stream, rows) => {
  const phase = 2 * Math.PI * stream.next();
  return Float64Array.from(
    { length: rows },
    (_, i) => 1 + 0.5 * Math.sin(phase + 2 * Math.PI * i / period) + 0.05 * normal(stream),
  );
};

/** The mean of the last rows of another, as rates over a while are. */
const smoothed = (course: Course, over: number): Course => (stream, rows) => {
  const values = course(stream, rows + over);
  return Float64Array.from(
    { length: rows },
    (_, i) => values.subarray(i, i + over).reduce((a, b) => a + b) / over,
  );
};

/** Kinds of metrics in which nothing happens. */
export const QUIET_COURSES: Readonly<Record<string, Course>> = {
  "independent": wandering(0),
  "wandering, .5": wandering(0.5),
  "wandering, .9": wandering(0.9),
  "wandering, .97": wandering(0.97),
  "wandering, .98": wandering(0.98),
  "a random walk": wandering(0.999, 0.5),
  "steps": stepping(0.05, 1e-3),
  "rare large steps": stepping(0.01, 0.1),
  "shifts": shifting(0.03, 5),
  "rare shifts": shifting(0.005, 5),
  "rounded to a few values": rounded(wandering(0.9, 0.05), 1),
  "rounded to hardly any": rounded(wandering(0.97, 0.02), 1),
  "spiky": spiky,
  "counts": counting(20),
  "small counts": counting(0.3),
  "rare counts": counting(0.02),
  "a short season": seasonal(30),
  "a long season": seasonal(300),
  "smoothed noise": smoothed(wandering(0), 45),
  "smoothed wandering": smoothed(wandering(0.97), 45),
};

const ROLES: readonly MetricRole[] = ["cpu", "memory", "latency", "errors", "requests", "other"];
const SERVICES = ["web", "cart", "orders", "payment", "user", "db"];

/** A window in which nothing happens, cut in two. Each metric is of one of the kinds. */
export function quietWindow(
  seed: number,
  { kinds = Object.keys(QUIET_COURSES), before = 200, after = 100, graph = false } = {},
): Incident {
  const stream = createStream(seed, "quiet window");
  const indicators = SERVICES.flatMap((service) => ROLES.map((role) => ({ service, metric: role, role })));
  const scales = ROLES.map(() => Math.exp(5 * normal(stream)));
  const columns = indicators.map((_, i) => {
    const kind = stream.pick(kinds);
    const values = QUIET_COURSES[kind]!(stream, before + after);
    const scale = kind.includes("count") || kind.includes("rounded") ? 1 : scales[i % ROLES.length]!;
    return values.map((x) => scale * (kind.includes("random walk") ? Math.exp(x) : Math.max(0, x)));
  });
  const part = (from: number, to: number): Signals => ({
    metrics: {
      indicators,
      timesSeconds: Float64Array.from({ length: to - from }, (_, i) => 15 * (from + i)),
      columns: columns.map((column) => column.slice(from, to)),
    },
  });
  return {
    id: `quiet-${seed}`,
    services: SERVICES,
    ...(graph && {
      graph: [["web", "cart"], ["web", "orders"], ["orders", "payment"], ["orders", "user"], ["cart", "db"], [
        "user",
        "db",
      ]]
        .map(([caller, callee]) => ({ caller: caller!, callee: callee! })),
    }),
    before: part(0, before),
    after: part(before, before + after),
  };
}
