import {
  type Action,
  checkAction,
  type Fault,
  NOOP,
  type Observation,
  type Topology,
  UsageError,
} from "../../../model/mod.ts";
import {
  createEnvironment,
  type Environment,
  type FaultInjection,
  type Signal,
  type StepInfo,
} from "../../../simulator/mod.ts";

/** Which system is simulated. */
export interface SimulatedSystemOptions {
  /** Its service graph. */
  readonly topology: Topology;
  /** What all of it is drawn from. */
  readonly seed: number;
  /** Noise of the measurements; 1 is that of measuring every request. Default 1. */
  readonly noise?: number;
  /** What is seen besides metrics. Default: nothing. */
  readonly signals?: readonly Signal[];
}

/** Actions that may wait for their step. */
const MAX_WAITING = 1000;
/** An episode without end of its own has this length for what depends on it. */
const EPISODE_STEPS = 1000;

/** A simulated system that runs without end, to which faults and actions come from outside. */
export interface SimulatedSystem {
  /** Its service graph. */
  readonly topology: Topology;
  /** What the latest step showed. */
  readonly observation: Observation;
  /** Ground truth of the latest step. */
  readonly info: StepInfo;
  /** The environment below. */
  readonly environment: Environment;
  /** Faults that strike now or later. */
  readonly faults: readonly Fault[];
  /** Actions that wait for their step. */
  readonly waiting: readonly Action[];
  /** Hands an action over: one takes effect a step. @throws {UsageError} for what the system can't be asked for, or if too many wait */
  submit(action: Action): void;
  /** Adds a fault. @throws {UsageError} for one that can't strike */
  inject(fault: FaultInjection): Fault;
  /** Ends all faults at once. */
  endFaults(): void;
  /** Lets one step of 5 s pass. */
  advance(): Observation;
}

/** Starts a simulated system without any fault, at its step 0. */
export function createSimulatedSystem(options: SimulatedSystemOptions): SimulatedSystem {
  const { topology, seed, noise = 1, signals = [] } = options;
  const environment = createEnvironment({ topology, noise, signals, faultCount: 0, steps: EPISODE_STEPS });
  let latest = environment.reset({ seed });
  const waiting: Action[] = [];
  const isOver = ({ startStep, durationSteps }: Fault) =>
    startStep + durationSteps <= latest.observation.step;
  let ended: ReadonlySet<Fault> = new Set();

  return {
    topology: environment.topology,
    environment,
    get observation() {
      return latest.observation;
    },
    get info() {
      return latest.info;
    },
    get faults() {
      return environment.faults.filter((fault) => !isOver(fault) && !ended.has(fault));
    },
    get waiting() {
      return [...waiting];
    },
    submit: (action) => {
      checkAction(action, environment.topology);
      if (waiting.length >= MAX_WAITING) {
        throw new UsageError(`At most ${MAX_WAITING} actions wait for their step`);
      }
      waiting.push(structuredClone(action));
    },
    inject: (fault) => environment.inject(fault),
    endFaults: () => {
      environment.endFaults();
      ended = new Set(environment.faults);
    },
    advance: () => {
      latest = environment.stepAhead(waiting.shift() ?? NOOP);
      return latest.observation;
    },
  };
}
