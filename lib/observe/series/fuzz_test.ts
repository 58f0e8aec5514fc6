import { ok } from "node:assert";
import { type LabelledSeries, UsageError } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { broken } from "../testing/broken.ts";
import { filesInMemory } from "../reading/files.ts";
import { madeUpNab, madeUpTable } from "../testing/made_up_series.ts";
import { type SeriesFormatName, seriesIn } from "./open.ts";

const MUTATIONS = 1000;

function requireShape({ columns, timesSeconds, values, windows, warmupRows }: LabelledSeries): void {
  const rows = timesSeconds.length;
  ok(rows > 0 && columns.length > 0 && new Set(columns).size === columns.length);
  ok(timesSeconds.every((time, i) => Number.isFinite(time) && (i === 0 || timesSeconds[i - 1]! <= time)));
  ok(values.length === rows * columns.length);
  ok(values.every((value) => Number.isFinite(value) || Number.isNaN(value)));
  ok(warmupRows >= 1 && warmupRows <= rows);
  let end = -1;
  for (const [first, last] of windows) {
    ok(first > end && last >= first && last < rows);
    end = last;
  }
}

async function outcome(format: SeriesFormatName, texts: Record<string, string>): Promise<"read" | "refused"> {
  try {
    const { series } = await seriesIn(filesInMemory(texts), format);
    for await (const one of series) requireShape(one);
    return "read";
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    ok(!error.message.includes("\n") && error.message.length < 600, error.message);
    return "refused";
  }
}

const FOLDERS = { nab: madeUpNab(), csv: { "table.csv": madeUpTable() } };

for (const [format, texts] of Object.entries(FOLDERS) as [SeriesFormatName, Record<string, string>][]) {
  Deno.test(`${MUTATIONS} broken folders of ${format} are each read in the right shape or refused in one line`, async () => {
    const stream = createStream(5, `fuzz series ${format}`);
    const counts = { read: 0, refused: 0 };
    for (let i = 0; i < MUTATIONS; i++) counts[await outcome(format, broken(texts, stream))]++;
    ok(counts.read > MUTATIONS / 20 && counts.refused > MUTATIONS / 50, JSON.stringify(counts));
  });
}
