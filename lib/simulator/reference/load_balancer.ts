import type { ReplicaGroup } from "./replica_group.ts";
import type { Balancing } from "./settings.ts";

/** Chooses the queue that a request goes to, among those that have a replica that is up. */
export class LoadBalancer {
  readonly #groups: readonly ReplicaGroup[];
  readonly #balancing: Balancing;
  readonly #next: () => number;
  #turn = 0;

  constructor(groups: readonly ReplicaGroup[], balancing: Balancing, next: () => number) {
    this.#groups = groups;
    this.#balancing = balancing;
    this.#next = next;
  }

  /** Index of the group; -1 if all are down. */
  choose(): number {
    if (this.#groups.length === 1) return this.#groups[0]!.up > 0 ? 0 : -1;
    if (this.#balancing === "random") return this.#random();
    const chosen = this.#balancing === "round robin" ? this.#nextUp() : this.#leastConnections();
    this.#turn = chosen + 1;
    return chosen;
  }

  #random(): number {
    const up = this.#groups.filter((group) => group.up > 0);
    return this.#groups.indexOf(up[Math.floor(this.#next() * up.length)]!);
  }

  #nextUp(): number {
    const count = this.#groups.length;
    for (let k = 0; k < count; k++) {
      const i = (this.#turn + k) % count;
      if (this.#groups[i]!.up > 0) return i;
    }
    return -1;
  }

  /** The group with the fewest requests under way; among equals, the one whose turn it is. */
  #leastConnections(): number {
    const count = this.#groups.length;
    let chosen = -1;
    for (let k = 0; k < count; k++) {
      const i = (this.#turn + k) % count;
      const group = this.#groups[i]!;
      if (group.up > 0 && (chosen < 0 || group.present < this.#groups[chosen]!.present)) chosen = i;
    }
    return chosen;
  }
}
