import { DIAGNOSERS, diagnosers } from "../../lib/diagnose/mod.ts";
import { requireName, STEP_SECONDS, type Topology, UsageError } from "../../lib/model/mod.ts";
import type { OwnArguments } from "./own.ts";
import { INCIDENT_FORMATS } from "../../lib/observe/recorded/mod.ts";
import { NO_OWN_PARTS, ownLabel, type OwnParts } from "../../lib/bench/agents/own_parts.ts";
import { isOwn } from "../../lib/bench/agents/own_reference.ts";
import type { View } from "../../lib/bench/diagnosers/mod.ts";
import { choicesOf, distinctLabels } from "../cli/choices.ts";
import { type Given, MAX_SEEDS, readArguments, wholeNumber } from "../cli/arguments.ts";
import { parseGraphs } from "./graphs.ts";
import { OPTIONS } from "./options.ts";
import type { ProtocolArguments } from "./protocol.ts";
import { parseSeeds } from "../cli/seeds.ts";
import { readingOf, tableSettings } from "../cli/table_options.ts";
import { topologyOf } from "../cli/topology_file.ts";

/** Recorded incidents, with all defaults filled in. */
export interface RecordedSettings {
  readonly format: string;
  readonly split: string | null;
  readonly recipe: typeof RECIPES[number];
  /** Whether what can't be read is an error. */
  readonly strict: boolean;
}

/** Simulated incidents, with all defaults filled in. */
export interface SimulatedSettings {
  /** A name, or the graph of a file. */
  readonly topology: string | Topology;
  /** Maximum number of random topologies that incidents take in turn. */
  readonly graphs: number;
  /** First and last seed. */
  readonly seeds: readonly [number, number];
  readonly faultFree: number;
  readonly fault: string | null;
  readonly faults: number;
  /** Steps after the first fault within which the others begin. */
  readonly faultGapSteps: number;
  readonly decoys: number;
}

/** Settings of a run, with all defaults filled in, as they are written to its JSON. */
export interface Settings {
  readonly recorded?: RecordedSettings;
  readonly simulated?: SimulatedSettings;
  readonly methods: readonly string[];
  readonly reference: string | null;
  readonly views: readonly View[];
  readonly lateSeconds: number;
}

type Arguments = Given<typeof OPTIONS>;

/** Trivial methods, which put all other figures into perspective. */
const TRIVIAL = diagnosers.entries.filter(({ trivial }) => trivial).map(({ name }) => name);
const RECIPES = ["as-recorded", "published"] as const;
const VIEWS_BY_OPTION: Readonly<Record<string, readonly View[]>> = {
  metrics: ["metrics"],
  logs: ["metrics and logs"],
  traces: ["metrics and traces"],
  all: ["everything"],
  each: ["metrics", "metrics and logs", "metrics and traces", "everything"],
};
const OF_OWN = [
  "end",
  "graph",
  "traces",
  "logs",
  "symptom",
  "time",
  "time-format",
  "by",
  "decimal",
  "gap",
  "times-in",
  "zone",
] as const;
const OF_RECORDED = ["data", "split", "recipe", "strict"] as const;
const OF_SIMULATED = ["topology", "graphs", "seeds", "fault-free", "fault", "faults", "decoys"] as const;
const OF_PROTOCOL = ["protocol", "domains", "page", "json", "reference", "diagnosers", "diagnoser"] as const;
/** A day. */
const MAX_LATE_SECONDS = 86_400;
/** A simulated incident is looked at for at most 60 steps before and after its beginning. */
const MAX_SIMULATED_LATE_SECONDS = 60 * STEP_SECONDS;
/** As for the incidents with several faults that diagnosers are trained on. */
const GAP_STEPS = 6;

/**
 * Reads the options.
 *
 * @throws {UsageError} for a mistake in them, with the nearest valid name
 */
export function readOptions(args: readonly string[]): Arguments {
  return readArguments(args, OPTIONS);
}

/**
 * The options of an incident of one's own.
 *
 * @throws {UsageError} for an option that has no meaning there, and without anything recorded
 */
export function ownArguments(given: Arguments): OwnArguments {
  const { diagnosers: list, diagnoser: single, ...rest } = given;
  const known: readonly string[] = [...OF_OWN, "onset", "data", "json", "figure"];
  const stray = Object.keys(rest).find((name) => !known.includes(name));
  if (stray !== undefined) throw new UsageError(`The option --${stray} has no meaning with --onset`);
  const asked = choicesOf({ list, single, all: DIAGNOSERS }) ?? ["fused"];
  if (asked === "all" || asked.length > 1) {
    throw new UsageError(
      `An incident of one's own asks one diagnoser, found ${asked === "all" ? asked : asked.join(", ")}`,
    );
  }
  if (rest.data === undefined && rest.traces === undefined) {
    throw new UsageError("An incident of one's own needs --data or --traces: what was recorded");
  }
  const settings = tableSettings(given);
  return {
    ...rest,
    diagnoser: asked[0]!,
    reading: readingOf(settings),
    zone: settings.zone,
    ...(settings.timesIn !== null && { timesIn: settings.timesIn }),
  };
}

/**
 * The options of a run of the protocol.
 *
 * @throws {UsageError} for an option that has no meaning there
 */
export function protocolArguments(given: Arguments): ProtocolArguments {
  const known: readonly string[] = OF_PROTOCOL;
  const stray = Object.keys(given).find((name) => !known.includes(name));
  if (stray !== undefined) throw new UsageError(`The option --${stray} has no meaning with --protocol`);
  const { domains, page, json, reference } = given;
  return { domains, page, json, reference, diagnosers: askedDiagnosers(given) };
}

/**
 * Converts the options to settings.
 *
 * @throws {UsageError} for a mistake in them, with the nearest valid name
 */
export function settingsOf(given: Arguments, parts: OwnParts = NO_OWN_PARTS): Settings {
  const own = OF_OWN.find((name) => given[name] !== undefined);
  if (own !== undefined) {
    throw new UsageError(
      `The option --${own} is of an incident of one's own: say its --data or --traces, without ${
        given.simulate ? "--simulate" : "--format"
      }`,
    );
  }
  const ofProtocol = (["domains", "page"] as const).find((name) => given[name] !== undefined);
  if (ofProtocol !== undefined) throw new UsageError(`The option --${ofProtocol} needs --protocol`);
  if (given.format !== undefined && given.simulate) {
    throw new UsageError("The options --simulate and --format exclude each other");
  }
  if (given.format === undefined && !given.simulate) {
    throw new UsageError(
      "Nothing to explain: say --data FILE of an incident of one's own, --format NAME of recordings, or --simulate",
    );
  }
  const stray = (given.simulate ? OF_RECORDED : OF_SIMULATED).find((name) => given[name] !== undefined);
  if (stray !== undefined) {
    throw new UsageError(`The option --${stray} needs ${given.simulate ? "--format" : "--simulate"}`);
  }
  const methods = methodsOf(given, parts);
  return {
    ...(given.simulate ? { simulated: simulatedOf(given) } : { recorded: recordedOf(given) }),
    methods,
    reference: given.reference === undefined ? null : requireName("reference", given.reference, methods),
    views: VIEWS_BY_OPTION[
      requireName("choice of signals", given.signals ?? "all", Object.keys(VIEWS_BY_OPTION))
    ]!,
    lateSeconds: lateOf(given),
  };
}

function recordedOf(
  { format, split, recipe = usualRecipe(format), strict = false }: Arguments,
): RecordedSettings {
  const settings = {
    format: requireName("format", format!, Object.keys(INCIDENT_FORMATS)),
    split: split ?? null,
    recipe: requireName("recipe", recipe, RECIPES),
    strict,
  };
  if (settings.recipe === "published" && format !== "rcaeval") {
    throw new UsageError(
      `The recipe "published" is that of the format rcaeval, found the format "${format}"`,
    );
  }
  return settings;
}

/** The published figures on RCAEval are for its own recipe only. */
function usualRecipe(format: string | undefined): string {
  return format === "rcaeval" ? "published" : "as-recorded";
}

function simulatedOf(given: Arguments): SimulatedSettings {
  const seeds = parseSeeds(given.seeds ?? "1001..1200");
  const { topology = "boutique" } = given;
  return {
    topology: topologyOf(topology),
    graphs: parseGraphs(given.graphs, topology),
    seeds,
    faultFree: wholeNumber(given["fault-free"], {
      name: "fault-free",
      fallback: Math.ceil((seeds[1] - seeds[0] + 1) / 5),
      min: 0,
      max: MAX_SEEDS,
    }),
    fault: given.fault ?? null,
    faults: wholeNumber(given.faults, { name: "faults", fallback: 1, min: 1, max: 8 }),
    faultGapSteps: GAP_STEPS,
    decoys: wholeNumber(given.decoys, { name: "decoys", fallback: 0, min: 0, max: 3 }),
  };
}

/** The diagnosers that were asked for, as they were written. */
export function askedDiagnosers(
  { diagnosers: list, diagnoser: single }: Arguments,
): readonly string[] | "all" {
  return choicesOf({ list, single, all: DIAGNOSERS }) ?? "all";
}

function methodsOf(given: Arguments, own: OwnParts): string[] {
  const asked = askedDiagnosers(given);
  const choices = asked === "all" ? DIAGNOSERS : asked;
  const labels = distinctLabels(
    "diagnoser",
    choices.map((choice) =>
      isOwn(choice) ? ownLabel("diagnoser", choice, own) : diagnosers.choose(choice).label
    ),
  );
  return [...new Set([...labels, ...TRIVIAL])];
}

function lateOf({ late = "0", simulate }: Arguments): number {
  const seconds = /^-?\d+(?:\.\d+)?$/.test(late) ? Number(late) : NaN;
  if (Number.isNaN(seconds)) {
    throw new UsageError(`The option --late needs a number of seconds, found "${late}"`);
  }
  const limit = simulate ? MAX_SIMULATED_LATE_SECONDS : MAX_LATE_SECONDS;
  if (Math.abs(seconds) > limit) {
    throw new UsageError(`The option --late needs -${limit} to ${limit} seconds here, found "${late}"`);
  }
  if (simulate && seconds % STEP_SECONDS !== 0) {
    throw new UsageError(
      `The option --late needs whole steps of ${STEP_SECONDS} s in a simulation, found "${late}"`,
    );
  }
  return seconds;
}
