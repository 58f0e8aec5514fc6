import { z } from "zod";
import { listWith } from "../../../model/argument_schemas.ts";
import { checkOptions } from "../../../model/check_options.ts";
import { UsageError } from "../../../model/mod.ts";
import { heatMap } from "../../../plot/parts/heat_map.ts";
import type { Picture } from "../../../plot/parts/svg.ts";

const ARGUMENTS = z.object({
  cells: listWith({ fault: "string", action: "string", sloSteps: "number" }),
  title: z.string().optional(),
});

/** The result of one action against one fault. */
export interface RemedyCell {
  /** The fault. */
  readonly fault: string;
  /** The action or the plan. */
  readonly action: string;
  /** Mean SLO-violation steps after the fault began. */
  readonly sloSteps: number;
}

/**
 * SLO-violation steps by fault and action as a heat map. The best action of each fault is framed.
 *
 * @param title of the picture; default: how many actions it takes to have the best one against every fault
 * @throws {UsageError} without cells
 */
export function plotRemedies(cells: readonly RemedyCell[], title?: string): Picture {
  checkOptions("plotRemedies", ARGUMENTS, { cells, title });
  if (cells.length === 0) throw new UsageError("A map of remedies needs at least one cell, found none");
  const best = new Set(
    [...Map.groupBy(cells, ({ fault }) => fault).values()]
      .map((row) => row.reduce((a, b) => b.sloSteps < a.sloSteps ? b : a)),
  );
  return heatMap({
    title: title ?? finding(best),
    subtitle: "mean SLO-violation steps; darker is worse; the best action of each fault is framed",
    cells: cells.map((cell) => ({
      row: cell.fault,
      column: cell.action,
      value: cell.sloSteps,
      best: best.has(cell),
    })),
  });
}

function finding(best: ReadonlySet<RemedyCell>): string {
  const byAction = [...Map.groupBy(best, ({ action }) => action)].sort(([, a], [, b]) => b.length - a.length);
  const [action, faults] = byAction[0]!;
  return byAction.length === 1
    ? `${action} is the best action against every fault`
    : `No action mends every fault: the most useful, ${action}, is the best against ` +
      `${faults.length} of ${best.size}`;
}
