import { normalQuantile } from "../../random/mod.ts";

/**
 * The distribution of a service's service times, whose mean is that of the topology (times what slows it):
 *
 * - `"exponential"` or `"deterministic"`;
 * - `{ share, factor }`: exponential, and a share of the requests takes `factor` times longer than the rest, which raises the mean by
 *   1 + share (factor - 1);
 * - `{ variation }`: lognormal of that coefficient of variation.
 */
export type ServiceTimes =
  | "exponential"
  | "deterministic"
  | { readonly share: number; readonly factor: number }
  | { readonly variation: number };

/** A source of service times in units of the mean. */
export function serviceTimes(times: ServiceTimes, next: () => number): () => number {
  const exponential = () => -Math.log(1 - next());
  if (times === "exponential") return exponential;
  if (times === "deterministic") return () => 1;
  if ("share" in times) {
    const { share, factor } = times;
    return () => exponential() * (next() < share ? factor : 1);
  }
  const variance = Math.log(1 + times.variation * times.variation);
  const deviation = Math.sqrt(variance);
  return () => Math.exp(deviation * normalQuantile(next()) - variance / 2);
}
