import { fileURLToPath } from "node:url";
import { standingsOf } from "../../lib/bench/detectors/protocol/mod.ts";
import type { Sheet } from "../../lib/report/tables/html_table.ts";
import { partsText } from "../../lib/report/tables/sheet.ts";
import { createTable, type Table } from "../../lib/report/tables/table.ts";
import { ROOT } from "../runner/identity.ts";

/** Measures of a detector, by their keys in the JSON of `deno task detect`, and their decimals. */
const COLUMNS = {
  "NAB": ["nabStandard", 1],
  "low FP": ["nabLowFp", 1],
  "low FN": ["nabLowFn", 1],
  "held out": ["nabHeldOut", 1],
  "AUC": ["auc", 2],
  "avg. precision": ["averagePrecision", 2],
  "VUS-PR": ["vusPr", 2],
} as const;

/** The reference results of detectors on the Numenta Anomaly Benchmark, from `results/reference/detect/nab.json`, as a text table. */
export function nabReferenceText(): string {
  const { note, ...sheet } = nabReference();
  return partsText([sheet, note]);
}

/** The same as a table for notebooks. */
export function nabReferenceTable(): Table {
  return createTable(nabReference());
}

/**
 * How `ensemble` stands on each domain of `deno task detect --protocol`, from `results/reference/detect/protocol.json`, for notebooks: three
 * measures, each with what it lacks of the best other detector there.
 */
export function detectorDomainsTable(): Table {
  const { subject, domains } = readReference("protocol.json");
  const standings = standingsOf(domains, subject);
  const rows = [...Map.groupBy(standings, ({ domain }) => domain)].map(([domain, own]) => [
    domain,
    ...own.flatMap(({ value, best, regret }) => [value.toFixed(2), best, regret.toFixed(2)]),
  ]);
  return createTable({
    header: [
      "domain",
      ...["avg. precision", "VUS-PR", "NAB"].flatMap((measure) => [measure, "best other", "regret"]),
    ],
    rows,
    caption: `${subject}, domain by domain`,
  });
}

function nabReference(): Sheet & { readonly note: string } {
  const { detectors, series, windows } = readReference("nab.json");
  const rows = detectors.map((one: Readonly<Record<string, number>>) => [
    one.name,
    ...Object.values(COLUMNS).map(([name, digits]) => one[name]!.toFixed(digits)),
  ]);
  return {
    header: ["detector", ...Object.keys(COLUMNS)],
    rows,
    note: `${windows} windows in ${series} series`,
  };
}

function readReference(name: string) {
  const file = fileURLToPath(new URL(`results/reference/detect/${name}`, ROOT));
  return JSON.parse(Deno.readTextFileSync(file));
}
