import type { AgentSummary, Experiment } from "../../lib/bench/agents/mod.ts";
import { nameOfFile } from "../runner/lives.ts";
import type { StoredRun } from "./find_runs.ts";

/** What a server puts in place of these: it gives the ids when an experiment and a run are created. */
export const EXPERIMENT_ID = "EXPERIMENT_ID";
export const RUN_ID = "RUN_ID";

/** Most of each that one request may hold, as MLflow's REST API has it (https://mlflow.org/docs/latest/rest-api.html, Log Batch). */
export const BATCH = { metrics: 1000, params: 100, tags: 100, bytes: 1e6, total: 1000 } as const;
/** Longest value of a parameter that every server takes. */
const MAX_PARAM_LETTERS = 500;

/** A request's body, and the file that it goes to. */
export interface RequestFile {
  /** Path within the folder of the export. */
  readonly path: string;
  readonly body: unknown;
}

interface Metric {
  readonly key: string;
  readonly value: number;
  /** Unix time in ms. */
  readonly timestamp: number;
  readonly step: number;
}

interface Pair {
  readonly key: string;
  readonly value: string;
}

/**
 * Runs, each once, as bodies of requests to MLflow's REST API, one MLflow run for each agent of a run: `NAME/1-experiments-create.json`, and in
 * `NAME/RUN/AGENT/` what goes to `runs/create`, `runs/log-batch` (as many as are needed) and `runs/update`, in the order of their names.
 */
export function mlflowRequests(runs: readonly StoredRun[]): RequestFile[] {
  // A copy of a run's folder is the same run.
  const different = [...new Map(runs.toReversed().map((run) => [run.provenance.run, run])).values()]
    .reverse();
  const byName = Map.groupBy(different, ({ experiment }) => experiment.name);
  return [...byName].flatMap(([name, some]) => [
    { path: `${name}/1-experiments-create.json`, body: { name: `aiops/${name}` } },
    ...some.flatMap((run) =>
      run.experiment.agents.flatMap((agent) =>
        requestsOf(run, agent.name).map(({ path, body }) => ({
          path: `${name}/${run.provenance.run}/${nameOfFile(agent.name)}/${path}`,
          body,
        }))
      )
    ),
  ]);
}

function requestsOf({ experiment, summary, provenance, folder }: StoredRun, agent: string): RequestFile[] {
  const [started, finished] = [Date.parse(provenance.startedAt), Date.parse(provenance.finishedAt)];
  const tags: Pair[] = [
    { key: "mlflow.source.name", value: provenance.command },
    ...(provenance.commit === null ? [] : [{ key: "mlflow.source.git.commit", value: provenance.commit }]),
    { key: "aiops.run", value: provenance.run },
    { key: "aiops.folder", value: folder },
    { key: "aiops.reference", value: summary.reference },
  ];
  const metrics = summary.scenarios.flatMap(({ name, agents }) =>
    agents.filter((one) => one.name === agent).flatMap((one) => metricsOf(one, name))
  ).map(([key, value]): Metric => ({ key: keyOf(key), value, timestamp: finished, step: 0 }));
  const batches = [
    ...chunks(metrics, BATCH.metrics).map((some) => ({ metrics: some })),
    ...chunks(paramsOf(experiment, agent), BATCH.params).map((some) => ({ params: some })),
  ];
  return [
    {
      path: "2-runs-create.json",
      body: {
        experiment_id: EXPERIMENT_ID,
        run_name: `${agent} ${provenance.run}`,
        start_time: started,
        tags,
      },
    },
    ...batches.map((batch, i) => ({
      path: `3-runs-log-batch-${String(i + 1).padStart(3, "0")}.json`,
      body: { run_id: RUN_ID, ...batch },
    })),
    { path: "4-runs-update.json", body: { run_id: RUN_ID, status: "FINISHED", end_time: finished } },
  ];
}

/** The numbers of an agent in a scenario; what could not be worked out is null in the summary, and left out. */
function metricsOf({ metrics, recovery, diagnosis }: AgentSummary, scenario: string): [string, number][] {
  const rows: [string, number | null | undefined][] = [
    ...Object.entries(metrics).flatMap(([metric, { mean, median }]): [string, number | null][] => [
      [`${metric}.mean`, mean.value],
      [`${metric}.low`, mean.low],
      [`${metric}.high`, mean.high],
      [`${metric}.median`, median],
    ]),
    ["recovery.incidents", recovery?.incidents],
    ["recovery.censored", recovery?.censored],
    ["diagnosis.share_right", diagnosis?.share.value],
    ["diagnosis.calibration_error", diagnosis?.calibrationError],
  ];
  return rows.flatMap(([key, value]): [string, number][] =>
    typeof value === "number" ? [[`${scenario}/${key}`, value]] : []
  );
}

/** The settings of an agent, and those of the experiment that are single values, by their path. */
function paramsOf(experiment: Experiment, agent: string): Pair[] {
  const { agents, scenarios, ...settings } = experiment;
  const flat = [
    ...flattened(agents.find(({ name }) => name === agent), "agent"),
    ...flattened(settings, ""),
    ...scenarios.flatMap((scenario) => flattened(scenario, `scenario/${scenario.name}`)),
  ];
  return flat.map(([key, value]) => ({ key: keyOf(key), value: String(value).slice(0, MAX_PARAM_LETTERS) }));
}

function flattened(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  if (Array.isArray(value)) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, member]) =>
    flattened(member, path === "" ? key : `${path}.${key}`)
  );
}

/** A key of letters, digits and `_ - . /` and spaces, which is all that MLflow takes, of at most 250 letters. */
function keyOf(text: string): string {
  return text.replaceAll(/[^\w\-. /]/g, "_").slice(0, 250);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from(
    { length: Math.ceil(items.length / size) },
    (_, i) => items.slice(i * size, (i + 1) * size),
  );
}
