import { type LabelledIncident, requireName } from "../../lib/model/mod.ts";
import { openIncidents } from "../../lib/observe/recorded/mod.ts";
import {
  compareDiagnosers,
  comparisonText,
  type DiagnoserComparison,
  summariseVerdicts,
  verdictsFromCsv,
  verdictsToCsv,
} from "../../lib/bench/diagnosers/mod.ts";
import { createTable, type Table } from "../../lib/report/tables/table.ts";
import { withDisplay } from "../../lib/bench/diagnosers/compare.ts";
import type { Verdict } from "../../lib/bench/diagnosers/mod.ts";
import { dataFolder } from "../data/folder.ts";
import { ROOT } from "../runner/identity.ts";
import { dataPaths } from "../data/data_path.ts";
import { fileURLToPath } from "node:url";

const FOLDER = "results/reference/rca";

/** Data sets whose verdicts are in the repository, because the recordings are not. */
const REFERENCE_DATA_SETS: Readonly<
  Record<RcaReferenceName, { readonly format: string; readonly split?: string }>
> = {
  "petshop-train": { format: "petshop", split: "train" },
  "nezha-2023-01-30": { format: "nezha" },
};

/** What is kept of a run of `deno task rca --protocol`; a number that is not known is null. */
interface DomainsReference {
  readonly subject: string;
  readonly domains: readonly {
    readonly name: string;
    readonly cases: number;
    readonly calmCases: number;
    readonly standing: { readonly best: string; readonly accusations: number | null };
    readonly methods: readonly { readonly name: string; readonly ac1: number; readonly ece: number | null }[];
  }[];
}

/** Name of a data set with reference verdicts. */
export type RcaReferenceName = "petshop-train" | "nezha-2023-01-30";

/** Verdicts of diagnosers on recorded incidents, as written by `deno task rca`, and their comparison. */
export interface RcaReference extends DiagnoserComparison {
  /** Which recordings. */
  readonly name: RcaReferenceName;
  /** The answers, incident by incident and method by method. */
  readonly verdicts: readonly Verdict[];
}

/**
 * Reads reference verdicts from `results/reference/rca/`.
 *
 * @throws {UsageError} for an unknown name, with the nearest one
 */
export function rcaReference(name: string): RcaReference {
  const known = requireName("reference", name, Object.keys(REFERENCE_DATA_SETS) as RcaReferenceName[]);
  const verdicts = verdictsFromCsv(Deno.readTextFileSync(fileOf(known)));
  return withDisplay({ name: known, verdicts, ...summariseVerdicts(verdicts) });
}

/** How `fused` stands on each domain of `deno task rca --protocol`, from `results/reference/rca/protocol.json`, for notebooks. */
export function diagnoserDomainsTable(): Table {
  const file = fileURLToPath(new URL(`${FOLDER}/protocol.json`, ROOT));
  const { subject, domains } = JSON.parse(Deno.readTextFileSync(file)) as DomainsReference;
  const share = (value: number | null | undefined) => typeof value === "number" ? value.toFixed(2) : "";
  const rows = domains.map(({ name, cases, calmCases, standing, methods }) => {
    const of = (method: string) => methods.find(({ name }) => name === method);
    const judged = cases > 0;
    return [
      name,
      String(cases),
      judged ? share(of(subject)?.ac1) : "",
      judged ? standing.best : "",
      judged ? share(of(standing.best)?.ac1) : "",
      String(calmCases),
      share(standing.accusations),
      judged ? share(of(subject)?.ece) : "",
    ];
  });
  return createTable({
    header: ["domain", "cases", "AC@1", "best other", "its AC@1", "quiet cases", "accused", "ECE"],
    rows,
    caption: `${subject}, domain by domain`,
  });
}

/**
 * Runs all diagnosers again, if the recordings are available.
 *
 * @returns a line saying that all verdicts are the same, or how to get the recordings
 * @throws {Error} if a verdict differs
 */
export async function checkRcaReference({ name, verdicts }: RcaReference): Promise<string> {
  const sources = await opened(REFERENCE_DATA_SETS[name]);
  const asked = new Set(verdicts.map(({ incident }) => incident));
  const methods = [...new Set(verdicts.map(({ method }) => method))];
  const incidents = await Array.fromAsync(only(sources, asked));
  // No recordings, or those of another day alone.
  if (incidents.length === 0) return missing(name, REFERENCE_DATA_SETS[name].format);
  const again = await compareDiagnosers({ methods, incidents });
  if (verdictsToCsv(again.verdicts) !== Deno.readTextFileSync(fileOf(name))) {
    throw new Error(`The answers on ${name} are not those in ${FOLDER}/${name}.csv any more`);
  }
  return `${name}: asked again, all ${verdicts.length} answers are those that are kept`;
}

/**
 * Runs diagnosers on all recordings of a format.
 *
 * @returns a table, or how to get the recordings if they are not available
 */
export async function rcaTable(
  { format, methods }: {
    /** Format of the recordings, as `petshop`. */
    readonly format: string;
    /** The diagnosers, with parameters as `baro:alarm=2`. */
    readonly methods: readonly string[];
  },
): Promise<string> {
  const sources = await opened({ format });
  if (sources.length === 0) return missing(format, format);
  return comparisonText(await compareDiagnosers({ methods, incidents: all(sources) }), { times: false });
}

function missing(name: string, format: string): string {
  return `${name}: the recordings are not here; "deno task data ${format}" fetches them`;
}

function fileOf(name: RcaReferenceName): URL {
  return new URL(`${FOLDER}/${name}.csv`, ROOT);
}

type Source = Awaited<ReturnType<typeof openIncidents>>;

/** The recordings of each folder or archive; none if there are none of that format. */
async function opened(
  { format, split }: { readonly format: string; readonly split?: string },
): Promise<Source[]> {
  const folder = dataFolder();
  const home = folder === "data" ? fileURLToPath(new URL("data", ROOT)) : folder;
  try {
    return await Promise.all(
      dataPaths(format, { home }).map((path) => openIncidents({ format, path, ...(split && { split }) })),
    );
  } catch (error) {
    if (error instanceof Error && /^Cannot find /.test(error.message)) return [];
    throw error;
  }
}

async function* all(sources: readonly Source[]): AsyncGenerator<LabelledIncident> {
  for (const { incidents } of sources) yield* incidents;
}

async function* only(
  sources: readonly Source[],
  ids: ReadonlySet<string>,
): AsyncGenerator<LabelledIncident> {
  for await (const each of all(sources)) if (ids.has(each.incident.id)) yield each;
}
