import { countersAsRates } from "../../../lib/detect/mod.ts";
import { type LabelledSeries, UsageError } from "../../../lib/model/mod.ts";
import { type Regime, regimeSeries } from "../../../lib/bench/detectors/mod.ts";
import { openSeries } from "../../../lib/observe/series/mod.ts";
import { isThere } from "../../cli/disk.ts";
import type { Collection } from "./jobs.ts";

/** The recorded data sets, each in its folder of the data folder. */
const RECORDED = [
  { name: "NAB", folder: "nab", format: "nab" },
  { name: "Microsoft's cloud monitoring", folder: "mscloud/data", format: "csv" },
] as const;

/** @throws {UsageError} if a folder of data sets holds none of those that are known */
export function requireDataSets(folder: string): void {
  const known = RECORDED.map(({ folder }) => folder);
  if (known.some((name) => isThere(`${folder}/${name}`))) return;
  throw new UsageError(
    `The option --data needs a folder with ${known.join(" or ")} in it, found "${folder}"`,
  );
}

/** The data sets that are there, the made-up series, and a line for each data set that is not there. */
export async function openCollections(
  home: string | undefined,
  { regimes, seeds: [first, last], rows }: {
    readonly regimes: readonly Regime[];
    readonly seeds: readonly [number, number];
    readonly rows: number;
  },
): Promise<{ readonly collections: Collection[]; readonly notes: string[] }> {
  const collections: Collection[] = [];
  const notes: string[] = [];
  for (const { name, folder, format } of RECORDED) {
    const path = home === undefined ? undefined : `${home}/${folder}`;
    if (path === undefined || !isThere(path)) {
      notes.push(
        `${name} is not there: looked for ${folder} in ${
          home === undefined ? "AIOPS_DATA_DIR, which is not set" : `"${home}"`
        }`,
      );
      continue;
    }
    const { series } = await openSeries({ format, path });
    const read = await Array.fromAsync(series as AsyncIterable<LabelledSeries>);
    collections.push({
      name,
      recorded: true,
      series: format === "csv" ? read.map(countersAsRates) : read,
    });
  }
  const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  collections.push({
    name: "made-up regimes",
    recorded: false,
    series: regimes.flatMap((regime) =>
      seeds.map((seed) => regimeSeries(regime, seed, { judgedRows: rows }))
    ),
  });
  return { collections, notes };
}
