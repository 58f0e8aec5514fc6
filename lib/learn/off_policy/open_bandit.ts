import { parse } from "@std/csv";
import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/mod.ts";
import { showValue } from "../../model/show_value.ts";
import type { LoggedCandidate, LoggedDecision } from "../decision_log.ts";

const ARGUMENTS = z.object({ log: z.string(), itemContext: z.string() });

/** A propensity this near to that of a uniform choice is one: then those of the others are known. */
const UNIFORM = 1e-3;
/** A reward is a click or none. */
const CLICKS = [0, 1] as const;
/** Positions of a page at which an item is shown. */
const POSITIONS = 3;

/**
 * Reads a log of the Open Bandit data (Saito, Aihara, Matsutani and Narita, "Open Bandit Dataset and Pipeline", NeurIPS 2021): each impression is a
 * decision and an episode of its own, its reward the click, its signature the position on the page. All items of the context are candidates; the
 * log holds the propensity of the shown one alone, and the rest is taken as shared evenly among the others. Features of a candidate: the
 * position, the item's number and category, and the user's affinity to it.
 *
 * @param log the CSV of the log, as `men.csv`
 * @param itemContext the CSV of the items, as `item_context.csv`
 * @throws {UsageError} for a text that isn't CSV, a missing column, and a cell that is no number
 */
export function openBanditLog(log: string, itemContext: string): LoggedDecision[] {
  checkOptions("openBanditLog", ARGUMENTS, { log, itemContext });
  const items = itemsOf(
    tableOf(itemContext, "item context", ["item_id", "item_feature_0", "item_feature_1"]),
  );
  const table = tableOf(log, "log", ["item_id", "position", "click", "propensity_score"]);
  const column = (name: string) => table.header.indexOf(name);
  const [item, position, click, propensity] = ["item_id", "position", "click", "propensity_score"].map(
    column,
  );
  const affinities = items.map(({ id }) => column(`user-item_affinity_${id}`));
  // Without any affinity, as in most rows, the features of all rows with a position are the same.
  const usual = new Map<string, Float64Array>();
  return table.rows.map((cells, row): LoggedDecision => {
    const number = (place: number) => numberIn(cells[place], { row, column: table.header[place]! });
    const shown = number(item!);
    const chance = number(propensity!);
    if (!(chance > 0 && chance <= 1)) {
      throw new UsageError(`Row ${row + 1} of the log: propensity_score must lie in (0, 1], found ${chance}`);
    }
    const slot = number(position!);
    if (!items.some(({ id }) => id === shown)) {
      throw new UsageError(`Row ${row + 1} of the log: the item ${shown} is not in the item context`);
    }
    const candidates = items.map((one, k): LoggedCandidate => {
      const affinity = affinities[k]! < 0 ? 0 : number(affinities[k]!);
      const make = () => featuresOf(one, { slot, affinity });
      const key = `${slot}/${k}`;
      if (affinity === 0 && !usual.has(key)) usual.set(key, make());
      return {
        action: `item ${one.id}`,
        propensity: one.id === shown ? chance : (1 - chance) / (items.length - 1),
        features: affinity === 0 ? usual.get(key)! : make(),
      };
    });
    const reward = number(click!);
    return {
      seed: row,
      step: 0,
      signature: `position ${slot}`,
      action: `item ${shown}`,
      executed: true,
      propensity: chance,
      reward,
      earned: reward,
      rewardRange: CLICKS,
      candidates,
      ...(Math.abs(chance * items.length - 1) > UNIFORM && { othersAssumed: true }),
    };
  });
}

interface Item {
  readonly id: number;
  readonly number: number;
  /** Its first category, as one of those that there are. */
  readonly category: number;
  readonly categories: number;
}

function itemsOf({ header, rows }: Table): Item[] {
  const at = (name: string) => header.indexOf(name);
  const names = [...new Set(rows.map((cells) => cells[at("item_feature_1")]!))].sort();
  return rows.map((cells, row) => ({
    id: numberIn(cells[at("item_id")], { row, column: "item_id" }),
    number: numberIn(cells[at("item_feature_0")], { row, column: "item_feature_0" }),
    category: names.indexOf(cells[at("item_feature_1")]!),
    categories: names.length,
  }));
}

function featuresOf(
  { number, category, categories }: Item,
  { slot, affinity }: { readonly slot: number; readonly affinity: number },
): Float64Array {
  const features = new Float64Array(POSITIONS + 2 + categories);
  if (slot >= 1 && slot <= POSITIONS) features[slot - 1] = 1;
  features[POSITIONS] = number;
  features[POSITIONS + 1] = affinity;
  features[POSITIONS + 2 + category] = 1;
  return features;
}

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function tableOf(text: string, thing: string, columns: readonly string[]): Table {
  let parsed: string[][];
  try {
    parsed = parse(text) as string[][];
  } catch (error) {
    throw new UsageError(`The ${thing} is not CSV: ${(error as Error).message}`);
  }
  const [header = [], ...rows] = parsed;
  const missing = columns.find((name) => !header.includes(name));
  if (missing === undefined) return { header, rows };
  throw new UsageError(`The ${thing} has no column "${missing}". Known: ${header.slice(0, 8).join(", ")}`);
}

function numberIn(
  cell: string | undefined,
  { row, column }: { readonly row: number; readonly column: string },
): number {
  const value = cell === undefined || cell.trim() === "" ? NaN : Number(cell);
  if (Number.isFinite(value)) return value;
  throw new UsageError(`Row ${row + 1}: ${column} must be a number, found ${showValue(cell)}`);
}
