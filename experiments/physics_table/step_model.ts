import { createStream, normalQuantile } from "../../lib/random/mod.ts";
import { type Conditions, createConditions } from "../../lib/simulator/physics/conditions.ts";
import { createPhysics } from "../../lib/simulator/physics/physics.ts";
import { allocateState, resetState, type State } from "../../lib/simulator/physics/state.ts";
import { compileNetwork, type Network } from "../../lib/simulator/topology/network.ts";
import type { Topology } from "../../lib/model/mod.ts";
import type { SystemSettings } from "../../lib/simulator/reference/settings.ts";
import { weightBeyond } from "../../lib/simulator/mixtures/mixture.ts";
import { JUDGED_WINDOWS, type Measures } from "./measures.ts";
import { arrange, stepTopology } from "./step_system.ts";

/** Indices of the three-tier graph. */
export const [API, CACHE, DB] = [0, 1, 2];

const SETTLING_STEPS = 200;
/** Steps at the end over which a steady state is averaged. */
const READ_STEPS = 100;

/** The step model of a graph and what ails it, without measurement noise. */
export class StepModel {
  readonly network: Network;
  readonly state: State;
  readonly conditions: Conditions;
  readonly #physics;
  #draw: () => Float64Array | undefined = () => undefined;

  constructor(topology: Topology, readonly usersRate: number, settings: SystemSettings = {}) {
    this.network = compileNetwork(stepTopology(topology, settings));
    this.state = allocateState(this.network);
    this.conditions = createConditions(this.network);
    resetState(this.state, this.network);
    arrange(settings, this);
    this.#physics = createPhysics(this);
  }

  get truth() {
    return this.#physics.truth;
  }

  /** Gives each queue chance of its own from here on. */
  takeChances(run: number): this {
    const { next } = createStream(run, "physics table", "chance");
    const drawn = new Float64Array(this.network.nodes);
    return this.drawFrom(() => {
      for (let i = 0; i < drawn.length; i++) drawn[i] = normalQuantile(next());
      return drawn;
    });
  }

  /** Takes the innovations of the queues' slow factors from elsewhere. */
  drawFrom(draw: () => Float64Array): this {
    this.#draw = draw;
    return this;
  }

  /** Advances the model. */
  run(steps = SETTLING_STEPS, after: () => void = () => {}): this {
    for (let step = 0; step < steps; step++) {
      this.#physics.step(this.usersRate, this.#draw());
      after();
    }
    return this;
  }

  /** What is read off its steady state, for a three-tier graph. */
  steadyState(): Measures {
    const sums = { p95: 0, errors: 0, "db rate": 0, cpu: 0, rejected: 0, late: 0 };
    const { userTimeoutSeconds } = this.network.topology;
    this.run(SETTLING_STEPS - READ_STEPS).run(READ_STEPS, () => {
      const { truth } = this;
      const rejected = this.#physics.responses.rejected[API]!;
      sums.p95 += 1000 * truth.p95[API]! / READ_STEPS;
      sums.errors += truth.errorRate[API]! / READ_STEPS;
      sums["db rate"] += truth.arrivals[DB]! / READ_STEPS;
      sums.cpu += truth.utilisation[API]! / READ_STEPS;
      sums.rejected += rejected / READ_STEPS;
      sums.late += weightBeyond(this.#physics.responses.good[API]!, userTimeoutSeconds) / READ_STEPS;
    });
    return sums;
  }
}

/** Mean error rate of the step model's front over the windows by which a run is judged, at the end of so many steps. */
export function errorRates(model: StepModel, { steps }: { steps: number }): number {
  let sum = 0;
  model.run(steps - JUDGED_WINDOWS).run(JUDGED_WINDOWS, () => sum += model.truth.errorRate[API]!);
  return sum / JUDGED_WINDOWS;
}
