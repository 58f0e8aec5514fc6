import { z } from "zod";
import { anyObject } from "../../../model/argument_schemas.ts";
import { checkOptions } from "../../../model/check_options.ts";
import { UsageError } from "../../../model/mod.ts";
import { faultText } from "../../../model/shown/fault_text.ts";
import type { FaultSummary } from "../summary.ts";
import { mean } from "../../../stats/mod.ts";
import { type HeatCell, heatMap } from "../../../plot/parts/heat_map.ts";
import type { Picture } from "../../../plot/parts/svg.ts";

const ARGUMENTS = z.object({ faults: z.array(anyObject) });

/**
 * AC@1 by fault type and method as a heat map: the hardest fault types on top, the best methods on the left, the best method of each fault type
 * framed.
 *
 * @param faults of `compareDiagnosers`; of several views the last one is drawn
 * @throws {UsageError} without fault types, as for data sets that do not name them
 */
export function plotDiagnosersByFault(faults: readonly FaultSummary[]): Picture {
  checkOptions("plotDiagnosersByFault", ARGUMENTS, { faults });
  const view = faults.at(-1)?.view;
  if (view === undefined) throw new UsageError("A map of faults needs a kind of fault, found none");
  const rows = [...Map.groupBy(faults.filter((cell) => cell.view === view), ({ fault }) => fault).values()]
    .toSorted((a, b) => overall(a) - overall(b));
  const order = methodsByMerit(rows.flat());
  const cells = rows.flatMap((row) => {
    const most = Math.max(...row.map(({ ac1 }) => ac1.value));
    return row.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name)).map((
      { fault, name, ac1: { value } },
    ): HeatCell => ({ row: faultText(fault), column: name, value, best: value === most }));
  });
  return heatMap({
    title: finding(cells, order[0]!),
    subtitle:
      `AC@1, the share of incidents whose cause is named first, given ${view}; darker is better, the hardest kinds on top, the best of each framed`,
    cells,
    digits: 2,
  });
}

function overall(cells: readonly FaultSummary[]): number {
  return mean(cells.map(({ ac1 }) => ac1.value));
}

function methodsByMerit(cells: readonly FaultSummary[]): string[] {
  const right = (own: readonly FaultSummary[]) =>
    own.reduce((sum, { ac1, cases }) => sum + ac1.value * cases, 0);
  return [...Map.groupBy(cells, ({ name }) => name)].toSorted(([, a], [, b]) => right(b) - right(a))
    .map(([name]) => name);
}

function finding(cells: readonly HeatCell[], method: string): string {
  const own = cells.filter(({ column }) => column === method);
  const worst = own.reduce((a, b) => b.value < a.value ? b : a);
  const won = own.filter(({ best }) => best).length;
  const says = `${method} has the highest AC@1 on ${won} of ${own.length} kinds of fault`;
  return worst.value === 1 ? says : `${says}; its own hardest is ${worst.row}: ${worst.value.toFixed(2)}`;
}
