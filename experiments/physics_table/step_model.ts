import { createConditions } from "../../lib/simulator/physics/conditions.ts";
import { gammaTail } from "../../lib/simulator/mixtures/gamma_tail.ts";
import { createPhysics } from "../../lib/simulator/physics/physics.ts";
import { allocateState, resetState } from "../../lib/simulator/physics/state.ts";
import { compileNetwork } from "../../lib/simulator/topology/network.ts";
import type { Topology } from "../../lib/model/mod.ts";

/** Indices of the three-tier graph. */
export const [API, CACHE, DB] = [0, 1, 2];
export const [API_TO_CACHE, API_TO_DB] = [0, 1];

const SETTLING_STEPS = 200;

/** The step model of a graph, without measurement noise and without retries of users. */
export class StepModel {
  readonly #network;
  readonly state;
  readonly conditions;
  readonly #physics;

  constructor(topology: Topology, readonly usersRate: number) {
    this.#network = compileNetwork(topology);
    this.state = allocateState(this.#network);
    this.conditions = createConditions(this.#network);
    this.conditions.userRetries = 0;
    this.conditions.pool.fill(Infinity);
    resetState(this.state, this.#network);
    this.#physics = createPhysics({ network: this.#network, state: this.state, conditions: this.conditions });
  }

  get truth() {
    return this.#physics.truth;
  }

  /** Per node: the share of the requests that are rejected. */
  get rejected() {
    return this.#physics.responses.rejected;
  }

  /** Share of the requests that a node does not reject which are answered later than a time (s). */
  late(node: number, seconds: number): number {
    const { good } = this.#physics.responses;
    const { parts, size } = good[node]!;
    let share = 0;
    for (let i = 0; i < size * 3; i += 3) {
      share += parts[i]! * gammaTail(seconds, parts[i + 1]!, parts[i + 2]!);
    }
    return share;
  }

  /** Advances the model; `before` is called before each step. */
  run(steps = SETTLING_STEPS, before: () => void = () => {}): this {
    for (let step = 0; step < steps; step++) {
      before();
      this.#physics.step(this.usersRate);
    }
    return this;
  }
}
