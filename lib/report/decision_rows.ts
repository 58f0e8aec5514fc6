import { stringify } from "@std/csv";
import { z } from "zod";
import { anyList, anyObject } from "../model/argument_schemas.ts";
import { checkOptions } from "../model/check_options.ts";
import { UsageError } from "../model/mod.ts";
import { showValue } from "../model/show_value.ts";
import type { LoggedDecision } from "../learn/mod.ts";
import { csvRows } from "./csv_rows.ts";

/** A decision as a row of a table: texts, numbers and flags; candidates and shadows are JSON, null where there are none. */
export interface DecisionRow {
  /** Seed of the episode. */
  readonly seed: number;
  /** Step of the episode, from 0. */
  readonly step: number;
  /** As `LoggedDecision.signature`. */
  readonly signature: string;
  /** As `describeAction` writes it. */
  readonly action: string;
  /** Whether it was carried out unchanged. */
  readonly executed: boolean;
  /** Probability of the action, in (0, 1]. */
  readonly propensity: number;
  /** Mean reward of the steps that followed. */
  readonly reward: number;
  /** Sum of the rewards until the next decision. */
  readonly earned: number;
  /** The least reward that was possible, null where nobody knows it. */
  readonly leastReward: number | null;
  /** The greatest one. */
  readonly greatestReward: number | null;
  /** JSON of a list of action, propensity and features. */
  readonly candidates: string | null;
  /** JSON of lists of probabilities by name. */
  readonly shadows: string | null;
}

const ARGUMENTS = z.object({ decisions: z.array(anyObject) });
const ROWS = z.object({ rows: anyList });
const TEXT = z.object({ text: z.string() });

/** Types of the columns. */
export const DECISION_COLUMNS: Readonly<Record<keyof DecisionRow, "number" | "text" | "flag">> = {
  seed: "number",
  step: "number",
  signature: "text",
  action: "text",
  executed: "flag",
  propensity: "number",
  reward: "number",
  earned: "number",
  leastReward: "number",
  greatestReward: "number",
  candidates: "text",
  shadows: "text",
};
const NAMES = Object.keys(DECISION_COLUMNS) as (keyof DecisionRow)[];

/** Decisions as rows of a table. @throws {UsageError} for what is no list of decisions */
export function decisionRows(decisions: readonly LoggedDecision[]): DecisionRow[] {
  checkOptions("decisionRows", ARGUMENTS, { decisions });
  return decisions.map(({ candidates, shadows, rewardRange, ...rest }) => ({
    seed: rest.seed,
    step: rest.step,
    signature: rest.signature,
    action: rest.action,
    executed: rest.executed,
    propensity: rest.propensity,
    reward: rest.reward,
    earned: rest.earned,
    leastReward: rewardRange?.[0] ?? null,
    greatestReward: rewardRange?.[1] ?? null,
    candidates: candidates === undefined
      ? null
      : JSON.stringify(candidates.map((one) => ({ ...one, features: Array.from(one.features) }))),
    shadows: shadows === undefined ? null : JSON.stringify(shadows),
  }));
}

/** Decisions as CSV with a header; numbers keep all their digits, since propensities are divided by. @throws {UsageError} for what is no list of decisions */
export function decisionsToCsv(decisions: readonly LoggedDecision[]): string {
  const rows = decisionRows(decisions).map((row) => NAMES.map((name) => row[name] ?? ""));
  return stringify([NAMES, ...rows]).replaceAll("\r\n", "\n");
}

/** Decisions as JSON, one a line. @throws {UsageError} for what is no list of decisions */
export function decisionsToJsonLines(decisions: readonly LoggedDecision[]): string {
  return decisionRows(decisions).map(({ candidates, shadows, leastReward, greatestReward, ...row }) =>
    `${
      JSON.stringify({
        ...row,
        ...(leastReward !== null && { leastReward, greatestReward }),
        ...(candidates !== null && { candidates: JSON.parse(candidates) }),
        ...(shadows !== null && { shadows: JSON.parse(shadows) }),
      })
    }\n`
  ).join("");
}

/** Reads the CSV of `decisionsToCsv`. @throws {UsageError} that names the row and the column */
export function decisionsFromCsv(text: string): LoggedDecision[] {
  checkOptions("decisionsFromCsv", TEXT, { text });
  const [header = [], ...rows] = csvRows(text);
  return decisionsFromRows(
    rows.map((cells) => Object.fromEntries(header.map((name, i) => [name, cellOf(name, cells[i]!)]))),
  );
}

function cellOf(name: string, cell: string): unknown {
  const type = DECISION_COLUMNS[name as keyof DecisionRow];
  if (cell === "") return null;
  if (type === "number") return Number(cell);
  return type === "flag" ? cell === "true" || (cell === "false" ? false : cell) : cell;
}

/** Reads the lines of `decisionsToJsonLines`. @throws {UsageError} that names the line and the member */
export function decisionsFromJsonLines(text: string): LoggedDecision[] {
  checkOptions("decisionsFromJsonLines", TEXT, { text });
  return decisionsFromRows(
    text.split("\n").filter((line) => line.trim() !== "").map((line, i) => {
      try {
        return JSON.parse(line);
      } catch {
        throw new UsageError(`Row ${i + 1} of the decision log is not JSON: ${showValue(line)}`);
      }
    }),
  );
}

const probability = z.number().min(0).max(1);
/** Largest reward: that of a million steps at the largest weights, and small enough that sums and squares of millions are finite. */
const MAX_REWARD = 1e9;
const reward = z.number().min(-MAX_REWARD).max(MAX_REWARD);
const ROW = z.object({
  seed: z.int(),
  step: z.int().min(0),
  signature: z.string(),
  action: z.string().min(1),
  executed: z.boolean(),
  propensity: z.number().gt(0).max(1),
  reward,
  earned: reward,
  leastReward: z.number().nullish(),
  greatestReward: z.number().nullish(),
  candidates: z.array(z.object({
    action: z.string().min(1),
    propensity: probability,
    features: z.array(z.number()),
  })).nullish(),
  shadows: z.record(z.string(), z.array(probability)).nullish(),
});

/** Decisions of the rows of a table, whose candidates and shadows may be JSON. @throws {UsageError} that names the row and the column */
export function decisionsFromRows(rows: readonly unknown[]): LoggedDecision[] {
  checkOptions("decisionsFromRows", ROWS, { rows });
  let features = NaN;
  return rows.map((given, i) => {
    const thing = `Row ${i + 1} of the decision log`;
    const raw = typeof given === "object" && given !== null ? given as Record<string, unknown> : {};
    const { candidates, shadows, leastReward, greatestReward, ...rest } = checkOptions(thing, ROW, {
      ...raw,
      candidates: fromJson(thing, raw["candidates"]),
      shadows: fromJson(thing, raw["shadows"]),
    }, "the row");
    if (candidates && !candidates.some(({ action }) => action === rest.action)) {
      throw new UsageError(
        `${thing}: the action must be one of the candidates, found ${showValue(rest.action)}`,
      );
    }
    const described = candidates?.[0]?.features.length ?? 0;
    if (Number.isNaN(features) && described > 0) features = described;
    for (const one of candidates ?? []) {
      const expected = described === 0 ? 0 : features;
      if (one.features.length === expected) continue;
      throw new UsageError(
        `${thing}: all candidates must have ${expected} features as those before, found ${one.features.length}`,
      );
    }
    if (candidates) requireConsistent(thing, candidates, rest);
    requireShadows(thing, shadows ?? {}, candidates?.length);
    const rewardRange = rangeIn(thing, { leastReward, greatestReward }, rest.reward);
    return {
      ...rest,
      ...(rewardRange && { rewardRange }),
      ...(candidates && {
        candidates: candidates.map((one) => ({ ...one, features: Float64Array.from(one.features) })),
      }),
      ...(shadows && { shadows }),
    };
  });
}

/** The possible rewards of a row. @throws {UsageError} where one end alone is told, or the reward lies beyond them */
function rangeIn(
  thing: string,
  { leastReward, greatestReward }: {
    readonly leastReward?: number | null | undefined;
    readonly greatestReward?: number | null | undefined;
  },
  reward: number,
): readonly [number, number] | undefined {
  const [least, greatest] = [leastReward ?? undefined, greatestReward ?? undefined];
  if (least === undefined && greatest === undefined) return undefined;
  if (least === undefined || greatest === undefined) {
    throw new UsageError(`${thing}: leastReward and greatestReward stand together, found one of them`);
  }
  if (least <= reward && reward <= greatest) return [least, greatest];
  throw new UsageError(
    `${thing}: the reward must lie from leastReward, ${least}, to greatestReward, ${greatest}, found ${reward}`,
  );
}

/** Largest difference of probabilities that are to be equal, or to sum to 1: that of their rounding. */
const TOLERANCE = 1e-6;

/** @throws {UsageError} where an action stands twice, the propensities do not sum to 1, or the chosen candidate's is not the row's */
function requireConsistent(
  thing: string,
  candidates: readonly { readonly action: string; readonly propensity?: number | undefined }[],
  { action, propensity }: { readonly action: string; readonly propensity: number },
): void {
  const actions = candidates.map((one) => one.action);
  const second = actions.find((one, i) => actions.indexOf(one) < i);
  if (second !== undefined) {
    throw new UsageError(`${thing}: the candidate ${showValue(second)} stands there twice`);
  }
  const sum = candidates.reduce((total, one) => total + (one.propensity ?? NaN), 0);
  if (Math.abs(sum - 1) > TOLERANCE) {
    throw new UsageError(`${thing}: the propensities of the candidates must sum to 1, found ${sum}`);
  }
  const own = candidates.find((one) => one.action === action)!.propensity!;
  if (Math.abs(own - propensity) > TOLERANCE * Math.max(own, propensity)) {
    throw new UsageError(
      `${thing}: the propensity must be that of the chosen candidate, ${own}, found ${propensity}`,
    );
  }
}

/** @throws {UsageError} for a shadow without a probability for each candidate, or more than one for the action alone */
function requireShadows(
  thing: string,
  shadows: Readonly<Record<string, readonly number[]>>,
  candidates: number | undefined,
): void {
  const wrong = Object.keys(shadows).find((name) => shadows[name]!.length !== (candidates ?? 1));
  if (wrong === undefined) return;
  throw new UsageError(
    `${thing}: the shadow ${showValue(wrong)} must have ${
      candidates === undefined
        ? "one probability, that of the action, since the row has no candidates"
        : `a probability for each of the ${candidates} candidates`
    }, found ${shadows[wrong]!.length}`,
  );
}

function fromJson(thing: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new UsageError(`${thing}: candidates and shadows must be JSON, found ${showValue(value)}`);
  }
}
