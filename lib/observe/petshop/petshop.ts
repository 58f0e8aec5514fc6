import {
  type Dependency,
  type Indicator,
  type LabelledIncident,
  type MetricTable,
  requireName,
  type Signals,
} from "../../model/mod.ts";
import type { RecordedFiles } from "../reading/files.ts";
import { noticedLate } from "../reading/late.ts";
import { readCsv } from "../reading/csv.ts";
import { createLosses, type Losses, readableIncidents } from "../reading/losses.ts";
import { malformed } from "../reading/malformed.ts";
import { requireNumber } from "../reading/numbers.ts";
import { readPetshopMetrics } from "./metrics.ts";
import { readPetshopTarget } from "./target.ts";
import { requireFile, requireService } from "../reading/require.ts";
import type { IncidentFormat, IncidentOptions, IncidentSource } from "../reading/incident_source.ts";
import { allIndicators, nameOf, withIndicators } from "../reading/table.ts";

const ISSUE = /^(?:(.*)\/)?([^/]+)\/(train|test)\/([^/]+)\/target\.json$/;

interface Issue {
  /** The folder of its traffic scenario with all parent folders, such as `low_traffic`. */
  readonly traffic: string;
  readonly split: string;
  readonly folder: string;
  readonly id: string;
}

/**
 * PetShop (Hardt et al., The PetShop Dataset, CLeaR 2024): one call graph, and per traffic scenario a fault-free day and
 * short issues, with one row per 300 s. Issues of a traffic scenario with the same columns share one object for the
 * fault-free day.
 */
export const petshop: IncidentFormat = {
  about: "PetShop: metrics of a pet shop on AWS with its call graph, 300 s apart",
  layout: "<traffic>/{graph.csv,noissue/metrics.csv,train/<issue>/{metrics.csv,target.json}}",
  marks: ISSUE,
  open: (files, options) => Promise.resolve(open(files, options)),
};

function open(files: RecordedFiles, options: IncidentOptions): IncidentSource {
  const all = files.paths.flatMap(issueAt);
  const { split } = options;
  if (split !== undefined && all.length > 0) {
    requireName("split", split, [...new Set(all.map((one) => one.split))]);
  }
  const issues = all.filter((one) => split === undefined || one.split === split);
  const losses = createLosses(options);
  const read = createReader(files, losses, options.lateSeconds ?? 0);
  const incidents = readableIncidents(issues, { losses, nameOf: ({ id }) => id, read });
  return { count: issues.length, incidents, notes: losses.notes };
}

function issueAt(path: string): Issue[] {
  const [, above, traffic, split, issue] = path.match(ISSUE) ?? [];
  if (split === undefined) return [];
  const folder = above === undefined ? traffic! : `${above}/${traffic}`;
  return [{
    traffic: folder,
    split,
    folder: `${folder}/${split}/${issue}`,
    id: `${traffic}/${split}/${issue}`,
  }];
}

/** Reads one issue after another; neighbours of one traffic scenario share its fault-free day. */
function createReader(files: RecordedFiles, losses: Losses, lateSeconds: number) {
  let open: { folder: string; traffic: Traffic } | undefined;
  const table = (text: string, path: string) => readPetshopMetrics(text, path, losses);
  return async ({ id, folder, traffic }: Issue): Promise<LabelledIncident> => {
    if (open?.folder !== traffic) {
      open = { folder: traffic, traffic: await readTraffic(files, traffic, table) };
    }
    const target = await requireFile(files, `${folder}/target.json`, readPetshopTarget);
    const after = await requireFile(files, `${folder}/metrics.csv`, table);
    const sides = open.traffic.sides(after, { lateSeconds, id });
    const { graph, nodes } = open.traffic;
    const services = [
      ...new Set([...nodes, ...sides.after.metrics.indicators.map(({ service }) => service)]),
    ];
    const { symptom, truth } = target;
    for (const name of [symptom.service, ...truth.services]) requireService(name, services, folder);
    return { incident: { id, services, ...sides, graph, symptom }, truth };
  };
}

/** What the issues of a traffic scenario share. */
interface Traffic {
  readonly nodes: readonly string[];
  readonly graph: readonly Dependency[];
  /** Both windows of an issue, with the same indicators. */
  sides(after: MetricTable, late: { lateSeconds: number; id: string }): { before: Signals; after: Signals };
}

async function readTraffic(
  files: RecordedFiles,
  folder: string,
  table: (text: string, path: string) => MetricTable,
): Promise<Traffic> {
  const { nodes, dependencies } = await requireFile(files, `${folder}/graph.csv`, readPetshopGraph);
  const normal = await requireFile(files, `${folder}/noissue/metrics.csv`, table);
  let shared: Signals = { metrics: normal };
  return {
    nodes,
    graph: dependencies,
    sides: (recorded, late) => {
      const indicators = allIndicators(normal, recorded);
      if (!sameIndicators(indicators, shared.metrics.indicators)) {
        shared = { metrics: withIndicators(normal, indicators) };
      }
      const { metrics } = shared;
      const sides = noticedLate({ before: metrics, after: withIndicators(recorded, indicators) }, late);
      const before = sides.before === metrics ? shared : { metrics: sides.before };
      return { before, after: { metrics: sides.after } };
    },
  };
}

function sameIndicators(some: readonly Indicator[], others: readonly Indicator[]): boolean {
  return some.length === others.length &&
    some.every((indicator, i) => nameOf(indicator) === nameOf(others[i]!));
}

/**
 * Reads a square adjacency matrix in which rows call columns.
 *
 * @throws {UsageError} if it is not one
 */
function readPetshopGraph(
  text: string,
  path: string,
): { nodes: readonly string[]; dependencies: readonly Dependency[] } {
  const { header, rows } = readCsv(text, path);
  const nodes = header.slice(1);
  const callers = new Set<string>();
  const dependencies: Dependency[] = [];
  for (const { line, cells: [caller, ...calls] } of rows) {
    if (!nodes.includes(caller!)) throw malformed({ path, line }, "a service of the header", caller);
    if (callers.has(caller!)) throw malformed({ path, line }, "one row for each service", caller);
    callers.add(caller!);
    calls.forEach((cell, i) => {
      const callee = nodes[i]!;
      if (requireNumber(cell, callee, { path, line }) > 0) dependencies.push({ caller: caller!, callee });
    });
  }
  const missing = nodes.find((node) => !callers.has(node));
  if (missing !== undefined) throw malformed({ path }, `a row for the service "${missing}", found none`);
  return { nodes, dependencies };
}
