import { decimalBy, type NumberForm, signEvidence } from "./numbers.ts";
import { UsageError } from "../../model/mod.ts";
import { enough, type Sample } from "./sample.ts";
import type { TimeRole } from "./time_role.ts";

/** A column of numbers. */
export interface ValueRole {
  readonly column: number;
  readonly form: NumberForm;
  /** Whether its points could also part thousands. */
  readonly assumed?: true;
}

/** How the numbers of each column are written. @throws {UsageError} where neither a column nor the others tell */
export function withForms(
  columns: readonly number[],
  { sample, time, decimal }: {
    readonly sample: Sample;
    readonly time: TimeRole | undefined;
    readonly decimal: "." | "," | undefined;
  },
): ValueRole[] {
  if (decimal !== undefined) return columns.map((column) => ({ column, form: { decimal } }));
  const first = columns.map((column) => signEvidence(enough(column, sample)));
  const unsure = columns.filter((_, i) => first[i]!.certain === undefined && first[i]!.groups !== undefined);
  const told = unsure.length > 0 ? sample.signs(unsure) : undefined;
  const found = columns.map((column, i) => told?.get(column) ?? first[i]!);
  // A column that can't tell follows the others.
  const others = new Set(found.flatMap(({ certain }) => certain ?? []));
  const cells = time === undefined ? [] : enough(time.columns[0]!, sample);
  const dotted = cells.length > 0 && cells.every((cell) => /^\s*\d{1,2}\.\d{1,2}\.\d{2}/.test(cell));
  // What people write follows their language, unlike times of machines.
  const written = cells.length > 0 &&
    cells.every((cell) =>
      /^\s*\d{1,2}[./]\d{1,2}[./]\d{2}|\d[\s.-]+(?:de\s+)?[a-zéäû]{3,}\.?[\s.-]/i.test(cell)
    );
  return columns.map((column, i): ValueRole => {
    const { certain, groups, long } = found[i]!;
    if (certain !== undefined || groups === undefined) return { column, form: { decimal: certain ?? "." } };
    if (others.size === 1) return { column, form: { decimal: [...others][0]! } };
    const sign = decimalBy(found[i]!, sample.delimiter);
    const thousands = groups === "." && (sample.delimiter === "," ? long && dotted : written);
    if (sign === undefined || thousands || others.size > 1 && sample.delimiter !== ",") {
      throw new UsageError(
        `${sample.path}: the digits in the column "${
          sample.names[column]
        }" could be parted by thousands or decimals, found ${
          JSON.stringify(enough(column, sample).find((cell) => /\d[.,]\d{3}(?!\d)/.test(cell)))
        }: say --decimal . or ,`,
      );
    }
    const assumed = groups === "." && sample.delimiter !== ",";
    return { column, form: { decimal: sign }, ...(assumed && { assumed }) };
  });
}
