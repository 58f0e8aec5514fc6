import type { LabelledIncident, MetricTable } from "../../../model/mod.ts";
import { createStream, normalQuantile, shuffled, type Stream } from "../../../random/mod.ts";

/** How the time of a service follows from the times of those that it calls. */
type Mechanism = "one after another" | "at once" | "queueing" | "weighted";

/** A system of which nothing is known but one latency of each service. */
export interface GraphlessSystem {
  readonly name: string;
  readonly mechanism: Mechanism;
  /** What is added to the time of the service at fault. */
  readonly delaySeconds: number;
  /** Rows of each window. */
  readonly before: number;
  readonly after: number;
  /** Share of the last distance from the mean that each row keeps. */
  readonly persistence: number;
}

const rows = (before: number, after: number) => ({ before, after });
const LONG = rows(240, 120);
const SHORT = rows(60, 20);
const FEW = rows(24, 8);

/** Ten systems: linear and not, slow and slower, long and short windows. */
export const GRAPHLESS_SYSTEMS: readonly GraphlessSystem[] = [
  {
    name: "calls one after another, +2 s",
    mechanism: "one after another",
    delaySeconds: 2,
    persistence: 0,
    ...LONG,
  },
  {
    name: "calls one after another, +.5 s",
    mechanism: "one after another",
    delaySeconds: 0.5,
    persistence: 0,
    ...LONG,
  },
  { name: "persistent, +.5 s", mechanism: "one after another", delaySeconds: 0.5, persistence: 0.8, ...LONG },
  { name: "calls at once, +2 s", mechanism: "at once", delaySeconds: 2, persistence: 0.3, ...LONG },
  { name: "calls at once, +.5 s", mechanism: "at once", delaySeconds: 0.5, persistence: 0.3, ...LONG },
  { name: "queues, +2 s", mechanism: "queueing", delaySeconds: 2, persistence: 0.3, ...SHORT },
  { name: "queues, +.5 s", mechanism: "queueing", delaySeconds: 0.5, persistence: 0.3, ...LONG },
  { name: "weighted, +.5 s", mechanism: "weighted", delaySeconds: 0.5, persistence: 0, ...SHORT },
  { name: "few samples, +2 s", mechanism: "one after another", delaySeconds: 2, persistence: 0.3, ...FEW },
  { name: "few samples, +.5 s", mechanism: "weighted", delaySeconds: 0.5, persistence: 0.3, ...FEW },
];

/** Services of a system: 6 to 12. */
const [FEWEST, MORE] = [6, 7];
/** Chance that a service is called by a second one. */
const SECOND_CALLER = 0.3;

const between = (stream: Stream, low: number, high: number) => low + (high - low) * stream.next();

/** An incident of a system in which one service takes longer; those that wait for it take longer, too. */
export function graphlessIncident(
  { name, mechanism, delaySeconds, before, after, persistence }: GraphlessSystem,
  seed: number,
): LabelledIncident {
  const stream = createStream(seed, `graphless ${name}`);
  const count = FEWEST + stream.integer(MORE);
  const calls: { callee: number; weight: number }[][] = Array.from({ length: count }, () => []);
  for (let callee = 1; callee < count; callee++) {
    const callers = new Set([stream.integer(callee)]);
    if (stream.next() < SECOND_CALLER) callers.add(stream.integer(callee));
    for (const caller of callers) {
      calls[caller]!.push({ callee, weight: mechanism === "weighted" ? between(stream, 0.5, 1.5) : 1 });
    }
  }
  const services = calls.map(() => ({
    mean: between(stream, 0.05, 0.5),
    spread: between(stream, 0.1, 0.5),
    noise: normalQuantile(stream.next()),
    utilisation: between(stream, 0.2, 0.6),
  }));
  const struck = 1 + stream.integer(count - 1);
  const columns = calls.map(() => new Float64Array(before + after));
  const shock = Math.sqrt(1 - persistence ** 2);
  for (let row = 0; row < before + after; row++) {
    for (let i = count - 1; i >= 0; i--) {
      const its = services[i]!;
      its.noise = persistence * its.noise + shock * normalQuantile(stream.next());
      const own = its.mean * Math.exp(its.spread * its.noise) +
        (i === struck && row >= before ? delaySeconds : 0);
      const waits = calls[i]!.map(({ callee, weight }) => weight * columns[callee]![row]!);
      columns[i]![row] = own + waitOf(waits, { mechanism, ...its });
    }
  }
  // Neither the order nor the names of services tell who calls whom.
  const order = shuffled([...calls.keys()], stream);
  const names = order.map((_, place) => `service-${place + 1}`);
  const part = (from: number, to: number): { metrics: MetricTable } => ({
    metrics: {
      indicators: names.map((service) => ({ service, metric: "latency", role: "latency" })),
      timesSeconds: Float64Array.from({ length: to - from }, (_, row) => 5 * (from + row)),
      columns: order.map((i) => columns[i]!.slice(from, to)),
    },
  });
  return {
    incident: {
      id: `${name}/${seed}`,
      services: names,
      before: part(0, before),
      after: part(before, before + after),
    },
    truth: { services: [names[order.indexOf(struck)]!], fault: "delay" },
  };
}

/** How long a service waits for those that it calls, given how long each takes. */
function waitOf(
  waits: readonly number[],
  { mechanism, mean, utilisation }: { mechanism: Mechanism; mean: number; utilisation: number },
): number {
  if (waits.length === 0) return 0;
  const total = waits.reduce((a, b) => a + b);
  if (mechanism === "at once") return waits.reduce((a, b) => Math.max(a, b));
  // Workers that wait are busy, so that others queue: the longer the wait the more, up to ten times as long.
  if (mechanism === "queueing") {
    const busy = Math.min(0.9, utilisation * total / (total + mean));
    return total / (1 - busy);
  }
  return total;
}
