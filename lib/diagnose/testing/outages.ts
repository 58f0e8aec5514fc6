import type { Dependency, Incident, MetricRole, MetricTable } from "../../model/mod.ts";
import { createStream, normalQuantile, type Stream } from "../../random/mod.ts";

/** What a fault does to a service at its full height, if it does anything to it. */
interface Effect {
  /** Factor of its own latency. */
  readonly slow?: number;
  /** Share of its requests that fail by themselves. */
  readonly fails?: number;
  /** Share of its requests that it doesn't take: 1 if it is dead. */
  readonly refuses?: number;
  /** Share of its calls that it leaves out. */
  readonly skips?: number;
  /** Factor of the requests that come from outside. */
  readonly traffic?: number;
  /** Factors of what it uses. */
  readonly cpu?: number;
  readonly memory?: number;
  /** What is added to metrics by these names. */
  readonly adds?: Readonly<Record<string, number>>;
  /** Whether it stops reporting. */
  readonly silent?: boolean;
  /** What its callers see of it: failures, time-outs (seconds added per call) or nothing. */
  readonly seenAs?: "failures" | "time-outs" | "nothing";
}

/** How a fault grows over the window after, 0 to 1, from the share of it that has passed. */
type Growth = (passed: number) => number;

interface Outage {
  /** The services at fault by their places; none if nobody is. */
  readonly struck: (world: World) => readonly number[];
  readonly effect: (stream: Stream) => Effect;
  readonly growth?: Growth;
}

/** Services by place, the front is 0, and each calls only later ones. */
interface World {
  readonly count: number;
  readonly callees: readonly (readonly number[])[];
  readonly pick: (places: readonly number[]) => number;
}

const ramp: Growth = (passed) => passed;
const slowRamp: Growth = (passed) => passed * passed;
const early: Growth = (passed) => passed < 0.35 ? 1 : 0;
const on: Growth = () => 1;

const called = ({ count, pick }: World) => [pick(range(count).slice(1))];
const leaf = ({ count, callees, pick }: World) => [
  pick(range(count).filter((i) => i > 0 && callees[i]!.length === 0)),
];
const caller = ({ count, callees, pick }: World) => {
  const inner = range(count).filter((i) => i > 0 && callees[i]!.length > 0);
  return [inner.length > 0 ? pick(inner) : 0];
};
const two = ({ count, pick }: World) => {
  const first = pick(range(count).slice(1));
  const others = range(count).slice(1).filter((i) => i !== first);
  return others.length > 0 ? [first, pick(others)] : [first];
};
const front = () => [0];
const between = (stream: Stream, low: number, high: number) => low + (high - low) * stream.next();

/** Kinds of incidents that rules were made on. */
export const KNOWN_OUTAGES = {
  "dead": {
    struck: called,
    effect: () => ({ refuses: 1, cpu: 0, memory: 0, seenAs: "failures" }),
  },
  "silent": {
    struck: called,
    effect: (stream) => ({
      refuses: 1,
      silent: true,
      seenAs: stream.next() < 0.5 ? "failures" : "time-outs",
    }),
  },
  "restarts": {
    struck: called,
    effect: (stream) => ({ adds: { restarts: 2 + stream.integer(6) }, refuses: 0.4, seenAs: "failures" }),
  },
  "leak": {
    struck: called,
    effect: (stream) => ({ memory: between(stream, 1.5, 3), slow: between(stream, 4, 12) }),
    growth: ramp,
  },
  "slow": { struck: called, effect: (stream) => ({ slow: between(stream, 4, 20) }) },
  "errors at a leaf alone": {
    struck: leaf,
    effect: (stream) => ({ fails: between(stream, 0.1, 0.6), seenAs: "nothing" }),
  },
  "load": { struck: front, effect: (stream) => ({ traffic: between(stream, 1.5, 2.5) }) },
  "busy": {
    struck: called,
    effect: (stream) => ({ cpu: between(stream, 2.2, 3), slow: between(stream, 3, 8) }),
  },
} as const satisfies Readonly<Record<string, Outage>>;

/** Kinds of incidents that rules were only judged by. */
export const UNKNOWN_OUTAGES = {
  "dead, callers wait": {
    struck: called,
    effect: () => ({ refuses: 1, cpu: 0, adds: { up: -1 }, seenAs: "time-outs" }),
  },
  "queue": {
    struck: called,
    effect: (stream) => ({ adds: { queue: between(stream, 100, 900) }, refuses: 0.3, seenAs: "time-outs" }),
  },
  "descriptors": {
    struck: called,
    effect: (stream) => ({ adds: { fds: between(stream, 300, 900) }, refuses: 0.3, seenAs: "failures" }),
    growth: ramp,
  },
  "slower and slower": {
    struck: called,
    effect: (stream) => ({ slow: between(stream, 5, 20) }),
    growth: slowRamp,
  },
  "errors": {
    struck: called,
    effect: (stream) => ({ fails: between(stream, 0.1, 0.6), seenAs: "failures" }),
  },
  "errors, calls left out": {
    struck: caller,
    effect: (stream) => ({ fails: 0.9, skips: between(stream, 0.9, 1), seenAs: "failures" }),
  },
  "traffic lost": { struck: front, effect: (stream) => ({ traffic: between(stream, 0, 0.3) }) },
  "two": {
    struck: two,
    effect: (stream) => ({ slow: between(stream, 4, 12), fails: 0.3, seenAs: "failures" }),
  },
  "over early": {
    struck: called,
    effect: (stream) => ({ slow: between(stream, 4, 20), cpu: 2 }),
    growth: early,
  },
} as const satisfies Readonly<Record<string, Outage>>;

const NOBODY: Outage = { struck: () => [], effect: () => ({ traffic: 1 }) };

/** Which metrics are recorded. */
const DIALECTS: readonly (readonly string[])[] = [
  ["cpu", "latency", "requests", "errors"],
  ["cpu", "memory", "latency", "requests", "errors", "restarts", "queue", "fds", "up"],
  ["latency", "errors"],
  ["cpu", "errors", "restarts", "queue", "fds"],
  ["cpu", "memory", "latency"],
  ["cpu"],
  ["a", "b", "c", "d"],
];
/** What metrics of unknown meaning are. */
const UNKNOWN: Readonly<Record<string, string>> = { a: "latency", b: "cpu", c: "errors", d: "queue" };
const ROLES: Readonly<Record<string, MetricRole>> = {
  cpu: "cpu",
  memory: "memory",
  latency: "latency",
  requests: "requests",
  errors: "errors",
  up: "availability",
};

/** An incident, and who is to be named: nobody if the front alone may be. */
export interface MadeUpOutage {
  readonly incident: Incident;
  readonly kind: string;
  readonly atFault: readonly string[];
  /** Which metrics are recorded. */
  readonly dialect: readonly string[];
}

/** A system of 3 to 12 services in which something happens, with metrics that wander, as they are recorded somewhere. */
export function madeUpOutage(seed: number, kind: string, { hard = false } = {}): MadeUpOutage {
  const stream = createStream(seed, `outage ${kind}`);
  const outage: Outage = { ...KNOWN_OUTAGES, ...UNKNOWN_OUTAGES }[kind as "dead"] ?? NOBODY;
  const count = 3 + stream.integer(10);
  const callees = drawCalls(stream, count);
  const struck = outage.struck({ count, callees, pick: (places) => stream.pick([...places]) });
  const effect = outage.effect(stream);
  const shown = shownBy(effect);
  const dialect = stream.pick(
    DIALECTS.filter((its) => its.some((metric) => shown.has(UNKNOWN[metric] ?? metric))),
  );
  const before = stream.pick([60, 120, 200]);
  const after = stream.pick([15, 30, 60]);
  const step = stream.pick([10, 15, 60, 300]);
  const names = range(count).map((i) => `s${i}`);
  const recorded = record(stream, {
    count,
    callees,
    struck,
    effect,
    growth: outage.growth ?? on,
    before,
    after,
  });
  const order = shuffledPlaces(stream, count);
  const indicators = order.flatMap((i) =>
    dialect.map((metric) => ({ service: names[i]!, metric, role: ROLES[metric] ?? "other" as MetricRole }))
  );
  const columns = order.flatMap((i) => dialect.map((metric) => recorded(i, UNKNOWN[metric] ?? metric)));
  const shift = hard ? stream.integer(4) - 1 : 0;
  if (hard) {
    spoil(stream, columns, {
      indicators,
      innocent: range(count).map((i) => names[i]!).filter((_, i) => i > 0 && !struck.includes(i)),
      before,
    });
  }
  const part = (from: number, to: number): { metrics: MetricTable } => ({
    metrics: {
      indicators,
      timesSeconds: Float64Array.from({ length: to - from }, (_, row) => step * (from + row)),
      columns: columns.map((column) => column.slice(from, to)),
    },
  });
  const graph: Dependency[] = callees.flatMap((its, i) =>
    its.map((callee) => ({ caller: names[i]!, callee: names[callee]! }))
  );
  return {
    kind,
    dialect,
    atFault: struck.filter((i) => outage.struck !== front || i > 0).map((i) => names[i]!),
    incident: {
      id: `${kind} ${seed}`,
      services: order.map((i) => names[i]!),
      ...(stream.next() < 0.5 && { graph }),
      before: part(0, before - shift),
      after: part(before - shift, before + after),
    },
  };
}

/** Scrapes that fail or come late, and an innocent service of which something else changes. */
function spoil(
  stream: Stream,
  columns: readonly Float64Array[],
  { indicators, innocent, before }: {
    readonly indicators: readonly { readonly service: string; readonly role: MetricRole }[];
    readonly innocent: readonly string[];
    readonly before: number;
  },
): void {
  const [gaps, late] = [stream.next() < 0.5 ? 0.03 : 0, stream.next() < 0.3];
  const odd = innocent.length > 0 && stream.next() < 0.4 ? stream.pick([...innocent]) : undefined;
  columns.forEach((column, i) => {
    const { service, role } = indicators[i]!;
    const moves = service === odd && (role === "memory" || role === "other") && stream.next() < 0.5;
    column.forEach((x, row) => {
      if (moves && row >= before) column[row] = x * 1.3;
      if (stream.next() < gaps || late && row >= column.length - 2) column[row] = NaN;
    });
  });
}

/** The metrics of a service that show what a fault does to it. */
function shownBy(
  { slow, fails, refuses, traffic, cpu, memory, adds = {}, silent }: Effect,
): ReadonlySet<string> {
  if (silent) return new Set(DIALECTS.flat());
  return new Set([
    ...(slow === undefined ? [] : ["latency"]),
    ...(fails === undefined ? [] : ["errors"]),
    ...(cpu === undefined ? [] : ["cpu"]),
    ...(memory === undefined ? [] : ["memory"]),
    ...(refuses === 1 || traffic !== undefined ? ["requests", "cpu"] : []),
    ...Object.keys(adds),
  ]);
}

function drawCalls(stream: Stream, count: number): number[][] {
  const callees: number[][] = range(count).map(() => []);
  for (let i = 1; i < count; i++) {
    callees[stream.integer(i)]!.push(i);
    if (i > 2 && stream.next() < 0.25) {
      const other = stream.integer(i);
      if (!callees[other]!.includes(i)) callees[other]!.push(i);
    }
  }
  return callees;
}

interface Run {
  readonly count: number;
  readonly callees: readonly (readonly number[])[];
  readonly struck: readonly number[];
  readonly effect: Effect;
  readonly growth: Growth;
  readonly before: number;
  readonly after: number;
}

/** Runs the system row by row; the function returned gives the metric of a service. */
function record(
  stream: Stream,
  { count, callees, struck, effect, growth, before, after }: Run,
): (service: number, metric: string) => Float64Array {
  const persistence = stream.pick([0, 0.3, 0.6, 0.9]);
  const spread = stream.pick([0.02, 0.05, 0.1]);
  const wander = () => wandering(stream, persistence, spread);
  const services = range(count).map(() => ({
    latency: 5 * Math.exp(between(stream, 0, 2.5)),
    cpuPerRequest: between(stream, 0.05, 0.3),
    idle: between(stream, 0.5, 4),
    memory: between(stream, 1e8, 2e9),
    errors: stream.next() < 0.5 ? 0 : 0.005,
    heard: between(stream, 0.5, 1),
    noise: {
      latency: wander(),
      cpu: wander(),
      memory: wandering(stream, 0.9, 0.005),
      queue: wander(),
      fds: wander(),
    },
  }));
  const traffic = wander();
  const load = between(stream, 40, 300);
  const reportsNaN = stream.next() < 0.5;
  const rows = before + after;
  const values = new Map<string, Float64Array>();
  const set = (service: number, metric: string, row: number, x: number) => {
    const key = `${service} ${metric}`;
    if (!values.has(key)) values.set(key, new Float64Array(rows));
    values.get(key)![row] = x;
  };
  for (let row = 0; row < rows; row++) {
    const height = row < before ? 0 : growth((row - before + 0.5) / after);
    const of = (i: number) => struck.includes(i) ? effect : {};
    const rate = new Float64Array(count);
    rate[0] = load * traffic() * (1 + height * ((of(0).traffic ?? 1) - 1));
    for (let i = 0; i < count; i++) {
      for (const callee of callees[i]!) {
        rate[callee]! += rate[i]! * (1 - height * (of(i).refuses ?? 0)) * (1 - height * (of(i).skips ?? 0));
      }
    }
    const [latency, failing] = [new Float64Array(count), new Float64Array(count)];
    for (let i = count - 1; i >= 0; i--) {
      const { slow = 1, fails = 0 } = of(i);
      const its = services[i]!;
      let [time, ok] = [
        its.latency * its.noise.latency() * (1 + height * (slow - 1)),
        (1 - its.errors) * (1 - height * fails),
      ];
      for (const callee of callees[i]!) {
        const { seenAs = "failures", refuses = 0 } = of(callee);
        const heard = services[callee]!.heard;
        const refused = height * refuses;
        time += latency[callee]! * (1 - refused) +
          (seenAs === "time-outs" ? 1000 * refused * heard : 0);
        const lost = seenAs === "failures" || !struck.includes(callee) ? failing[callee]! : 0;
        ok *= 1 - heard * Math.min(1, lost + (seenAs === "failures" ? refused : 0));
      }
      latency[i] = time;
      failing[i] = 1 - ok;
    }
    range(count).forEach((i) => {
      const { cpu = 1, memory = 1, adds = {}, silent = false, refuses = 0 } = of(i);
      const its = services[i]!;
      const taken = rate[i]! * (1 - height * refuses);
      const factor = (full: number) => 1 + height * (full - 1);
      const report = (metric: string, x: number) => set(i, metric, row, height > 0.5 && silent ? NaN : x);
      report("cpu", Math.min(100, (its.idle + its.cpuPerRequest * taken) * factor(cpu)) * its.noise.cpu());
      report("memory", its.memory * factor(memory) * its.noise.memory());
      report("latency", taken < 1e-9 && reportsNaN ? NaN : latency[i]!);
      report("requests", taken);
      report("errors", counted(stream, taken * failing[i]!));
      report("restarts", Math.round(height * (adds.restarts ?? 0)));
      report("queue", 5 * its.noise.queue() + height * (adds.queue ?? 0));
      report("fds", 100 * its.noise.fds() + height * (adds.fds ?? 0));
      report("up", 1 + Math.round(height) * (adds.up ?? 0));
    });
  }
  return (service, metric) => values.get(`${service} ${metric}`)!;
}

/** Values around 1, each with a share of the distance of the one before. */
function wandering(stream: Stream, persistence: number, spread: number): () => number {
  let x = normalQuantile(stream.next());
  const shock = Math.sqrt(1 - persistence * persistence);
  return () => Math.max(0.1, 1 + spread * (x = persistence * x + shock * normalQuantile(stream.next())));
}

/** A count around a mean. */
function counted(stream: Stream, mean: number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalQuantile(stream.next())));
  let count = 0;
  for (let left = stream.next(); left > Math.exp(-mean); left *= stream.next()) count++;
  return count;
}

function shuffledPlaces(stream: Stream, count: number): number[] {
  const places = range(count);
  for (let i = count - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [places[i], places[j]] = [places[j]!, places[i]!];
  }
  return places;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
