import type { Stream } from "../../../random/mod.ts";
import { createMixture, type Mixture, push } from "../mixture.ts";

/** A mixture of that many components with random weights, means of 0.01 to 2 s and variances around the squared mean. */
export function randomMixture(size: number, stream: Stream): Mixture {
  const mixture = createMixture();
  for (let i = 0; i < size; i++) {
    const mean = stream.between(0.01, 2);
    push(mixture, stream.next(), mean, mean * mean * stream.between(0.05, 1.5));
  }
  return mixture;
}
