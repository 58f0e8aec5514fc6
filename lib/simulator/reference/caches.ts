import type { Network } from "../topology/network.ts";

/** The hit ratio of each cache. */
export class Caches {
  /** Per service; 0 for what is not a cache. */
  readonly hitRatio: Float64Array;
  readonly #network: Network;
  readonly #warming: boolean;

  constructor(network: Network, { start, warming }: { start: number | undefined; warming: boolean }) {
    this.#network = network;
    this.#warming = warming;
    this.hitRatio = network.hitRatio.map((warm) => warm === 0 ? 0 : start ?? warm);
  }

  /** A store behind the cache was read in time: h += (h* - h)(1 - e^(-1/W)). */
  refill(cache: number): void {
    if (!this.#warming) return;
    const { hitRatio, warmingReads } = this.#network;
    const gap = hitRatio[cache]! - this.hitRatio[cache]!;
    this.hitRatio[cache]! += gap * -Math.expm1(-1 / warmingReads[cache]!);
  }
}
