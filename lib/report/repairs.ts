import { recordsSchema } from "./records_schema.ts";
import { z } from "zod";
import { checkOptions, objectWith } from "../model/check_options.ts";
import { displayable } from "../model/shown/displayable.ts";
import type { EpisodeRecord } from "../run/mod.ts";
import type { Sheet } from "./tables/html_table.ts";
import { partsBundle, partsText } from "./tables/sheet.ts";
import { shareText } from "../model/shown/share_text.ts";

const REPAIR_COUNTS_ARGUMENTS = z.object({
  records: recordsSchema,
  options: z.strictObject({ steps: z.int().min(1).optional() }),
});
const REPAIR_TABLE_ARGUMENTS = z.object({ counts: objectWith({ right: "object", wrong: "object" }) });

/** Outcomes of an incident, whatever the diagnosis was. */
export const REPAIRS = [
  /** The agent ended the fault early. */
  "cause removed",
  /** The SLO held again for good although the fault went on: its effect was hidden or went away by itself. */
  "SLO held, cause at work",
  /** The breach lasted until the fault ended by itself, or to the end of the episode. */
  "not repaired",
] as const;

/** One of `REPAIRS`. */
export type Repair = typeof REPAIRS[number];

/** Number of incidents by whether the diagnosis at the first action was right, and by their outcome. */
export interface RepairCounts {
  /** Incidents whose diagnosis named a service at fault. */
  readonly right: Readonly<Record<Repair, number>>;
  /** Incidents whose diagnosis did not. */
  readonly wrong: Readonly<Record<Repair, number>>;
}

/** Steps of an episode by default. */
const DEFAULT_STEPS = 240;

/**
 * Counts incidents by diagnosis and outcome: an SLO that holds again does not prove that the cause was found. Episodes
 * without a breach, or without an action after a diagnosis, are left out.
 *
 * @param options.steps of an episode, default 240: a fault that would outlast it counts as over at its end
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { runTrial } from "../run/mod.ts";
 * import { repairCounts } from "./repairs.ts";
 * const records = runTrial({ agent: "full", topology: "three-tier", seeds: [7] });
 * strictEqual(repairCounts(records).right["cause removed"], 1);
 * ```
 */
export function repairCounts(
  records: readonly EpisodeRecord[],
  options: {
    /** Steps of an episode, at which incidents are cut off. Default 240. */
    readonly steps?: number;
  } = {},
): RepairCounts {
  checkOptions("repairCounts", REPAIR_COUNTS_ARGUMENTS, { records, options });
  const { steps = DEFAULT_STEPS } = options;
  const counts = { right: noneYet(), wrong: noneYet() };
  for (const record of records) {
    if (record.diagnosis_right === null || record.first_slo === null) continue;
    counts[record.diagnosis_right ? "right" : "wrong"][repairOf(record, steps)]++;
  }
  return displayable(counts, (one) => partsBundle([repairSheet(one)]));
}

/**
 * The counts as a text table.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function repairTable(counts: RepairCounts): string {
  checkOptions("repairTable", REPAIR_TABLE_ARGUMENTS, { counts });
  return partsText([repairSheet(counts)]);
}

function repairSheet({ right, wrong }: RepairCounts): Sheet {
  const rowOf = (name: string, counts: RepairCounts["right"]) => {
    const all = REPAIRS.reduce((sum, repair) => sum + counts[repair], 0);
    const shareOf = (count: number) => all === 0 ? "0" : `${count} (${shareText(count / all)})`;
    return [name, String(all), ...REPAIRS.map((repair) => shareOf(counts[repair]))];
  };
  return {
    header: ["diagnosis", "incidents", ...REPAIRS],
    rows: [rowOf("right", right), rowOf("wrong", wrong)],
  };
}

function noneYet(): Record<Repair, number> {
  return { "cause removed": 0, "SLO held, cause at work": 0, "not repaired": 0 };
}

function repairOf(record: EpisodeRecord, steps: number): Repair {
  const { fault_t_start, fault_duration, effective_duration, first_slo, sustained_recovery } = record;
  const ownEnd = Math.min(fault_t_start! + fault_duration!, steps);
  if (fault_t_start! + effective_duration! < ownEnd) return "cause removed";
  if (sustained_recovery === null) return "not repaired";
  return first_slo! + sustained_recovery < ownEnd ? "SLO held, cause at work" : "not repaired";
}
