import { METRIC_COUNT, METRICS, type Observation, type Topology } from "../../model/mod.ts";

/** What rounding may take a value below 0. */
const ROUNDING = 1e-6;
/**
 * Largest value that a metric can have, in the order of `METRICS`: a day; all requests, and what the extrapolation of two rates adds; a CPU or a memory
 * that is used beyond its limit for a moment; requests per second.
 */
const MAX_VALUES: readonly number[] = [86_400_000, 1.01, 1.5, 1.5, 1e9];
/** Values that the note names. */
const MAX_NAMED = 3;

/**
 * An observation without the values that no system can have, as a negative latency or a share of 35: they are not measured.
 *
 * @returns the observation itself where all are possible, and what was left out, in words
 *
 * @example
 * ```ts
 * import { deepStrictEqual, ok } from "node:assert";
 * import { createTopology } from "../../simulator/mod.ts";
 * import { withoutImpossible } from "./impossible.ts";
 * const values = new Float64Array(15).fill(0.5);
 * values[0] = -1;
 * const { observation, note } = withoutImpossible({ step: 1, timeSeconds: 0, values }, createTopology("three-tier"));
 * ok(Number.isNaN(observation.values[0]));
 * deepStrictEqual(note, "impossible values are not measured: latencyP95Ms of api is -1");
 * ```
 */
export function withoutImpossible(
  observation: Observation,
  { services }: Topology,
): { readonly observation: Observation; readonly note?: string } {
  const { values } = observation;
  const wrong: number[] = [];
  values.forEach((value, at) => {
    if (value < -ROUNDING || value > MAX_VALUES[at % METRIC_COUNT]!) wrong.push(at);
  });
  if (wrong.length === 0) return { observation };
  const possible = Float64Array.from(values);
  for (const at of wrong) possible[at] = NaN;
  const named = wrong.slice(0, MAX_NAMED).map((at) =>
    `${METRICS[at % METRIC_COUNT]} of ${services[Math.floor(at / METRIC_COUNT)]!.name} is ${
      Number(values[at]!.toPrecision(4))
    }`
  );
  const more = wrong.length > MAX_NAMED ? ` and ${wrong.length - MAX_NAMED} more` : "";
  return {
    observation: { ...observation, values: possible },
    note: `impossible values are not measured: ${named.join(", ")}${more}`,
  };
}
