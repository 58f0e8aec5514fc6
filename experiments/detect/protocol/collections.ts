import { countersAsRates } from "../../../lib/detect/mod.ts";
import { type LabelledSeries, UsageError } from "../../../lib/model/mod.ts";
import { openSeries } from "../../../lib/observe/series/mod.ts";
import { isThere } from "../../cli/disk.ts";
import { madeUpSeries } from "../series.ts";
import { isSeason, type SimulatedSettings } from "../settings.ts";
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
  { regimes, seeds: [first, last], rows, calm }: SimulatedSettings,
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
  const madeUp = [
    { name: "made-up regimes", kinds: regimes.filter((name) => !isSeason(name)) },
    { name: "made-up seasons", kinds: regimes.filter(isSeason) },
  ];
  for (const { name, kinds } of madeUp.filter(({ kinds }) => kinds.length > 0)) {
    const series = kinds.flatMap((kind) => seeds.map((seed) => madeUpSeries(kind, seed, { rows, calm })));
    collections.push({ name, recorded: false, series });
  }
  return { collections, notes };
}
