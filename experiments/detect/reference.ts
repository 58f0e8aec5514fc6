import { fileURLToPath } from "node:url";
import { textTable } from "../../lib/report/table.ts";
import { ROOT } from "../runner/identity.ts";

/** Figures of a detector that are kept, by the names that `deno task detect --json` gives them. */
const COLUMNS = {
  "NAB": ["nabStandard", 1],
  "low FP": ["nabLowFp", 1],
  "low FN": ["nabLowFn", 1],
  "held out": ["nabHeldOut", 1],
  "AUC": ["auc", 2],
  "avg. precision": ["averagePrecision", 2],
  "VUS-PR": ["vusPr", 2],
} as const;

/** A table of what `deno task detect` came to on the Numenta Anomaly Benchmark, kept in `results/reference/detect/nab.json`. */
export function nabReferenceText(): string {
  const file = fileURLToPath(new URL("results/reference/detect/nab.json", ROOT));
  const { detectors, series, windows } = JSON.parse(Deno.readTextFileSync(file));
  const rows = detectors.map((one: Readonly<Record<string, number>>) => [
    one.name,
    ...Object.values(COLUMNS).map(([name, digits]) => one[name]!.toFixed(digits)),
  ]);
  return `${
    textTable(["detector", ...Object.keys(COLUMNS)], rows)
  }\n\n${windows} windows in ${series} series`;
}
