import { pairedEstimates } from "./intervals.ts";
import { minus, type Sheet } from "./summarise_methods.ts";
import type { ViewGain } from "./summary.ts";

/** What each further view gains every method that was asked through the first one, too. */
export function summariseGains(sheets: readonly Sheet[]): ViewGain[] {
  const from = sheets[0]?.view;
  const pairs = sheets.filter(({ view }) => view !== from).flatMap((sheet) => {
    const base = sheets.find(({ name, view }) => name === sheet.name && view === from);
    return base ? [{ sheet, base }] : [];
  });
  const gains = pairedEstimates(
    pairs.flatMap(({ sheet, base }) => [
      minus(sheet.values.ac1, base.values.ac1),
      minus(sheet.values.avg5, base.values.avg5),
    ]),
  );
  return pairs.map(({ sheet: { name, view }, base }, i) => ({
    name,
    view,
    from: base.view,
    ac1: gains[2 * i]!,
    avg5: gains[2 * i + 1]!,
  }));
}
