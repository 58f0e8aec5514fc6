import { DIAGNOSERS } from "../../lib/diagnose/mod.ts";
import { type LabelledIncident, requireName, UsageError } from "../../lib/model/mod.ts";
import { openIncidents } from "../../lib/observe/recorded/mod.ts";
import {
  type Domain,
  MADE_UP_DOMAINS,
  protocolJson,
  protocolPage,
  runProtocol,
} from "../../lib/bench/diagnosers/protocol/mod.ts";
import { isThere } from "../cli/disk.ts";
import { requireDistinctPaths } from "../cli/distinct_paths.ts";
import { createProgress } from "../cli/progress.ts";
import { openWhole, writeTogether } from "../cli/write_whole.ts";

/** What the options say about a run of the protocol. */
export interface ProtocolArguments {
  /** Names of domains; absent: all. */
  readonly domains?: string | undefined;
  /** Diagnosers besides the subject; absent: all of the catalogue. */
  readonly diagnosers: readonly string[] | "all";
  /** The diagnoser whose standing is told. */
  readonly reference?: string | undefined;
  readonly json?: string | undefined;
  readonly page?: string | undefined;
}

/** Formats of recordings that are one domain a day or data set. */
const WHOLE_FORMATS = ["nezha", "rcaeval"] as const;
const TRAFFIC = ["low_traffic", "high_traffic"] as const;

/**
 * Runs all diagnosers on all domains, each apart, and prints how one of them stands.
 *
 * @param home the folder of recordings, if there is one
 * @throws {UsageError} for an unknown domain or diagnoser, with the nearest name, or a path that can't be written
 */
export async function protocol(
  { domains: asked, diagnosers, reference = "fused", json, page }: ProtocolArguments,
  { print, home }: { readonly print: (text: string) => void; readonly home?: string | undefined },
): Promise<void> {
  const outputs = Object.entries({ json, page }).flatMap(([option, path]) =>
    path === undefined ? [] : [{ option, path }]
  );
  requireDistinctPaths({ inputs: [], outputs });
  const files = outputs.map(({ option, path }) => ({ option, file: openWhole(path, { option }) }));
  const known = [...recordedDomains(home), ...MADE_UP_DOMAINS];
  const names = asked?.split(";").map((name) =>
    requireName("domain", name.trim(), known.map((domain) => domain.name))
  );
  const domains = names === undefined ? known : known.filter(({ name }) => names.includes(name));
  const methods = [
    ...new Set([reference, ...(diagnosers === "all" ? DIAGNOSERS : diagnosers), "front", "random"]),
  ];
  const notes = missingOf(home);
  const progress = createProgress({ total: domains.length, label: "domains" });
  const results = await runProtocol({ domains, methods, subject: reference, onDomain: progress.update })
    .finally(() => progress.finish());
  const text = protocolPage(results, reference, notes);
  const contents: Readonly<Record<string, string>> = {
    page: text,
    json: protocolJson(results, reference, notes),
  };
  writeTogether(files.map(({ option, file }) => ({ file, content: contents[option]! })));
  print(text);
  if (outputs.length > 0) print(`Written: ${outputs.map(({ path }) => path).join(", ")}`);
}

/** A line about each kind of recording that isn't there. */
function missingOf(home: string | undefined): string[] {
  const missing = ["petshop", ...WHOLE_FORMATS].filter((format) => entriesOf(format, home).length === 0);
  return missing.length === 0 ? [] : [
    `Without recordings of ${
      missing.join(", ")
    }, which are not here: "deno task data" fetches them, AIOPS_DATA_DIR says where they are.`,
  ];
}

function recordedDomains(home: string | undefined): Domain[] {
  return [
    ...WHOLE_FORMATS.flatMap((format) =>
      entriesOf(format, home).map((entry): Domain => ({
        name: entry.replace(/\.tar\.gz$/, ""),
        about: `recorded, ${format}`,
        recorded: true,
        calm: true,
        incidents: () => incidentsOf(format, `${home}/${entry}`),
      }))
    ),
    ...entriesOf("petshop", home).flatMap((entry) =>
      TRAFFIC.map((traffic): Domain => ({
        name: `${entry.replace(/\.tar\.gz$/, "")} ${traffic.replace("_", " ")}, train`,
        about: "recorded, metrics with a graph",
        recorded: true,
        calm: true,
        incidents: () => incidentsOf("petshop", `${home}/${entry}`, { split: "train", within: traffic }),
      }))
    ),
  ];
}

/** Folders and archives of a format. */
function entriesOf(format: string, home: string | undefined): string[] {
  if (home === undefined || !isThere(home) || !Deno.statSync(home).isDirectory) return [];
  return [...Deno.readDirSync(home)]
    .filter(({ name, isFile }) => name.startsWith(format) && (!isFile || name.endsWith(".tar.gz")))
    .map(({ name }) => name).sort();
}

async function* incidentsOf(
  format: string,
  path: string,
  { split, within = "" }: { readonly split?: string; readonly within?: string } = {},
): AsyncGenerator<LabelledIncident> {
  const { incidents } = await openIncidents({ format, path, ...(split !== undefined && { split }) });
  let found = false;
  for await (const labelled of incidents) {
    if (!labelled.incident.id.startsWith(within)) continue;
    found = true;
    yield labelled;
  }
  if (!found) throw new UsageError(`Cannot find incidents of ${within || format} in "${path}"`);
}
