import { ok } from "node:assert";
import { type Incident, type MetricTable, type Signals, UsageError } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { broken } from "../testing/broken.ts";
import { filesInMemory } from "../reading/files.ts";
import { madeUpNezha, madeUpPetshop, madeUpRcaeval } from "../testing/made_up_recordings.ts";
import { type IncidentFormatName, incidentsIn } from "./open.ts";
import { nameOf } from "../reading/table.ts";

const MUTATIONS = 1000;

function requireShape({ before, after, services, graph = [] }: Incident): void {
  for (const side of [before, after]) requireSide(side);
  const names = [before, after].map(({ metrics }) => metrics.indicators.map(nameOf).join("\n"));
  ok(names[0] === names[1], "both sides have the same indicators in the same order");
  ok(new Set(services).size === services.length);
  for (const { caller, callee } of graph) ok(services.includes(caller) && services.includes(callee));
}

function requireSide({ metrics, spans = [], logs = [] }: Signals): void {
  requireTable(metrics);
  for (const { startSeconds, endSeconds } of spans) {
    ok(endSeconds >= startSeconds && Number.isFinite(endSeconds));
  }
  for (const { timeSeconds } of logs) ok(Number.isFinite(timeSeconds));
  ok(spans.every(({ startSeconds }, i) => i === 0 || spans[i - 1]!.startSeconds <= startSeconds));
}

function requireTable({ indicators, timesSeconds, columns }: MetricTable): void {
  ok(indicators.length === columns.length && timesSeconds.length > 0);
  ok(timesSeconds.every((time, i) => Number.isFinite(time) && (i === 0 || timesSeconds[i - 1]! < time)));
  for (const column of columns) {
    ok(column.length === timesSeconds.length);
    ok(column.every((value) => Number.isFinite(value) || Number.isNaN(value)));
  }
}

async function outcome(
  format: IncidentFormatName,
  texts: Record<string, string>,
  strict: boolean,
): Promise<"read" | "noted" | "refused"> {
  try {
    const { count, incidents, notes } = await incidentsIn(filesInMemory(texts), format, { strict });
    let read = 0;
    for await (const { incident } of incidents) {
      requireShape(incident);
      read++;
    }
    ok(notes.length === 0 ? read === count : !strict && read > 0);
    for (const note of notes) ok(!note.includes("\n") && note.length < 600, note);
    return notes.length > 0 ? "noted" : "read";
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    ok(!error.message.includes("\n") && error.message.length < 600, error.message);
    return "refused";
  }
}

const RECORDINGS = { petshop: madeUpPetshop(), rcaeval: madeUpRcaeval(), nezha: madeUpNezha() };

for (const [format, texts] of Object.entries(RECORDINGS) as [IncidentFormatName, Record<string, string>][]) {
  Deno.test(`${MUTATIONS} broken recordings of ${format} are each read in the right shape or refused in one line`, async () => {
    const stream = createStream(5, `fuzz ${format}`);
    const counts = { read: 0, noted: 0, refused: 0 };
    for (let i = 0; i < MUTATIONS; i++) counts[await outcome(format, broken(texts, stream), true)]++;
    ok(counts.read > MUTATIONS / 20 && counts.refused > MUTATIONS / 5, JSON.stringify(counts));
  });

  Deno.test(`what is broken in recordings of ${format} is left out alone and noted, exactly where strict reading refuses`, async () => {
    const stream = createStream(6, `tolerant ${format}`);
    for (let i = 0; i < MUTATIONS / 4; i++) {
      const changed = broken(texts, stream);
      const strictly = await outcome(format, changed, true);
      const tolerantly = await outcome(format, changed, false);
      ok((strictly === "read") === (tolerantly === "read"), `${i}: ${strictly}, ${tolerantly}`);
    }
  });
}
