import { showValue } from "../../model/show_value.ts";

/** More items of a list are only counted. */
const MAX_ITEMS = 6;

/** Whether a value is an estimate with its interval. */
function isEstimate(value: object): value is { value: number; low: number; high: number } {
  const { value: mean, low, high } = value as Record<string, unknown>;
  return [mean, low, high].every((part) => typeof part === "number");
}

/** The numbers that a cell shows. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null && isEstimate(value) ? [value.value] : [];
}

/**
 * The cells of a column as text. All numbers of a column have the same decimals, as many as its largest needs to have so many significant digits, and
 * whole numbers have none; a number that would lose all but one of its own keeps two.
 *
 * @param digits significant digits of the largest number
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { columnText } from "./cell_text.ts";
 * deepStrictEqual(columnText([0.5, 2.25, null], 3), ["0.50", "2.25", ""]);
 * deepStrictEqual(columnText([{ value: 24.31, low: 20, high: 28.6 }], 3), ["24.3 [20.0, 28.6]"]);
 * deepStrictEqual(columnText([1200, 15], 3), ["1200", "15"]);
 * ```
 */
export function columnText(values: readonly unknown[], digits: number): string[] {
  const sizes = values.flatMap(numbersIn).filter(Number.isFinite).map(Math.abs);
  const whole = values.every((value) => typeof value !== "object" || value === null || !isEstimate(value)) &&
    sizes.every(Number.isInteger);
  const largest = sizes.reduce((a, b) => b > a ? b : a, 0);
  const before = largest > 0 ? Math.floor(Math.log10(largest)) + 1 : 1;
  const decimals = whole ? 0 : Math.min(12, Math.max(0, digits - before));
  return values.map((value) => cellText(value, decimals));
}

function cellText(value: unknown, decimals: number): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return numberText(value, decimals);
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "-" : value.toISOString();
  if (typeof value !== "object") return showValue(value);
  if (isEstimate(value)) {
    const [mean, low, high] = [value.value, value.low, value.high].map((part) => numberText(part, decimals));
    return Number.isNaN(value.low) ? mean! : `${mean} [${low}, ${high}]`;
  }
  if (Array.isArray(value)) return listText(value);
  return ArrayBuffer.isView(value) ? `${(value as Uint8Array).length} numbers` : showValue(value);
}

function listText(items: readonly unknown[]): string {
  const simple = items.every((item) => typeof item !== "object" || item === null);
  return simple && items.length <= MAX_ITEMS ? items.join(", ") : `${items.length} items`;
}

function numberText(value: number, decimals: number): string {
  if (Number.isNaN(value)) return "-";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  const text = value.toFixed(decimals);
  const lost = value !== 0 && Math.abs(value) < 10 ** (1 - decimals) && Number(text) !== value;
  return lost ? String(Number(value.toPrecision(2))) : text;
}
