import { pairedEstimates } from "./intervals.ts";
import { type MethodVerdicts, minus } from "./summarise_methods.ts";
import type { ViewGain } from "./summary.ts";

/** The gain of each method from every further view, for methods that ran on the first view too. */
export function summariseGains(methods: readonly MethodVerdicts[]): ViewGain[] {
  const from = methods[0]?.view;
  const pairs = methods.filter(({ view }) => view !== from).flatMap((own) => {
    const base = methods.find(({ name, view }) => name === own.name && view === from);
    return base ? [{ own, base }] : [];
  });
  const gains = pairedEstimates(
    pairs.flatMap(({ own, base }) => [
      minus(own.values.ac1, base.values.ac1),
      minus(own.values.avg5, base.values.avg5),
    ]),
  );
  return pairs.map(({ own: { name, view }, base }, i) => ({
    name,
    view,
    from: base.view,
    ac1: gains[2 * i]!,
    avg5: gains[2 * i + 1]!,
  }));
}
