import {
  type Action,
  CPU_UTILISATION,
  describeAction,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  METRICS,
  REQUEST_RATE,
  serviceIndex,
  type Slo,
  type Topology,
} from "../../model/mod.ts";
import type { BoxSpace } from "../spaces.ts";

/** One number of an observation's vector. */
export interface ObservationPart {
  /** Place in the vector, from 0. */
  readonly index: number;
  /** What it is called, such as `db cpu_utilisation` or `tried restart(db)`. */
  readonly name: string;
  /** What it says, and in which unit. */
  readonly about: string;
  /** Smallest value. */
  readonly low: number;
  /** Largest value. */
  readonly high: number;
}

/**
 * Observations as vectors, of many copies of a system: what monitoring shows of each service, whether the front is over a limit and for how
 * long, and how lately each action was carried out. Nothing of it is ground truth.
 */
export interface ObservationView {
  /** What each number of a vector is. */
  readonly parts: readonly ObservationPart[];
  /** The space of the vectors. */
  readonly space: BoxSpace;
  /** Begins an episode in a copy: nothing has been tried. */
  reset(copy: number): void;
  /** Notes that an action, by its index, was carried out in a step. */
  note(copy: number, action: number, step: number): void;
  /** Writes the vector of a step from an index on. Call once in each step. @param values services x metrics */
  write(
    copy: number,
    seen: { readonly step: number; readonly values: Float64Array },
    to: Float32Array,
    from: number,
  ): void;
}

/** Steps after which it is forgotten that an action was carried out, and how long the front has been over a limit. */
const MEMORY_STEPS = 24;
/** Largest value of a ratio, and of the logarithm of a latency. */
const MAX_RATIO = 10;
/** Stands for a value that is missing. */
const MISSING = -1;
/** What is left of an action's trace so many steps after it was carried out. */
const TRACE = Float32Array.from({ length: MEMORY_STEPS }, (_, since) => 1 - since / MEMORY_STEPS);

const ABOUT: Readonly<Record<number, string>> = {
  [LATENCY_P95_MS]: "ln(1 + p95 / limit of the SLO on the front's)",
  [ERROR_RATE]: "share of the requests that fail, 0 to 1",
  [CPU_UTILISATION]: "share of the capacity, 0 to 1",
  [MEMORY_UTILISATION]: "share of the memory, 0 to 1",
  [REQUEST_RATE]: "requests/s over those that enter the system",
};

/** Creates the view of a system, for so many copies of it. */
export function createObservationView(
  { topology, slo, actions, count }: {
    readonly topology: Topology;
    readonly slo: Slo;
    readonly actions: readonly Action[];
    /** Number of copies. */
    readonly count: number;
  },
): ObservationView {
  const { services, entryRate } = topology;
  const front = serviceIndex(topology, topology.front) * METRIC_COUNT;
  const width = services.length * METRIC_COUNT;
  const actionCount = actions.length;
  const parts = partsOf(topology, actions);
  const tried = new Int32Array(count * actionCount);
  /** Per copy: step in which an action other than noop was last carried out. */
  const latest = new Int32Array(count);
  const breachSteps = new Int32Array(count);

  return {
    parts,
    space: {
      type: "box",
      shape: [parts.length],
      dtype: "float32",
      low: Float32Array.from(parts, ({ low }) => low),
      high: Float32Array.from(parts, ({ high }) => high),
    },
    reset(copy) {
      tried.fill(-MEMORY_STEPS, copy * actionCount, (copy + 1) * actionCount);
      latest[copy] = -MEMORY_STEPS;
      breachSteps[copy] = 0;
    },
    note(copy, action, step) {
      // Noop, at place 0, leaves no trace.
      if (action === 0) return;
      tried[copy * actionCount + action] = step;
      latest[copy] = step;
    },
    write(copy, { step, values }, to, from) {
      for (let i = 0; i < width; i += METRIC_COUNT) {
        const at = from + i;
        const p95 = values[i + LATENCY_P95_MS]!;
        to[at + LATENCY_P95_MS] = within(Math.log1p(p95 / slo.latencyP95Ms), MAX_RATIO);
        to[at + ERROR_RATE] = within(values[i + ERROR_RATE]!, 1);
        to[at + CPU_UTILISATION] = within(values[i + CPU_UTILISATION]!, 1);
        to[at + MEMORY_UTILISATION] = within(values[i + MEMORY_UTILISATION]!, 1);
        to[at + REQUEST_RATE] = within(values[i + REQUEST_RATE]! / entryRate, MAX_RATIO);
      }
      const isOver = values[front + LATENCY_P95_MS]! > slo.latencyP95Ms ||
        values[front + ERROR_RATE]! > slo.errorRate;
      const over = isOver ? breachSteps[copy]! + 1 : 0;
      breachSteps[copy] = over;
      const at = from + width;
      to[at] = isOver ? 1 : 0;
      to[at + 1] = Math.min(1, over / MEMORY_STEPS);
      const traces = at + 2;
      if (step - latest[copy]! >= MEMORY_STEPS) {
        for (let i = traces; i < traces + actionCount - 1; i++) to[i] = 0;
        return;
      }
      const row = copy * actionCount + 1;
      for (let a = 0; a < actionCount - 1; a++) {
        const since = step - tried[row + a]!;
        to[traces + a] = since < MEMORY_STEPS ? TRACE[since]! : 0;
      }
    },
  };
}

/** A value from 0 to a largest one; what is no number is missing. */
function within(value: number, most: number): number {
  return value <= most ? value : value > most ? most : MISSING;
}

function partsOf(topology: Topology, actions: readonly Action[]): ObservationPart[] {
  const parts: Omit<ObservationPart, "index">[] = topology.services.flatMap(({ name }) =>
    METRICS.map((metric, column) => ({
      name: `${name} ${metric}`,
      about: `${ABOUT[column]}; ${MISSING} where it is missing`,
      low: MISSING,
      high: column === LATENCY_P95_MS || column === REQUEST_RATE ? MAX_RATIO : 1,
    }))
  );
  parts.push(
    { name: "over the limit", about: "1 while the front is over a limit of the SLO", low: 0, high: 1 },
    { name: "over for", about: `steps for which it has been, over ${MEMORY_STEPS}`, low: 0, high: 1 },
    ...actions.slice(1).map((action) => ({
      name: `tried ${describeAction(action)}`,
      about: `1 less the steps since it was carried out, over ${MEMORY_STEPS}; 0 if longer ago`,
      low: 0,
      high: 1,
    })),
  );
  return parts.map((part, index) => ({ index, ...part }));
}
