import {
  detectors,
  HINDSIGHT_WINDOW_ROWS,
  MAX_HINDSIGHT_WINDOW_ROWS,
  requireStreamDetector,
  STREAM_DETECTORS,
} from "../../lib/detect/mod.ts";
import { requireName, UsageError } from "../../lib/model/mod.ts";
import { SERIES_FORMATS } from "../../lib/observe/series/mod.ts";
import {
  NO_OWN_PARTS,
  ownDetectorMethod,
  ownLabel,
  type OwnParts,
} from "../../lib/bench/agents/own_parts.ts";
import { isOwn } from "../../lib/bench/agents/own_reference.ts";
import { type Hindsight, type Regime, REGIMES, type Season, SEASONS } from "../../lib/bench/detectors/mod.ts";
import { choicesOf, distinctLabels } from "../cli/choices.ts";
import { type Given, wholeNumber } from "../cli/arguments.ts";
import { parseSeeds } from "../cli/seeds.ts";
import { type TableSettings, tableSettings } from "../cli/table_options.ts";
import { type Allowed, parseBudget } from "./budget.ts";
import type { OPTIONS } from "./options.ts";

/** Series from files, with all defaults filled in. */
export interface FileSettings extends TableSettings {
  readonly format: string;
  /** Names with commas between them. */
  readonly values: string | null;
  readonly labels: string | null;
  readonly strict: boolean;
  readonly keepCounters: boolean;
  readonly warmupRows: number | null;
}

/** Synthetic series, with all defaults filled in. */
export interface SimulatedSettings {
  readonly regimes: readonly (Regime | Season)[];
  /** First and last seed. */
  readonly seeds: readonly [number, number];
  /** Rows after the warm-up. */
  readonly rows: number;
  /** Whether there are no anomalies. */
  readonly calm: boolean;
}

/** Settings of a run, with all defaults filled in, as they are written to its JSON. */
export interface Settings {
  readonly files?: FileSettings;
  readonly simulated?: SimulatedSettings;
  /** Requested detectors; `BASELINES` are added. */
  readonly detectors: readonly string[];
  readonly seed: number;
  readonly allowed: Allowed | null;
  /** Absent: as a stream. */
  readonly hindsight?: Hindsight;
}

/** The options as they were given. */
export type Arguments = Given<typeof OPTIONS>;

/** Trivial detectors that every comparison needs; their alarms are not shown. */
export const BASELINES: readonly string[] = STREAM_DETECTORS.filter((name) => detectors.get(name).trivial);
/** What `--detectors all` stands for. */
const COMPARED: readonly string[] = STREAM_DETECTORS.filter((name) => !BASELINES.includes(name));
/** The best of all on NAB, and near the best on made-up series. */
const OWN_DETECTOR = "ensemble";
/** Number of those that `--detectors all` adds to it. */
export const OTHER_DETECTORS = COMPARED.length - 1;
const OF_CSV = [
  "time",
  "time-format",
  "values",
  "labels",
  "by",
  "decimal",
  "gap",
  "times-in",
  "zone",
  "keep-counters",
  "warmup",
] as const;
const OF_FILES = ["data", "strict", ...OF_CSV] as const;
const OF_SIMULATED = ["regimes", "seeds", "rows", "calm"] as const;
/** Maximum number of rows of a synthetic series. */
const MAX_ROWS = 1_000_000;

/**
 * Converts the options to settings.
 *
 * @throws {UsageError} for a mistake in them, with the nearest valid name
 */
export function settingsOf(given: Arguments, own: OwnParts = NO_OWN_PARTS): Settings {
  if (given.page !== undefined) throw new UsageError("The option --page needs --protocol");
  if (given.simulate && given.format !== undefined) {
    throw new UsageError("The options --simulate and --format exclude each other");
  }
  if (!given.simulate && given.format === undefined && given.data === undefined) {
    throw new UsageError("Nothing to watch: say --data FILE, --format NAME of recordings, or --simulate");
  }
  const stray = (given.simulate ? OF_FILES : OF_SIMULATED).find((name) => given[name]);
  if (stray !== undefined) {
    throw new UsageError(`The option --${stray} needs ${given.simulate ? "--format" : "--simulate"}`);
  }
  const settings = {
    ...(given.simulate ? { simulated: simulatedOf(given) } : { files: filesOf(given) }),
    detectors: detectorsOf(given, own),
    seed: wholeNumber(given.seed, { name: "seed", fallback: 1, min: 0 }),
    allowed: allowedOf(given),
    ...hindsightOf(given),
  };
  if (given.calm && settings.allowed === null) {
    throw new UsageError("The option --calm needs --false-alarms or --false-alarm-rate");
  }
  const needy = (["alarms", "threshold"] as const).find((name) => given[name] !== undefined);
  if (needy !== undefined && settings.allowed === null) {
    throw new UsageError(`The option --${needy} needs --false-alarms or --false-alarm-rate`);
  }
  return settings;
}

/** How rows are judged in hindsight, if it is asked for. @throws {UsageError} for a window that is none, or beside a threshold of streams */
export function hindsightOf({ hindsight, window, threshold }: Arguments): { readonly hindsight?: Hindsight } {
  if (!hindsight) {
    if (window !== undefined) throw new UsageError("The option --window needs --hindsight");
    return {};
  }
  if (threshold !== undefined) {
    throw new UsageError(
      `The options --hindsight and --threshold exclude each other: "${threshold}" judges rows by those before them`,
    );
  }
  const windowRows = wholeNumber(window, {
    name: "window",
    fallback: HINDSIGHT_WINDOW_ROWS,
    min: 1,
    max: MAX_HINDSIGHT_WINDOW_ROWS,
  });
  if (windowRows % 2 === 0) {
    throw new UsageError(
      `The option --window needs an odd number, so that the window lies evenly around its row, found "${window}"`,
    );
  }
  return { hindsight: { windowRows } };
}

/** What was pointed at without a word is a table of one's own. */
function formatOf({ format = "csv" }: Arguments): string {
  return format;
}

function filesOf(given: Arguments): FileSettings {
  const format = requireName("format", formatOf(given), Object.keys(SERIES_FORMATS));
  const stray = OF_CSV.find((name) => given[name] !== undefined);
  if (format !== "csv" && stray !== undefined) {
    throw new UsageError(`The option --${stray} needs --format csv, found the format "${format}"`);
  }
  return {
    format,
    ...tableSettings(given),
    values: given.values ?? null,
    labels: given.labels ?? null,
    strict: given.strict ?? false,
    keepCounters: given["keep-counters"] ?? false,
    warmupRows: given.warmup === undefined
      ? null
      : wholeNumber(given.warmup, { name: "warmup", fallback: 1, min: 1 }),
  };
}

/** The synthetic series that the options ask for. @throws {UsageError} for a mistake in them */
export function simulatedOf(
  { regimes = "all", seeds = "1..10", rows, calm = false }: Arguments,
): SimulatedSettings {
  const parsed = parseSeeds(seeds);
  const asked = regimes === "all" ? [...REGIMES] : madeUpNames(regimes);
  const season = asked.find(isSeason);
  const stray = calm ? "calm" : rows !== undefined ? "rows" : undefined;
  if (season !== undefined && stray !== undefined) {
    throw new UsageError(`The option --${stray} has no meaning for the regime "${season}"`);
  }
  return {
    regimes: asked,
    seeds: parsed,
    rows: wholeNumber(rows, { name: "rows", fallback: 3000, min: 1000, max: MAX_ROWS }),
    calm,
  };
}

/** The detectors that were asked for, as they were written; undefined if none was. */
export function askedDetectors(
  { detectors: list, detector: single }: Arguments,
): readonly string[] | "all" | undefined {
  return choicesOf({ list, single, all: COMPARED });
}

/** A table of one's own is watched by one detector, unless others are asked for; published and synthetic series are there to compare all. */
function detectorsOf(given: Arguments, own: OwnParts): string[] {
  const isTable = !given.simulate && formatOf(given) === "csv";
  const asked = askedDetectors(given) ?? (isTable ? [OWN_DETECTOR] : "all");
  if (asked === "all") return [...COMPARED];
  return distinctLabels(
    "detector",
    asked.map((choice) =>
      isOwn(choice)
        ? ownDetectorMethod(ownLabel("detector", choice, own), own).name
        : requireStreamDetector(choice)
    ),
  );
}

/** The made-up series of these names: regimes, and seasons. */
function madeUpNames(text: string): (Regime | Season)[] {
  const names = text.split(",").map((name) => requireName("regime", name.trim(), [...REGIMES, ...SEASONS]));
  return distinctLabels("regime", names) as (Regime | Season)[];
}

/** Whether a made-up series has a season. */
export function isSeason(name: Regime | Season): name is Season {
  return (SEASONS as readonly string[]).includes(name);
}

/** CSV tables have a default budget, since their alarms are shown; elsewhere the measures choose their own threshold. */
function allowedOf(given: Arguments): Allowed | null {
  const { "false-alarms": alarms, "false-alarm-rate": rate, threshold } = given;
  return parseBudget(alarms, rate, { threshold, byStep: !given.simulate && formatOf(given) === "csv" }) ??
    null;
}
