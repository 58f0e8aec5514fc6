import { type Unit, unitOf } from "./units.ts";

/** The numbers of a column as written, and the unit of each. */
export interface WrittenColumn {
  /** Brought to one unit in place. */
  readonly values: Float64Array;
  /** Index into `units` by row; undefined for a column in one unit. */
  readonly codes: Uint8Array | undefined;
  readonly units: readonly Unit[];
}

/** What a column's numbers were brought to. */
export interface OneUnit {
  /** "" for plain numbers. */
  readonly unit: string;
  /** What was converted by what was taken to be meant, in words. */
  readonly converted?: string;
  /** Indexes of the units whose numbers can't be brought to it; these are gaps now. */
  readonly lost: readonly number[];
}

/** Plain numbers that are fewer than this share of those with a unit are cells that were cut. */
const MIN_PLAIN = 0.05;

/** Brings the numbers of a column to one unit: the only one, else the base unit of what most of them measure. */
export function toOneUnit({ values, codes, units: written }: WrittenColumn): OneUnit {
  if (codes === undefined || written.length < 2) return { unit: written[0]?.name ?? "", lost: [] };
  const counts = written.map(() => 0);
  codes.forEach((code, row) => counts[code]! += Number(values[row] !== 0 && !Number.isNaN(values[row])));
  const used = written.flatMap((_, code) => counts[code]! > 0 ? [code] : []);
  if (used.length === 0) return { unit: written.find(({ name }) => name !== "")?.name ?? "", lost: [] };
  if (used.length === 1) return { unit: written[used[0]!]!.name, lost: [] };
  const units = alike(written, used);
  const plain = used.find((code) => units[code]!.name === "");
  const total = (dimension: string) =>
    used.reduce((sum, code) => sum + (units[code]!.dimension === dimension ? counts[code]! : 0), 0);
  const dimensions = [...new Set(used.map((code) => units[code]!.dimension))].sort((a, b) =>
    total(b) - total(a)
  );
  const factors = units.map(({ factor }) => factor);
  const dimension = dimensions.find((one) => one !== "number") ?? "number";
  const named = total(dimension);
  let target = dimensions[0]!;
  let converted: string | undefined;
  if (plain !== undefined && dimensions.includes("number") && dimension !== "number") {
    const scale = counts[plain]! < MIN_PLAIN * named
      ? undefined
      : plainScale({ values, codes, plain, units, dimension, factors, most: counts[plain]! > named });
    if (scale !== undefined) {
      target = dimension;
      factors[plain] = scale;
      converted = `numbers without a unit taken as ${scaleText(dimension, scale)}`;
    } else if (counts[plain]! < MIN_PLAIN * named) target = dimension;
  }
  const lost = used.filter((code) =>
    units[code]!.dimension !== target && !(code === plain && converted !== undefined)
  );
  const gone = new Set(lost);
  codes.forEach((code, row) => {
    if (gone.has(code)) values[row] = NaN;
    else values[row]! *= factors[code]!;
  });
  const kept = used.filter((code) => !gone.has(code));
  if (kept.length === 1) {
    // A single unit is left: its numbers stay as they are written.
    const [one] = kept as [number];
    codes.forEach((code, row) => {
      if (code === one) values[row]! /= factors[one]!;
    });
    return { unit: written[one]!.name, lost };
  }
  if (converted === undefined && kept.some((code) => written[code]!.dimension !== units[code]!.dimension)) {
    converted = kept.some((code) => /^bits/.test(written[code]!.dimension))
      ? "bits taken as eighths of bytes"
      : kept.some((code) => units[code]!.name === "B")
      ? "B taken as billions"
      : "m taken as minutes";
  }
  return { unit: target === "number" ? "" : target, ...(converted !== undefined && { converted }), lost };
}

/** Units that measure the same in two ways as one: bits as bytes, and an `m` beside durations as minutes. */
function alike(units: readonly Unit[], used: readonly number[]): Unit[] {
  const has = (test: (unit: Unit) => boolean) => used.some((code) => test(units[code]!));
  return units.map((unit) => {
    const [, rate] = /^bits(.*)$/.exec(unit.dimension) ?? [];
    if (rate !== undefined && has(({ dimension }) => dimension === `bytes${rate}`)) {
      return { name: unit.name, dimension: `bytes${rate}`, factor: unit.factor / 8 };
    }
    // Billions beside thousands and millions.
    if (
      unit.name === "B" && !has(({ name, dimension }) => name !== "B" && dimension === "bytes") &&
      has(({ name }) => /^[KM]$/.test(name))
    ) {
      return { name: "B", dimension: "number", factor: 1e9 };
    }
    if (unit.name === "m" && has(({ dimension }) => dimension === "ms")) {
      return { ...unitOf("min"), name: "m" };
    }
    return unit;
  });
}

/** What a plain number is in the base unit of the others, if their sizes tell it. */
function plainScale({ values, codes, plain, units, dimension, factors, most }: {
  readonly values: Float64Array;
  readonly codes: Uint8Array;
  readonly plain: number;
  readonly units: readonly Unit[];
  readonly dimension: string;
  readonly factors: readonly number[];
  /** Whether most numbers have no unit. */
  readonly most: boolean;
}): number | undefined {
  // Who leaves the unit away where there is none to name means bytes.
  if (/^(?:bytes|bits)/.test(dimension)) return most ? 1 : undefined;
  const scales = dimension === "percent" ? [1, 100] : dimension === "ms" ? [1e-3, 1, 1e3] : [];
  const sizes = (test: (code: number) => boolean, factor: (code: number) => number) => {
    const found: number[] = [];
    codes.forEach((code, row) => {
      const size = Math.abs(values[row]! * factor(code));
      if (test(code) && size > 0) found.push(size);
    });
    return found.sort((a, b) => a - b);
  };
  const bare = sizes((code) => code === plain, () => 1);
  if (dimension === "percent" && bare.at(-1)! <= 1) return 100;
  const named = sizes((code) => units[code]!.dimension === dimension, (code) => factors[code]!);
  const middle = (sorted: readonly number[]) => sorted[Math.floor(sorted.length / 2)]!;
  const distance = (scale: number) => Math.abs(Math.log10(middle(bare) * scale / middle(named)));
  const best = scales.toSorted((a, b) => distance(a) - distance(b))[0];
  return best !== undefined && distance(best) <= MAX_DECADES ? best : undefined;
}

/** Powers of ten between the middle of plain numbers and that of the others. */
const MAX_DECADES = 1.3;

function scaleText(dimension: string, scale: number): string {
  if (dimension === "percent") return scale === 1 ? "percent" : "fractions of 1";
  if (dimension === "ms") return scale === 1 ? "ms" : scale === 1e3 ? "s" : "µs";
  return dimension;
}
