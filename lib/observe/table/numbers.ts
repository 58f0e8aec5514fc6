import { type Unit, unitOf } from "./units.ts";

/** How the numbers of a column are written. */
export interface NumberForm {
  readonly decimal: "." | ",";
}

/** Marks of a missing value, in small letters. */
const GAPS = new Set([
  "",
  "-",
  "--",
  "–",
  "—",
  "?",
  ".",
  "nan",
  "-nan",
  "+nan",
  "nan(ind)",
  "-nan(ind)",
  "-1.#ind",
  "1.#qnan",
  "null",
  "none",
  "nil",
  "na",
  "n/a",
  "#n/a",
  "#na",
  "#value!",
  "#div/0!",
  "#ref!",
  "<na>",
  "\\n",
  "undefined",
  "missing",
  "no data",
  "inf",
  "+inf",
  "-inf",
  "infinity",
  "+infinity",
  "-infinity",
  "∞",
]);

/** Whether a cell says that nothing was measured. An infinite value counts as none: no method can use it. */
export function isGap(cell: string): boolean {
  return GAPS.has(cell.trim().toLowerCase());
}

/** A number, with the unit behind it. */
export interface Measure {
  readonly value: number;
  readonly unit: Unit;
  /** Whether the number is only a bound, as in `>100`, or about right, as in `~5`. */
  readonly bound?: true;
  /** Whether it is "true" or "false". */
  readonly truth?: true;
}

const SPACES = /[\s\u00a0\u202f]/g;
const PARTS = /^([-+−]?)([$€£]?)(\d[\d.,'’\s\u00a0\u202f]*|[.,]\d+)(e[-+]?\d+)?\s*([a-zµμ%°‰/€$£¥][^\d]*)?$/i;
const PLAIN = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/**
 * Reads a number as people and tools write it: `1.2 K`, `1,234.5`, `38,8` where the comma is the decimal sign, `12 %`, `255 ms`.
 *
 * @returns undefined for what is no number; a gap has the value NaN
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert";
 * import { measureOf } from "./numbers.ts";
 * const { value, unit } = measureOf("1,234.5 KiB", { decimal: "." })!;
 * deepStrictEqual([value, unit.dimension, unit.factor], [1234.5, "bytes", 1024]);
 * strictEqual(measureOf("0x10", { decimal: "." }), undefined);
 * ```
 */
export function measureOf(cell: string, form: NumberForm): Measure | undefined {
  const plain = plainNumber(cell, form);
  if (plain !== undefined) return { value: plain, unit: unitOf("") };
  const text = cell.trim();
  if (isGap(text)) return { value: NaN, unit: unitOf("") };
  const [, bound, bounded] = /^([<>≤≥~≈]=?)\s*(\S.*)$/.exec(text) ?? [];
  if (bound !== undefined) {
    const measure = measureOf(bounded!, form);
    return measure && !Number.isNaN(measure.value) ? { ...measure, bound: true } : undefined;
  }
  const negative = /^\(([$€£]?\d[^()]*)\)$/.exec(text)?.[1] ?? /^([$€£]?\d[\d.,'’\s]*)[-−]$/.exec(text)?.[1];
  if (negative !== undefined) {
    const measure = measureOf(negative, form);
    return measure && { ...measure, value: -measure.value };
  }
  // As spreadsheets write a text that must stay one.
  const quoted = /^="(.*)"$/.exec(text)?.[1];
  if (quoted !== undefined) return measureOf(quoted, form);
  const seconds = durationSeconds(text);
  if (seconds !== undefined) return { value: seconds, unit: unitOf("s") };
  if (/^(?:true|false)$/i.test(text)) {
    return { value: Number(/^true$/i.test(text)), unit: unitOf(""), truth: true };
  }
  const [, sign = "", , digits, exponent = "", unit = ""] = PARTS.exec(text) ?? [];
  // An exponent that was cut is no unit.
  if (digits === undefined || /^e$/i.test(unit)) return undefined;
  const number = digitsOf(digits.trim(), form);
  if (number === undefined) return undefined;
  const value = Number(`${sign === "" ? "" : sign === "+" ? "" : "-"}${number}${exponent}`);
  return Number.isNaN(value) ? undefined : { value: finite(value), unit: unitOf(unit.trim()) };
}

const DURATION = new RegExp(
  [["d", "ays?"], ["h", "(?:ou)?rs?"], ["m", "in(?:ute)?s?"], ["s", "ec(?:ond)?s?"]].map(([unit, rest]) =>
    `(?:(\\d+(?:[.,]\\d+)?)\\s*${unit}(?:${rest})?[\\s,]*)?`
  ).join("").replace(/^/, "^").concat("(?:(\\d+(?:[.,]\\d+)?)\\s*ms)?$"),
);
const DURATION_SECONDS = [86_400, 3600, 60, 1, 1e-3];

/** The seconds of a duration in several units, as `1m30.5s` or `2 h 5 min`; undefined for any other text. */
function durationSeconds(text: string): number | undefined {
  if (!/^\d.*\d.*[smh]/.test(text)) return undefined;
  const parts = DURATION.exec(text)?.slice(1);
  if (parts === undefined || parts.filter((part) => part !== undefined).length < 2) return undefined;
  return parts.reduce(
    (sum, part, i) => sum + (part === undefined ? 0 : Number(part.replace(",", ".")) * DURATION_SECONDS[i]!),
    0,
  );
}

/** The number in a cell without a unit or groups of digits; undefined for any other cell. */
export function plainNumber(cell: string, { decimal }: NumberForm): number | undefined {
  if (decimal === "," && cell.includes(".")) return undefined;
  const text = decimal === "," ? cell.replace(",", ".") : cell;
  const value = Number(text);
  if (Number.isNaN(value) || !PLAIN.test(text.trim())) return undefined;
  return finite(value);
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}

/** Digits with a point, from digits in groups of three; undefined where the groups don't hold three. */
function digitsOf(digits: string, { decimal }: NumberForm): string | undefined {
  const group = decimal === "." ? "," : ".";
  const [whole, fraction, ...more] = digits.split(decimal);
  if (more.length > 0 || (fraction !== undefined && !/^\d*$/.test(fraction))) return undefined;
  const groups = whole!.replace(SPACES, " ").replaceAll("’", "'").split(new RegExp(`[${group}' ]`));
  if (groups.length > 1) {
    const seps = new Set(whole!.replace(SPACES, " ").replaceAll("’", "'").replace(/\d/g, ""));
    if (
      seps.size > 1 || !/^\d{1,3}$/.test(groups[0]!) ||
      groups.slice(1).some((part) => !/^\d{3}$/.test(part)) && !areLakhs(groups, seps)
    ) {
      return undefined;
    }
  }
  const joined = groups.join("");
  return /^\d*$/.test(joined) ? `${joined}${fraction ? `.${fraction}` : ""}` : undefined;
}

/** Whether digits are in groups as in India: three, and two by two before them. */
function areLakhs(groups: readonly string[], signs: ReadonlySet<string>): boolean {
  return signs.has(",") && groups.length > 2 && /^\d{1,2}$/.test(groups[0]!) &&
    /^\d{3}$/.test(groups.at(-1)!) &&
    groups.slice(1, -1).every((part) => /^\d{2}$/.test(part));
}

/** What the cells of a column say about its decimal sign. */
export interface SignEvidence {
  /** The sign, by cells that can be read in one way only. */
  readonly certain: "." | "," | undefined;
  /** The sign that parts three digits in cells that can be read in two ways, as `1.234`. */
  readonly groups: "." | "," | undefined;
  /** Whether whole numbers below 1,000 stand beside these. */
  readonly whole: boolean;
  /** Whether some of these have several digits before the sign. */
  readonly long: boolean;
}

/** Looks for cells that can be read in one way only: `38,8`, `1.234.567` or `1,234.5`. */
export function signEvidence(cells: Iterable<string>): SignEvidence {
  const counter = createSignCounter();
  for (const cell of cells) counter.add(cell);
  return counter.evidence();
}

/** Collects what cells say about their decimal sign, one by one. */
export interface SignCounter {
  readonly add: (cell: string) => void;
  readonly evidence: () => SignEvidence;
}

/** As `signEvidence`, for cells of many columns row by row. */
export function createSignCounter(): SignCounter {
  let [points, commas, commaGroups, pointGroups, whole, long] = [0, 0, 0, 0, 0, 0];
  const add = (cell: string): void => {
    const digits = /[\d.,]*\d[\d.,]*/.exec(cell.replaceAll(/(?<=\d)['’\s](?=\d{3})/g, ""))?.[0] ?? "";
    const [lastPoint, lastComma] = [digits.lastIndexOf("."), digits.lastIndexOf(",")];
    if (lastComma < 0 && lastPoint < 0) {
      whole += Number(/^[1-9]\d{0,2}$/.test(digits));
      return;
    }
    if (measureOf(cell, { decimal: "." }) === undefined && measureOf(cell, { decimal: "," }) === undefined) {
      return;
    }
    if (lastComma >= 0 && lastPoint >= 0) lastComma > lastPoint ? commas++ : points++;
    else if (/^\d{1,3}(?:,\d{2,3})+,\d{3}$/.test(digits)) points++;
    else if (/^\d{1,3}(?:\.\d{3}){2,}$/.test(digits)) commas++;
    else if (/^[1-9]\d{0,2},\d{3}$/.test(digits)) commaGroups++;
    else if (/^[1-9]\d{0,2}\.\d{3}$/.test(digits)) {
      pointGroups++;
      long += Number(lastPoint > 1);
    } else lastComma >= 0 ? commas++ : points++;
  };
  const evidence = (): SignEvidence => {
    const certain = commas > points ? "," : points > 0 ? "." : undefined;
    const groups = commaGroups > 0 ? "," : pointGroups > 0 ? "." : undefined;
    return { certain, groups, whole: whole > 0, long: long > 0 };
  };
  return { add, evidence };
}

/**
 * The decimal sign of a column's cells, by those that can be read in one way only. Where all of them are like `1,234`, it is the delimiter
 * that tells: a table between commas has its decimal points. Where they are like `1.234`, it is what stands beside them: whole numbers below
 * 1,000 go with groups of digits, three decimals throughout behind a single digit with a point.
 *
 * @param delimiter of the table; a comma must then be quoted to be in a number
 * @returns undefined where it can't be told
 */
export function decimalOf(cells: Iterable<string>, delimiter: string): "." | "," | undefined {
  return decimalBy(signEvidence(cells), delimiter);
}

/** As `decimalOf`, of what cells say. */
export function decimalBy(
  { certain, groups, whole, long }: SignEvidence,
  delimiter: string,
): "." | "," | undefined {
  if (certain !== undefined) return certain;
  if (groups === undefined || delimiter === ",") return ".";
  return groups === "," || whole || long && delimiter === ";" ? undefined : ".";
}
