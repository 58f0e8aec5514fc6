import { createStream, normalQuantile } from "../../lib/random/mod.ts";
import { type Conditions, createConditions } from "../../lib/simulator/physics/conditions.ts";
import { createPhysics } from "../../lib/simulator/physics/physics.ts";
import { allocateState, resetState, type State } from "../../lib/simulator/physics/state.ts";
import { compileNetwork, type Network } from "../../lib/simulator/topology/network.ts";
import type { Topology } from "../../lib/model/mod.ts";
import type { SystemSettings } from "../../lib/simulator/reference/settings.ts";
import { type Mixture, totalWeight, weightBeyond } from "../../lib/simulator/mixtures/mixture.ts";
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
    // Single requests start with none saved, too.
    this.state.retryTokens.fill(0);
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
    return this.run(SETTLING_STEPS - READ_STEPS).means(READ_STEPS);
  }

  /** What is read off so many steps, as if they were one window. */
  means(steps: number): Measures {
    const sums = { p95: 0, errors: 0, "db rate": 0, cpu: 0, rejected: 0, late: 0 };
    const { userTimeoutSeconds } = this.network.topology;
    const ended: Mixture[] = [];
    this.run(steps, () => {
      const { truth } = this;
      const { rejected, good, bad } = this.#physics.responses;
      ended.push(copyOf(good[API]!, 1 - rejected[API]!), copyOf(bad[API]!, 1 - rejected[API]!));
      sums.errors += truth.errorRate[API]! / steps;
      sums["db rate"] += truth.arrivals[DB]! / steps;
      sums.cpu += truth.utilisation[API]! / steps;
      sums.rejected += rejected[API]! / steps;
      sums.late += weightBeyond(good[API]!, userTimeoutSeconds) / steps;
    });
    sums.p95 = 1000 * pooledPercentile95(ended);
    return sums;
  }
}

/** A copy of a mixture, its weights scaled. */
function copyOf({ size, parts }: Mixture, factor: number): Mixture {
  return { size, parts: parts.slice(0, 3 * size).map((value, i) => i % 3 === 0 ? value * factor : value) };
}

/** The 95th percentile of all that ended in any of the windows: 0.05 of their weight is beyond it. */
function pooledPercentile95(ended: readonly Mixture[]): number {
  const sum = (of: (mixture: Mixture) => number) => ended.reduce((total, mixture) => total + of(mixture), 0);
  const wanted = 0.05 * sum(totalWeight);
  let low = 0;
  let high = 1;
  while (sum((one) => weightBeyond(one, high)) > wanted) high *= 2;
  while (high - low > 1e-4 * high) {
    const middle = (low + high) / 2;
    if (sum((one) => weightBeyond(one, middle)) > wanted) low = middle;
    else high = middle;
  }
  return high;
}

/** Mean error rate of the step model's front over the windows by which a run is judged, at the end of so many steps. */
export function errorRates(model: StepModel, { steps }: { steps: number }): number {
  let sum = 0;
  model.run(steps - JUDGED_WINDOWS).run(JUDGED_WINDOWS, () => sum += model.truth.errorRate[API]!);
  return sum / JUDGED_WINDOWS;
}
