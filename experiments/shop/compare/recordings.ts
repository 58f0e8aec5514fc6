import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { TimingsConfig } from "../../../lib/live/config/timings.ts";
import { readObservations } from "../../../lib/live/sources/recording/read_observations.ts";
import { checkTopology, type Observation, type Topology, UsageError } from "../../../lib/model/mod.ts";
import { isThere, removeIfThere } from "../../cli/disk.ts";
import { ROOT } from "../../runner/identity.ts";
import { rowsToCsv } from "../../../lib/report/csv.ts";
import { csvRows } from "../../../lib/report/csv_rows.ts";
import { jobName, NO_AGENT } from "../incidents/jobs.ts";
import type { UserSlo } from "../incidents/measure.ts";
import { type IncidentRow, readRows } from "../incidents/table.ts";

/** What was true of a shop while an incident was recorded. */
export interface Circumstances {
  /** The SLO of the front. */
  readonly slo: UserSlo;
  /** Seconds of a step. */
  readonly stepSeconds: number;
  /** Steps from which the agent learnt. */
  readonly warmupSteps: number;
  /** How long remedies take, as the agent was told. */
  readonly timings?: TimingsConfig;
  /** The shop as its calibration has it. */
  readonly topology: Topology;
}

/** An incident that nobody mended, step by step. */
export interface Recording {
  /** What it was for users. */
  readonly row: IncidentRow;
  /** What was true of the shop meanwhile. */
  readonly circumstances: Circumstances;
  /** What an agent could see, from the calm before the fault to the end. */
  readonly observations: readonly Observation[];
  /** Index of the first observation in which the fault can be seen. */
  readonly faultStep: number;
}

/** The incidents of a folder. */
export interface Recordings {
  /** Of all agents. */
  readonly rows: readonly IncidentRow[];
  /** Those that nobody mended, in the order of the rows. */
  readonly recordings: readonly Recording[];
}

/** The incidents that come with the project. */
export const KEPT_FOLDER = fileURLToPath(new URL("results/reference/shop", ROOT));

const [ROWS, OBSERVATIONS, CIRCUMSTANCES] = ["incidents.csv", "observations.jsonl", "circumstances.json"];

/** The incidents that come with the project, in `results/reference/shop/`. @throws {UsageError} naming the file that is damaged */
export const shopRecordings = (): Recordings => readRecordings(KEPT_FOLDER);

/**
 * Reads what `deno task shop incidents` or `keep` wrote into one or more folders.
 *
 * @throws {UsageError} naming the file that is missing or damaged; for an incident that is in two folders, and where none that nobody mended was recorded
 */
export function readRecordings(...folders: readonly string[]): Recordings {
  const found = folders.flatMap((folder) =>
    readRows(csvRows(read(`${folder}/${ROWS}`))).map((row) => ({ row, folder: `${folder}/${jobName(row)}` }))
  );
  const names = found.map(({ row }) => jobName(row));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new UsageError(`The incident ${twice} is in two of ${folders.join(", ")}`);
  const recorded = found.filter(({ row, folder }) =>
    row.agent === NO_AGENT && isThere(`${folder}/${OBSERVATIONS}`)
  );
  if (recorded.length === 0) {
    throw new UsageError(
      `${
        folders.join(", ")
      } has no recording of an incident that nobody mended: run deno task shop incidents --agents ${NO_AGENT}`,
    );
  }
  return {
    rows: found.map(({ row }) => row),
    recordings: recorded.map(({ row, folder }) => readRecording(folder, row)),
  };
}

function readRecording(folder: string, row: IncidentRow): Recording {
  const circumstances = circumstancesIn(folder);
  const path = `${folder}/${OBSERVATIONS}`;
  const observations = under(
    path,
    () => readObservations(read(path), circumstances.topology.services.length),
  );
  // The recording ends with the incident, whose seconds count from the fault on.
  const faultStep = observations.length - Math.ceil(row.seconds / circumstances.stepSeconds);
  if (faultStep < 1) throw new UsageError(`${path} does not reach back before the fault`);
  return { row, circumstances, observations, faultStep };
}

/** From the file that comes with a recording, or from the configuration of its agent and the topology that this names. */
function circumstancesIn(folder: string): Circumstances {
  const own = `${folder}/${CIRCUMSTANCES}`;
  const path = isThere(own) ? own : `${folder}/live.json`;
  const { slo, stepSeconds, warmupSteps, timings, topology } = json(path);
  if (!(slo?.latencyP95Ms > 0 && slo?.errorRate > 0 && stepSeconds > 0 && warmupSteps > 0)) {
    throw new UsageError(`${path} must have slo, stepSeconds and warmupSteps`);
  }
  const input = typeof topology === "string" ? json(topology) : topology;
  return {
    slo,
    stepSeconds,
    warmupSteps,
    ...(timings && { timings }),
    topology: under(path, () => checkTopology(input)),
  };
}

/** What a recording takes to be compared, as texts of files by name; values have four digits. */
function filesOf({ circumstances, observations }: Recording): Record<string, string> {
  const digits = (value: number) => Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
  const line = ({ step, timeSeconds, values }: Observation) =>
    `${JSON.stringify({ step, timeSeconds, values: Array.from(values, digits) })}\n`;
  return {
    [CIRCUMSTANCES!]: `${JSON.stringify(circumstances)}\n`,
    [OBSERVATIONS!]: observations.map(line).join(""),
  };
}

/** What the kept folder says of itself. */
function aboutText({ rows, recordings }: Recordings): string {
  const agents = [...new Set(rows.map(({ agent }) => agent))].map((agent) =>
    `${rows.filter((row) => row.agent === agent).length} of \`${agent}\``
  );
  return `# Incidents of the shop

Made by \`deno task shop incidents\` on one machine, and taken over by \`deno task shop keep\`; do not edit. \`incidents.csv\` has
${rows.length} incidents (${
    agents.join(", ")
  }). Of the ${recordings.length} that nobody mended, folders hold what an agent could see, step by step (values to four
digits), and the SLO and the calibrated topology of that day. \`deno task shop compare\` compares them with the simulator.
`;
}

/**
 * Writes what a comparison needs of recordings into a folder, in place of what is there. It is whole before it takes that place; the old folder
 * stays if anything fails.
 */
export function keepRecordings({ rows, recordings }: Recordings, folder: string): void {
  const [beside, old] = [`${folder}.part`, `${folder}.old`];
  const files: Record<string, string> = {
    "README.md": aboutText({ rows, recordings }),
    [ROWS!]: rowsToCsv(alike(rows)),
  };
  for (const recording of recordings) {
    for (const [name, text] of Object.entries(filesOf(recording))) {
      files[`${jobName(recording.row)}/${name}`] = text;
    }
  }
  removeIfThere(beside);
  try {
    for (const [name, text] of Object.entries(files)) {
      Deno.mkdirSync(dirname(`${beside}/${name}`), { recursive: true });
      Deno.writeTextFileSync(`${beside}/${name}`, text);
    }
    readRecordings(beside);
    if (isThere(folder)) Deno.renameSync(folder, old);
    Deno.renameSync(beside, folder);
    removeIfThere(old);
  } finally {
    if (isThere(old) && !isThere(folder)) Deno.renameSync(old, folder);
    removeIfThere(beside);
  }
}

/** Rows with the columns of all of them: other versions of `deno task shop incidents` write other ones. */
function alike(rows: readonly IncidentRow[]): Record<string, string | number | boolean | null>[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const none = Object.fromEntries(columns.map((name) => [name, null]));
  return rows.map((row) => ({ ...none, ...row }));
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`Cannot find ${basename(path)} in ${dirname(path)}`);
    }
    throw error;
  }
}

// deno-lint-ignore no-explicit-any
const json = (path: string): any => under(path, () => JSON.parse(read(path)));

function under<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(message.includes(path) ? message : `${path}: ${message}`);
  }
}
