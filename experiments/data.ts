import { requireName, UsageError } from "../lib/model/mod.ts";
import { helpText, readCommandLine } from "./cli/arguments.ts";
import { isThere } from "./cli/disk.ts";
import { main } from "./cli/main.ts";
import { createProgress } from "./cli/progress.ts";
import { requireWritableFolder } from "./cli/writable_folder.ts";
import { download } from "./data/download.ts";
import { requireLock } from "./data/lock.ts";
import { dataFolder, namedDataFolder } from "./data/folder.ts";
import { type Archive, type DataSource, PUBLIC_HOSTS, type SourceName, SOURCES } from "./data/sources.ts";

const BYTES_PER_MB = 1e6;
const NAMES = Object.keys(SOURCES) as SourceName[];

const OPTIONS = {
  to: { type: "string", value: "FOLDER", help: "where data sets are put (AIOPS_DATA_DIR, or data)" },
  list: { type: "boolean", help: "show the data sets, their sizes and licences, and which are there" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: `deno task data NAME... [options]   (${NAMES.join(", ")}; all = ${ofAll().join(", ")})`,
  about: "Downloads public data sets of recorded incidents and anomalies, checked, each whole or not at all.",
  options: OPTIONS,
  examples: ["deno task data --list", "deno task data petshop nezha", "deno task data all --to ~/aiops-data"],
});

/** Downloads public data sets, each whole or not at all. @throws {UsageError} for a mistake in the arguments */
export async function data(args: readonly string[]): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  const to = given.to ?? dataFolder();
  const names = [...new Set(operands.flatMap(namesOf))];
  if (given.list) return console.log(listOf(names.length > 0 ? names : NAMES, to));
  if (names.length === 0) throw new UsageError(`Name a data set, or all. Known: ${NAMES.join(", ")}`);
  const byVariable = given.to === undefined && namedDataFolder() !== undefined;
  requireWritableFolder(to, { option: "to", ...(byVariable && { variable: "AIOPS_DATA_DIR" }) });
  requireLock(to);
  for (const name of names) {
    for (const archive of SOURCES[name].archives) await downloadShown(archive, to);
  }
}

function ofAll(): SourceName[] {
  return NAMES.filter((name) => SOURCES[name].ofAll);
}

function namesOf(operand: string): SourceName[] {
  if (operand === "all") return ofAll();
  return [requireName("data set", operand, [...NAMES, "all"] as const) as SourceName];
}

async function downloadShown(archive: Archive, to: string): Promise<void> {
  const { folder, megabytes } = archive;
  const bar = createProgress({ total: megabytes, label: `${folder} (MB)` });
  const progress = (bytes: number, total = megabytes * BYTES_PER_MB) =>
    bar.update(Math.min(megabytes, Math.floor(megabytes * bytes / total)));
  try {
    const outcome = await download(archive, { to, hosts: PUBLIC_HOSTS, progress });
    bar.finish();
    console.log(`${to}/${folder}: ${outcome === "there" ? "there already" : "downloaded and checked"}`);
  } catch (error) {
    bar.finish();
    throw error;
  }
}

function listOf(names: readonly SourceName[], to: string): string {
  const width = Math.max(...names.map((name) => name.length));
  return names.map(
    (name) => {
      const { about, licence, archives }: DataSource = SOURCES[name];
      const megabytes = archives.reduce((sum, archive) => sum + archive.megabytes, 0);
      const there = archives.filter(({ folder }) => isThere(`${to}/${folder}`)).length;
      const state = there === archives.length
        ? "there"
        : there > 0
        ? `${there} of ${archives.length} there`
        : "-";
      return `${name.padEnd(width)}  ${String(megabytes).padStart(5)} MB  ${licence.padEnd(9)}  ${
        state.padEnd(12)
      }  ${about}`;
    },
  ).join("\n");
}

if (import.meta.main) await main(data);
