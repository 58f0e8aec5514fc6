import {
  alarmsText,
  compareDetectors,
  type DetectorRun,
  detectorsText,
  type Hindsight,
} from "../lib/bench/detectors/mod.ts";
import { readArguments } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { printable } from "./cli/printable.ts";
import { writtenText } from "./cli/picture_paths.ts";
import { zonelessTimes } from "./cli/zone_option.ts";
import { knownDataFolder } from "./data/folder.ts";
import { budgetsTold, ruleOf } from "./detect/budget.ts";
import { fewRowsText } from "./detect/few_rows.ts";
import { foundLabels, readingText } from "./detect/reading_text.ts";
import { HELP, OPTIONS } from "./detect/options.ts";
import { openOutputs } from "./detect/outputs.ts";
import { protocol } from "./detect/protocol/command.ts";
import { comparisonProgress } from "./detect/progress.ts";
import { type Cases, seriesOfFiles, seriesOfRegimes } from "./detect/series.ts";
import { alarmListText, hasUnlistedAlarms } from "../lib/bench/detectors/alarms_text.ts";
import { ownDetectorMethod, type OwnParts } from "../lib/bench/agents/own_parts.ts";
import { isOwn } from "../lib/bench/agents/own_reference.ts";
import { ownPartsOf } from "./own/with_own_parts.ts";
import { askedDetectors, BASELINES, OTHER_DETECTORS, type Settings, settingsOf } from "./detect/settings.ts";

/** Columns that are named in the title. */
const MAX_TITLE_COLUMNS = 6;

/** Inputs and outputs of the command besides its arguments. */
export interface Surroundings {
  readonly print: (text: string) => void;
  /** Takes what should be seen beside the results: on the error stream. */
  readonly warn?: (text: string) => void;
  /** The folder of data sets, if there is one. */
  readonly home?: string | undefined;
}

/**
 * Compares detectors as the arguments say.
 *
 * @throws {UsageError} for a mistake in the arguments, before any series is scored
 */
export async function detect(
  args: readonly string[],
  { print, warn = (text) => console.error(printable(text)), home }: Surroundings = {
    print: (text) => console.log(printable(text)),
    home: knownDataFolder(),
  },
): Promise<void> {
  const given = readArguments(args, OPTIONS);
  if (given.help) return print(HELP);
  if (given.protocol) return await protocol(given, { print, home });
  const asked = askedDetectors(given) ?? [];
  const own = await ownPartsOf(asked === "all" ? [] : asked);
  const settings = settingsOf(given, own);
  const cases = await casesOf(settings, {
    ...(given.data !== undefined && { given: given.data }),
    ...(home !== undefined && { home }),
  });
  const write = openOutputs(given);
  const times = !given["no-times"];
  const whole = withBudget(await compare(settings, { cases, own, times }));
  const run = whole.windows > 0 ? whole : onlyOf(whole, settings.detectors);
  const { detectors: _, ...rest } = settings;
  const ownSeries = settings.files?.format === "csv";
  const zone = settings.files && { zone: settings.files.zone };
  const files = await write({ run, settings: rest, times, ownSeries, ...zone });
  if (settings.files?.labels === null) {
    for (const line of foundLabels(run.scored.map(({ series }) => series))) warn(line);
  }
  const notes = run.scored.flatMap(({ series }) => series.notes ?? []);
  for (const line of zonelessTimes(notes, settings.files?.zone)) warn(`note: ${line}`);
  const read = readingText(run.scored.map(({ series }) => series), cases.notes);
  print(
    `${titleOf(settings, run)}\n${read}\n${
      run.windows > 0
        ? detectorsText(run, { times })
        : `${alarmsText(run, zone)}${fewRowsText(run, { allowed: settings.allowed, ...zone })}`
    }`,
  );
  const alone = ownSeries && settings.detectors.length === 1;
  const told = onlyOf(run, settings.detectors);
  const list = run.windows > 0 && alone ? alarmListText(told, settings.files?.zone) : "";
  if (list !== "") print(`\n${list}`);
  if ((run.windows === 0 || alone) && given.alarms === undefined && hasUnlistedAlarms(told)) {
    print("\nNot all alarms are listed: --alarms FILE writes every one");
  }
  if (ownSeries && given.detectors === undefined && given.detector === undefined) {
    print(
      `\nOnly ${settings.detectors.join()} was asked; --detectors all shows the ${OTHER_DETECTORS} others, too`,
    );
  }
  const { warmupRows } = run.scored[0]!.series;
  if (ownSeries && run.windows === 0 && settings.allowed?.threshold === null && warmupRows > 0) {
    const first = run.series > 1
      ? "The first rows of each series were"
      : warmupRows === 1
      ? "The first row was"
      : `The first ${warmupRows} rows were`;
    print(
      `\n${first} not judged; --hindsight judges ${
        warmupRows === 1 && run.series === 1 ? "it" : "them"
      }, too`,
    );
  }
  if (files.length > 0) print(`\n${writtenText(files)}`);
}

function casesOf({ files, simulated }: Settings, where: { given?: string; home?: string }) {
  return simulated ? seriesOfRegimes(simulated) : seriesOfFiles(files!, where);
}

async function compare(
  { files, detectors, seed, allowed, hindsight }: Settings,
  { cases: { count, series }, own, times }: {
    readonly cases: Cases;
    readonly own: OwnParts;
    readonly times: boolean;
  },
): Promise<DetectorRun> {
  const progress = comparisonProgress(count);
  try {
    return await compareDetectors({
      series,
      detectors: [...new Set([...detectors, ...BASELINES])].map((label) =>
        isOwn(label) ? ownDetectorMethod(label, own) : label
      ),
      seed,
      ...(files && { zone: files.zone }),
      ...(allowed && { rule: ruleOf(allowed) }),
      ...(hindsight && { hindsight }),
      ...(times && { clock: () => performance.now() }),
      onSeries: progress.onSeries,
      onRows: progress.onRows,
    });
  } finally {
    progress.finish();
  }
}

/** Says which budget the series had. */
function withBudget(run: DetectorRun): DetectorRun {
  if (run.rule === null) return run;
  return { ...run, rule: budgetsTold(run.rule, run.scored.map(({ series }) => series)) };
}

/** Keeps the results of the requested detectors only: random alarms are of no use. */
function onlyOf(run: DetectorRun, names: readonly string[]): DetectorRun {
  return {
    ...run,
    detectors: run.detectors.filter(({ name }) => names.includes(name)),
    results: run.results.filter(({ detector }) => names.includes(detector)),
    scored: run.scored.filter(({ scores }) => names.includes(scores.detector)),
  };
}

function titleOf(
  { files, simulated, hindsight }: Settings,
  { series, scored, labelled }: DetectorRun,
): string {
  const limits = `${hindsightText(hindsight)}${labelled >= 10 ? "; 95 % intervals over the series" : ""}`;
  if (simulated) {
    const [first, last] = simulated.seeds;
    return `${series} made-up series: ${simulated.regimes.join(", ")}; seeds ${first} to ${last}${limits}`;
  }
  const { series: one } = scored[0]!;
  if (series > 1) return `${series} series${files!.format === "csv" ? "" : ` of ${files!.format}`}${limits}`;
  const more = one.columns.length - MAX_TITLE_COLUMNS;
  const columns = more > 0
    ? `${one.columns.slice(0, MAX_TITLE_COLUMNS).join(", ")} and ${more} more`
    : one.columns.join(", ");
  return `${one.name}: ${rowsText(one.timesSeconds.length)} of ${columns}${
    hindsight ? hindsightText(hindsight) : `, the first ${one.warmupRows} to learn from`
  }`;
}

function hindsightText(hindsight: Hindsight | undefined): string {
  return hindsight ? `; in hindsight, means over ${rowsText(hindsight.windowRows)}` : "";
}

function rowsText(rows: number): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}

if (import.meta.main) await main(detect);
