import type { Network } from "../topology/network.ts";

/** The hit ratio of each cache. */
export class Caches {
  /** Hit ratio per service; 0 if it is not a cache. */
  readonly hitRatio: Float64Array;
  readonly #network: Network;
  readonly #warming: boolean;

  constructor(network: Network, { start, warming }: { start: number | undefined; warming: boolean }) {
    this.#network = network;
    this.#warming = warming;
    this.hitRatio = network.hitRatio.map((warm) => warm === 0 ? 0 : start ?? warm);
  }

  /** Leaves a cache a share of its hit ratio. */
  flush(cache: number, share: number): void {
    this.hitRatio[cache]! *= share;
  }

  /** Warms the cache by one read of its store that was in time: h += (h* - h)(1 - e^(-1/W)). */
  refill(cache: number): void {
    if (!this.#warming) return;
    const { hitRatio, warmingReads } = this.#network;
    const gap = hitRatio[cache]! - this.hitRatio[cache]!;
    this.hitRatio[cache]! += gap * -Math.expm1(-1 / warmingReads[cache]!);
  }
}
