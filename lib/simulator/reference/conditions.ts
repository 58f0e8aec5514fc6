import type { Network } from "../topology/network.ts";
import { callName, type CallSettings, type ServiceSettings, type UserSettings } from "./settings.ts";

/** What ails the system at present, in columns by service and by call; a `Change` overwrites parts of it. */
export class Conditions {
  readonly slow: Float64Array;
  readonly slowReplica: Float64Array;
  readonly errors: Float64Array;
  readonly poison: Float64Array;
  readonly loss: Float64Array;
  readonly cut: Float64Array;
  readonly delay: Float64Array;
  readonly breakerOpen: Uint8Array;
  readonly users = { retries: 0, retryBudget: Infinity, backoffSeconds: 0, backoffFactor: 2, jitter: 0 };
  readonly #network: Network;

  constructor(network: Network) {
    const { nodes, calls } = network;
    this.#network = network;
    this.slow = new Float64Array(nodes).fill(1);
    this.slowReplica = new Float64Array(nodes).fill(1);
    this.errors = new Float64Array(nodes);
    this.poison = new Float64Array(nodes);
    this.loss = new Float64Array(calls);
    this.cut = new Float64Array(calls);
    this.delay = new Float64Array(calls);
    this.breakerOpen = new Uint8Array(calls);
  }

  setService(service: number, { slow, slowReplica, errors, poison }: ServiceSettings): void {
    if (slow !== undefined) this.slow[service] = slow;
    if (slowReplica !== undefined) this.slowReplica[service] = slowReplica;
    if (errors !== undefined) this.errors[service] = errors;
    if (poison !== undefined) this.poison[service] = poison;
  }

  setCall(edge: number, { loss, cut, delaySeconds, breakerOpen }: CallSettings): void {
    if (loss !== undefined) this.loss[edge] = loss;
    if (cut !== undefined) this.cut[edge] = cut;
    if (delaySeconds !== undefined) this.delay[edge] = delaySeconds;
    if (breakerOpen !== undefined) this.breakerOpen[edge] = Number(breakerOpen);
  }

  setUsers(users: UserSettings): void {
    Object.assign(this.users, users);
  }

  /** The index of a service. */
  serviceAt(name: string): number {
    return this.#network.topology.services.findIndex((service) => service.name === name);
  }

  /** The edges that a name like `"api -> db"` stands for: one, or its copies if the call is made more than once per request. */
  edgesOf(name: string): number[] {
    const { topology: { services }, caller, callee } = this.#network;
    const edges = Array.from(caller, (_, edge) => edge);
    return edges.filter((edge) =>
      callName({ caller: services[caller[edge]!]!.name, callee: services[callee[edge]!]!.name }) === name
    );
  }
}
