import { MAX_RETRY_TOKENS, type Network } from "../topology/network.ts";

/** Token buckets, one per call: a first try adds `retryBudget` tokens, a retry takes one. */
export class RetryBudget {
  readonly #network: Network;
  readonly #tokens: Float64Array;

  constructor(network: Network) {
    this.#network = network;
    this.#tokens = new Float64Array(network.calls);
  }

  firstTry(call: number): void {
    this.#tokens[call] = Math.min(MAX_RETRY_TOKENS, this.#tokens[call]! + this.#network.retryBudget[call]!);
  }

  /** Whether a call may be retried after that many tries; if so, takes a token. */
  allows(call: number, tries: number): boolean {
    if (tries > this.#network.retries[call]! || this.#tokens[call]! < 1) return false;
    this.#tokens[call]!--;
    return true;
  }
}
