import { UsageError } from "../../../lib/model/mod.ts";
import { rowsToCsv } from "../../../lib/report/csv.ts";
import { csvRows } from "../../../lib/report/csv_rows.ts";
import type { ShopClient } from "../client.ts";
import { shopFault } from "../faults.ts";
import type { Plan } from "../plan.ts";
import { usersOf } from "../measured/prometheus.ts";
import { configPath, topologyPath } from "../start.ts";
import { startAgent } from "./agent_process.ts";
import { readStory } from "./from_audit.ts";
import { type IncidentJob, jobName, jobsOf, NO_AGENT } from "./jobs.ts";
import { impactOf, type UserSlo, violates } from "./measure.ts";
import { recordObservations } from "./recording.ts";
import { type IncidentRow, readRows, tableOf } from "./table.ts";

/** Steps that an agent learns from before an incident: fewer than usual, since everything is mended between two. */
const WARMUP_STEPS = 16;
/** Seconds after mending that are no longer of the last incident. */
const SETTLE_SECONDS = 15;
/** Seconds over which users are looked at, as long as the agent's queries, and which must have passed in calm after an incident that is over. */
const [WINDOW_SECONDS, CALM_SECONDS] = [10, 20];
/** Seconds after which an incident begins though users are not well: the machine is too slow, and the row will show it. */
const PATIENCE_SECONDS = 120;

/** The agent that watches where none acts: what it says of an incident that nobody mends is told as well. */
const WATCHER = "full";

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, 1_000 * seconds));

/** The configuration of the shop, as far as incidents need it. */
interface OwnConfig extends Readonly<Record<string, unknown>> {
  readonly slo: UserSlo;
  readonly stepSeconds: number;
  readonly listen: { readonly port: number };
}

async function rowsIn(path: string): Promise<IncidentRow[]> {
  const text = await Deno.readTextFile(path).catch(() => undefined);
  return text === undefined ? [] : readRows(csvRows(text));
}

/**
 * Breaks the shop again and again and writes what users saw of it and what the agent did into `incidents.csv`, with a table of medians. Incidents that
 * are in the file are not run again.
 *
 * @throws {UsageError} if no shop runs, or for a fault or an agent that is not known
 */
export async function runIncidents(
  plan: Plan,
  { client, print, faults, agents, repeats, limitSeconds, results }: {
    readonly client: ShopClient;
    readonly print: (text: string) => void;
    readonly faults: readonly string[];
    /** Agents by name, `noop` for none. */
    readonly agents: readonly string[];
    /** Incidents of each fault and agent. */
    readonly repeats: number;
    /** Seconds that an incident may last. */
    readonly limitSeconds: number;
    /** Folder that is written into. */
    readonly results: string;
  },
): Promise<void> {
  const path = `${results}/incidents.csv`;
  const rows = await rowsIn(path);
  const jobs = jobsOf({ faults, agents, repeats, done: new Set(rows.map(jobName)) });
  if (jobs.length > 0 && await client.stage() !== "ready") {
    throw new UsageError(`No shop runs on port ${plan.ports.control}: start one with deno task shop up`);
  }
  const config = await ownConfig(plan);
  await Deno.mkdir(results, { recursive: true });
  for (const [i, job] of jobs.entries()) {
    const row = await runIncident(plan, {
      client,
      config,
      job,
      limitSeconds,
      folder: `${results}/${jobName(job)}`,
    });
    rows.push(row);
    await Deno.writeTextFile(path, rowsToCsv(rows.map((one) => ({ ...one }))));
    print(`${i + 1} of ${jobs.length} ${jobName(job)}: ${rowText(row)}`);
  }
  const table = tableOf(rows);
  await Deno.writeTextFile(`${results}/incidents.txt`, `${table}\n`);
  print(`${table}\n${path}`);
}

function rowText(
  { violationSeconds, recoverySeconds, seconds, suspect, service, actions }: IncidentRow,
): string {
  const recovery = recoverySeconds === null ? "not recovered" : `recovered after ${recoverySeconds} s`;
  return `${violationSeconds} of ${seconds} s in violation, ${recovery}, suspected ${
    suspect ?? "none"
  } (${service}), ${actions || "no action"}`;
}

/** The shop's own configuration, with its topology beside it, for agents that have to learn fast. */
async function ownConfig(plan: Plan): Promise<OwnConfig> {
  const config = JSON.parse(await Deno.readTextFile(configPath(plan)));
  return { ...config, topology: topologyPath(plan), warmupSteps: WARMUP_STEPS };
}

async function runIncident(
  plan: Plan,
  { client, config, job, limitSeconds, folder }: {
    readonly client: ShopClient;
    readonly config: OwnConfig;
    readonly job: IncidentJob;
    readonly limitSeconds: number;
    readonly folder: string;
  },
): Promise<IncidentRow> {
  const port = plan.ports.prometheus;
  const look = (seconds: number) => usersOf({ port, seconds }).catch(() => null);
  await client.order("mend");
  await pause(SETTLE_SECONDS + WARMUP_STEPS * config.stepSeconds);
  for (
    let waited = 0;
    violates(await look(SETTLE_SECONDS), config.slo) && waited < PATIENCE_SECONDS;
    waited++
  ) {
    await pause(1);
  }
  const watched = job.agent === NO_AGENT;
  const agent = await startAgent({
    config,
    agent: watched ? WATCHER : job.agent,
    mode: watched ? "observe" : "act",
    folder,
  });
  const course = [];
  try {
    // The agent's first steps.
    await pause(2 * config.stepSeconds);
    await client.order("break", { fault: job.fault });
    const beganMs = Date.now();
    let calm = 0;
    let hurt = false;
    while (course.length < limitSeconds && !(hurt && calm >= CALM_SECONDS)) {
      await pause(Math.max(0, (beganMs + 1_000 * (course.length + 1) - Date.now()) / 1_000));
      const seen = await look(WINDOW_SECONDS);
      // Where a look took longer than a second, it counts for each of them.
      const seconds = Math.max(1, Math.floor((Date.now() - beganMs) / 1_000) - course.length);
      const bad = violates(seen, config.slo);
      hurt ||= bad;
      calm = bad ? 0 : calm + seconds;
      for (let i = 0; i < seconds && course.length < limitSeconds; i++) course.push(seen);
    }
    const seconds = course.length + (WARMUP_STEPS + 2) * config.stepSeconds;
    await recordObservations(agent.configPath, `${folder}/observations.jsonl`, seconds);
  } finally {
    await agent.stop();
    await client.order("mend");
  }
  const story = readStory(agent.auditPath);
  return {
    ...job,
    seconds: course.length,
    ...impactOf(course, config.slo, CALM_SECONDS),
    service: shopFault(job.fault).service,
    suspect: story.suspect,
    actions: story.actions.join("; "),
    failedOrders: story.failed,
    refused: story.refused,
    escalated: story.escalated,
  };
}
