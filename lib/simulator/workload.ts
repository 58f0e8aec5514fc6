import {
  type Catalogue,
  catalogue,
  type Entry,
  number,
  type ParameterValue,
  UsageError,
  wholeNumber,
} from "../model/mod.ts";
import { showValue } from "../model/show_value.ts";
import { hashOf, type Stream } from "../random/mod.ts";

/**
 * The course of the users' traffic as factors on the entry rate: a name of `workloads` with its parameters, a list with one factor per step
 * that begins again at its end, or a function of the step.
 */
export type Workload = string | readonly number[] | ((step: number) => number);

/** A catalogue entry of a course of traffic. */
export interface WorkloadEntry extends Entry {
  /**
   * The factor on the entry rate by step.
   *
   * @param phase where in its period the course begins, 0 to 1, drawn per seed
   */
  create(parameters: Readonly<Record<string, ParameterValue>>, phase: number): (step: number) => number;
}

/** Period of the users' load: a compressed day. */
const LOAD_PERIOD_STEPS = 360;
/** Amplitude of the load as a share of its mean. */
export const LOAD_AMPLITUDE = 0.15;

/** The workload where none is given. */
const DEFAULT_WORKLOAD = "daily";

const LENGTH = { unit: "steps", range: [1, 100_000] } as const;

/** The catalogue of courses of traffic. */
export const workloads: Catalogue<WorkloadEntry> = catalogue<WorkloadEntry>("workload", [
  {
    name: "daily",
    about: "a sine around the mean, whose phase is drawn per seed: the default",
    parameters: {
      amplitude: number({ about: "as a share of the mean", range: [0, 1], default: LOAD_AMPLITUDE }),
      periodSteps: wholeNumber({ about: "length of a day", ...LENGTH, default: LOAD_PERIOD_STEPS }),
    },
    create: ({ amplitude, periodSteps }, phase) => (step) =>
      1 + Number(amplitude) * Math.sin(2 * Math.PI * phase + 2 * Math.PI * step / Number(periodSteps)),
  },
  { name: "steady", about: "the entry rate, without a course", create: () => () => 1 },
  {
    name: "bursts",
    about: "the entry rate, and more of it in regular bursts, the first of which is drawn per seed",
    parameters: {
      factor: number({ about: "traffic within a burst as a multiple", range: [0, 100], default: 1.5 }),
      everySteps: wholeNumber({ about: "from one burst to the next", ...LENGTH, default: 60 }),
      lengthSteps: wholeNumber({ about: "length of a burst", ...LENGTH, default: 6 }),
    },
    create: ({ factor, everySteps, lengthSteps }, phase) => (step) =>
      (step + Math.floor(phase * Number(everySteps))) % Number(everySteps) < Number(lengthSteps)
        ? Number(factor)
        : 1,
  },
  {
    name: "growth",
    about: "grows evenly from the entry rate on, and stays at its end",
    parameters: {
      factor: number({ about: "traffic at the end as a multiple", range: [0, 100], default: 1.35 }),
      steps: wholeNumber({ about: "steps until then", ...LENGTH, default: 240 }),
    },
    create: ({ factor, steps }) => (step) => 1 + (Number(factor) - 1) * Math.min(1, step / Number(steps)),
  },
]);

/** Traffic of an episode. */
export interface Traffic {
  /** Users' requests/s before limits and retries, in a step. */
  rate(step: number): number;
  /** The sine of the daily course in a step, and its amplitude: 0 for a workload of one's own. */
  daily(step: number): { readonly sine: number; readonly amplitude: number };
}

/**
 * Checks a workload.
 *
 * @throws {UsageError} for an unknown name or parameter, an empty list, or a factor that is not a number from 0 on
 */
export function checkWorkload(workload: Workload): void {
  if (typeof workload === "string") {
    workloads.choose(workload);
  } else if (typeof workload !== "function") {
    if (workload.length === 0) throw new UsageError("The workload must have 1 factor or more, found none");
    workload.forEach((factor, i) => requireFactor(factor, `workload[${i}]`));
  }
}

/** What tells workloads apart: the text of a name, else a hash of the factors of the first steps. */
export function workloadKey(workload: Workload, steps: number): string {
  if (typeof workload === "string") return workloads.choose(workload).label;
  const factors = typeof workload === "function"
    ? Array.from({ length: steps + 1 }, (_, i) => workload(i))
    : workload;
  return `${factors.length} factors, hash ${hashOf(factors.join())}`;
}

/** The traffic of an episode. Always takes one number from the stream. */
export function createTraffic(
  entryRate: number,
  { workload, stream }: { workload: Workload | undefined; stream: Stream },
): Traffic {
  const draw = stream.next();
  const phase = 2 * Math.PI * draw;
  const sine = (step: number) => Math.sin(phase + 2 * Math.PI * step / LOAD_PERIOD_STEPS);
  const factor = factorOf(workload ?? DEFAULT_WORKLOAD, draw);
  const amplitude = workload === undefined ? LOAD_AMPLITUDE : 0;
  return {
    rate: (step) => entryRate * factor(step),
    daily: (step) => ({ sine: sine(step), amplitude }),
  };
}

function factorOf(workload: Workload, phase: number): (step: number) => number {
  if (typeof workload === "string") {
    const { entry, parameters } = workloads.choose(workload);
    return entry.create(parameters, phase);
  }
  if (typeof workload === "function") {
    return (step) => requireFactor(workload(step), `the workload of step ${step}`);
  }
  return (step) => workload[step % workload.length]!;
}

function requireFactor(factor: number, thing: string): number {
  if (typeof factor === "number" && factor >= 0 && factor < Infinity) return factor;
  throw new UsageError(`${thing} must be a number of 0 or more, found ${showValue(factor)}`);
}
