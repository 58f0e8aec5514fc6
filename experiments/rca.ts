import { diagnosers } from "../lib/diagnose/mod.ts";
import { compareDiagnosers, comparisonText } from "../lib/bench/diagnosers/mod.ts";
import { TRAINING_SEEDS } from "../lib/bench/diagnosers/training/mod.ts";
import { main } from "./cli/main.ts";
import { printable } from "./cli/printable.ts";
import { createProgress } from "./cli/progress.ts";
import { knownDataFolder } from "./data/folder.ts";
import { dataPath } from "./data/data_path.ts";
import { graphsOf } from "./rca/graphs.ts";
import { type Cases, recordedCases, simulatedCases } from "./rca/incidents.ts";
import { HELP } from "./rca/options.ts";
import { explainOwn } from "./rca/own.ts";
import { openOutputs } from "./rca/outputs.ts";
import { ownMethod, type OwnParts } from "../lib/bench/agents/own_parts.ts";
import { isOwn } from "../lib/bench/agents/own_reference.ts";
import { ownPartsOf } from "./own/with_own_parts.ts";
import { protocol } from "./rca/protocol.ts";
import {
  askedDiagnosers,
  ownArguments,
  protocolArguments,
  readOptions,
  type Settings,
  settingsOf,
} from "./rca/settings.ts";

/** Inputs and outputs of the command besides its arguments. */
export interface Surroundings {
  readonly print: (text: string) => void;
  /** Takes what should be seen beside the answer: on the error stream. */
  readonly warn?: (text: string) => void;
  /** The folder of data sets, if there is one. */
  readonly home?: string | undefined;
}

/**
 * Compares diagnosers as the arguments say.
 *
 * @throws {UsageError} for a mistake in the arguments, before any incident is read
 */
export async function rca(
  args: readonly string[],
  { print, warn = (text) => console.error(printable(text)), home }: Surroundings = {
    print: (text) => console.log(printable(text)),
    home: knownDataFolder(),
  },
): Promise<void> {
  const given = readOptions(args);
  if (given.help) return print(HELP);
  if (given.protocol) return await protocol(protocolArguments(given), { print, home });
  const recorded = given.data !== undefined || given.traces !== undefined || given.logs !== undefined;
  const own = recorded && given.format === undefined && !given.simulate;
  if (own || given.onset !== undefined) {
    return await explainOwn(ownArguments({ ...given, onset: given.onset ?? "auto" }), { print, warn });
  }
  const asked = askedDiagnosers(given);
  const parts = await ownPartsOf(asked === "all" ? [] : asked);
  const settings = settingsOf(given, parts);
  const cases = await casesOf(settings, {
    ...(given.data !== undefined && { given: given.data }),
    ...(home !== undefined && { home }),
  });
  const outputs = openOutputs(given);
  const times = !given["no-times"];
  const comparison = await compare(settings, { cases, own: parts, times });
  const { methods: _, ...rest } = settings;
  const { notes } = cases;
  const files = await outputs.write(comparison, {
    settings: { ...rest, ...(notes.length > 0 && { notes }) },
    times,
  });
  print(
    [
      titleOf(settings, { count: cases.count, judged: comparison.methods[0]!.cases }),
      ...(notes.length > 0 ? [notes.join("\n")] : []),
      comparisonText(comparison, { times }),
      ...notesOf(settings),
    ].join("\n\n"),
  );
  if (files.length > 0) print(`\nWritten: ${files.join(", ")}`);
}

function casesOf(settings: Settings, where: { given?: string; home?: string }): Promise<Cases> | Cases {
  const { recorded, simulated, lateSeconds } = settings;
  if (simulated) return simulatedCases(simulated, settings);
  return recordedCases(recorded!, { path: dataPath(recorded!.format, where), lateSeconds });
}

async function compare(
  settings: Settings,
  { cases: { count, notes: _, ...cases }, own, times }: {
    readonly cases: Cases;
    readonly own: OwnParts;
    readonly times: boolean;
  },
) {
  const progress = createProgress({ total: count, label: "incidents" });
  try {
    return await compareDiagnosers({
      ...cases,
      methods: settings.methods.map((label) => isOwn(label) ? ownMethod(label, own) : label),
      views: settings.views,
      ...(settings.reference !== null && { reference: settings.reference }),
      ...(times && { clock: () => performance.now() }),
      onIncident: progress.update,
    });
  } finally {
    progress.finish();
  }
}

function titleOf(
  { recorded, simulated, lateSeconds }: Settings,
  { count, judged }: { readonly count: number; readonly judged: number },
): string {
  const clipped = recorded ? "" : ", within the window that is looked at";
  const late = lateSeconds === 0 ? "" : `, the beginning supposed ${lateSeconds} s late${clipped}`;
  if (recorded) {
    const { format, split, recipe } = recorded;
    return `${judged === count ? count : `${judged} of ${count}`} incidents of ${format}${
      split === null ? "" : `, ${split}`
    }, ${recipe}${late}; 95 % intervals`;
  }
  const { topology, seeds: [first, last], faultFree, faults, decoys } = simulated!;
  const graphs = graphsOf(simulated!).length;
  const where = typeof topology !== "string"
    ? topology.name
    : graphs === 1
    ? topology
    : `${topology} on ${graphs} graphs`;
  return `Simulated ${where}, seeds ${first} to ${last} and ${faultFree} without a fault; ` +
    `faults: ${faults}, decoys: ${decoys}${late}; 95 % intervals`;
}

/** Notes that readers need to judge the figures. */
function notesOf({ simulated, methods }: Settings): string[] {
  const trained = methods.filter((method) => !isOwn(method) && diagnosers.choose(method).entry.trained);
  const seen = simulated && simulated.seeds[0] <= TRAINING_SEEDS.last &&
    simulated.seeds[1] >= TRAINING_SEEDS.first;
  return seen && trained.length > 0
    ? [`Beware: ${trained.join(" and ")} learnt from seeds up to ${TRAINING_SEEDS.last}; ask for later ones`]
    : [];
}

if (import.meta.main) await main(rca);
