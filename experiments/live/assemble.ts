import { contestantsOf } from "../../lib/bench/agents/contestants.ts";
import type { GateAgent } from "../../lib/learn/mod.ts";
import { type Agent, UsageError } from "../../lib/model/mod.ts";
import { agentParts } from "../../lib/run/mod.ts";
import { createActuators } from "../../lib/live/actuators/mod.ts";
import { openAuditLog } from "../../lib/live/audit/mod.ts";
import {
  agentOf,
  type Clock,
  type LiveConfig,
  type Mode,
  readHeaders,
  readLiveConfig,
  Secret,
  serviceRenamer,
} from "../../lib/live/mod.ts";
import { checkActuators } from "../../lib/live/check/check_actuators.ts";
import { checkAlertmanager } from "../../lib/live/check/check_alertmanager.ts";
import { checkGate } from "../../lib/live/check/check_gate.ts";
import { checkFiles } from "../../lib/live/check/check_files.ts";
import { checkListen, listenTrouble } from "../../lib/live/check/check_listen.ts";
import { checkRoutes } from "../../lib/live/check/check_routes.ts";
import type { CheckResult } from "../../lib/live/check/check_result.ts";
import { unitNotes } from "../../lib/live/check/unit_notes.ts";
import { clockText } from "../../lib/model/shown/wall_clock.ts";
import { redactSecrets } from "../../lib/live/config/redact.ts";
import { readKey } from "../../lib/live/config/secret.ts";
import { OWN_LABEL } from "../../lib/live/loop/alertmanager.ts";
import {
  type AlertmanagerClient,
  createAlertmanager,
  createLoop,
  type LiveLoop,
  type LiveView,
  recordDecisions,
  systemClock,
} from "../../lib/live/loop/mod.ts";
import { type PageOptions, type PageServer, servePage } from "../../lib/live/page/mod.ts";
import { createAgentMetrics } from "../../lib/live/exposition/agent_metrics.ts";
import { exposeMetrics } from "../../lib/live/exposition/expose.ts";
import { createAlertReceiver } from "../../lib/live/intake/alertmanager_webhook.ts";
import { createOutsideAlerts } from "../../lib/live/intake/outside_alerts.ts";
import { createOtlpReceiver } from "../../lib/live/intake/otlp_receiver.ts";
import { createTelemetryBuffer } from "../../lib/live/intake/telemetry_buffer.ts";
import { openSource } from "../../lib/live/sources/catalogue.ts";
import { withNotes } from "../../lib/live/sources/with_notes.ts";
import { withTelemetry } from "../../lib/live/sources/with_telemetry.ts";
import { underFile } from "../cli/json_file.ts";
import { readLearnt } from "../cli/state_file.ts";
import { createConsole, endText } from "./console.ts";

/** How an assembled loop runs. */
export interface RunOptions {
  /** Steps after which it ends; absent: never. */
  readonly steps?: number | undefined;
  /** Whether to start without the state of an audit log that has entries. */
  readonly beginAnew?: boolean;
}

/** A loop with all that is around it. */
export interface AssembledLoop {
  readonly loop: LiveLoop;
  /**
   * Asks all that can be asked without changing anything.
   *
   * @param options `dryRuns`: whether actuators are asked for dry runs, too, and whether the page's address is free
   */
  check(signal: AbortSignal, options: { readonly dryRuns: boolean }): Promise<readonly CheckResult[]>;
  /**
   * Runs the loop and its page.
   *
   * @throws {UsageError} where the state file is gone and the audit log is not, unless it is to begin anew
   */
  run(signal: AbortSignal, options?: RunOptions): Promise<void>;
  /** Lets go of everything. */
  close(): Promise<void>;
}

/** How a loop is put together. */
export interface AssembleOptions {
  /** The time. Default: the system's. */
  readonly clock?: Clock;
  /** Whether the console is told of troubles alone. Default false. */
  readonly quiet?: boolean;
  /** The zone of the IANA database in which the console tells times. Default UTC. */
  readonly zone?: string;
}

/** Puts a loop together as its configuration says. @throws {UsageError} for a mistake in it, or a secret that can't be read */
export async function assemble(
  path: string,
  mode: Mode,
  { clock = systemClock, quiet = false, zone }: AssembleOptions = {},
): Promise<AssembledLoop> {
  const { config, topology } = await readLiveConfig(path);
  const opened = await openSource(config, { topology, clock });
  const { maxBodyBytes, maxRecords, otlp, alertSeconds } = config.intake;
  const buffer = createTelemetryBuffer(maxRecords);
  const outside = createOutsideAlerts({ clock, alertSeconds, ownLabel: OWN_LABEL });
  const nameOf = serviceRenamer(config.source, topology);
  const source = withNotes(otlp ? withTelemetry(opened.source, buffer) : opened.source);
  const actuators = await createActuators(config.actions, {
    topology,
    clock,
    ...(opened.system && { simulated: opened.system }),
  });
  const metrics = createAgentMetrics();
  const { key: approvalSecret, warning }: Awaited<ReturnType<typeof readKey>> =
    config.approval.secret === undefined
      ? { key: drawnSecret() }
      : await readKey(config.approval.secret, "approval.secret");
  const alertHeaders = await readHeaders(config.alertmanager?.headers ?? {}, "alertmanager.headers");
  const tell = (text: string) =>
    console.log(redactSecrets(`${clockText(Date.now() / 1000, zone).slice(11, 19)} ${text}`));
  let lost = false;
  let server: PageServer | undefined;
  let alertmanager: AlertmanagerClient | undefined;
  const decideText = (id: string) =>
    config.approval.secret === undefined
      ? `Decide on the page, ${server?.url} (the command line needs approval.secret)`
      : `Decide: deno task live approve ${id} --config ${path} (or reject)`;
  let wasWarm = false;
  let sourceTrouble: string | undefined;

  /** Tells when the source goes away or comes back, and judges units once the agent has learnt what is normal. */
  function watchSource({ warmUp }: LiveView): void {
    const { trouble } = source.state;
    if ((trouble === undefined) !== (sourceTrouble === undefined)) {
      tell(trouble === undefined ? `${source.name} answers again` : `${source.name}: ${trouble}`);
    }
    sourceTrouble = trouble;
    if (wasWarm || warmUp.seen < warmUp.needed || source.latest === undefined) return;
    wasWarm = true;
    const notes = unitNotes(source.latest.values, { topology, slo: config.slo });
    source.note(notes);
    for (const note of notes) tell(`Note: ${note}`);
  }

  const { decisions } = config.files;
  const acting = actingAgent(config);
  const recorder = decisions === undefined ? undefined : recordDecisions(acting, {
    append: (text) => Deno.writeTextFileSync(decisions, text, { append: true }),
    warn: tell,
  });
  const loop = createLoop({
    settings: { ...config, topology, mode },
    agent: recorder?.agent ?? acting,
    ...(recorder && { onIncidentEnd: recorder.incidentEnded }),
    source,
    router: actuators.routing,
    clock,
    files: config.files,
    owner: `${config.name}, process ${Deno.pid} (${crypto.randomUUID().slice(0, 4)})`,
    openAudit: (head) => {
      const log = openAuditLog(config.files.audit, { clock, ...(head && { head }) });
      if (lost) log.append({ type: "recovered", reason: "begun anew: the state of before was gone" });
      lost = false;
      return log;
    },
    meter: metrics,
    onStep: (view) => {
      // Some may be over by now.
      loop.alerts(outside.firing());
      metrics.source(source.state);
      metrics.open({ incidents: view.incident === null ? 0 : 1, approvals: view.approvals.length });
      watchSource(view);
      server?.update();
      alertmanager?.sync(view);
    },
    warn: tell,
    ...(!quiet && { onRecord: createConsole({ tell, decide: decideText }) }),
  });
  const close = async () => {
    await alertmanager?.close();
    await server?.close();
    await source.close();
    await actuators.routing.close();
  };
  return {
    loop,
    check: async (signal, { dryRuns }) => {
      const ofSource = await source.findings?.(signal) ??
        [{ asked: "source", verdict: "ok", text: `is ${source.name}` } as const];
      source.note(ofSource.filter(({ asked }) => asked === "units").map(({ text }) => text));
      const away = ofSource.find(({ verdict }) => verdict === "away");
      sourceTrouble = away?.text;
      return [
        ...ofSource,
        ...checkRoutes({ config, mode, topology, routing: actuators.routing }),
        ...await checkActuators(actuators, { topology, signal, dryRuns }),
        ...(config.alertmanager
          ? [await checkAlertmanager(config.alertmanager, { headers: alertHeaders, clock, signal })]
          : []),
        ...(warning === undefined
          ? []
          : [{ asked: "approval.secret", verdict: "note", text: warning } as const]),
        ...checkFiles(config.files),
        ...checkGate(config.files, { agent: gateAgent(config), mode }),
        ...(dryRuns && config.listen.port !== 0 ? [checkListen(config, clock.now())] : []),
      ];
    },
    run: async (signal, { steps, beginAnew = false } = {}) => {
      lost = isStateLost(config.files);
      if (lost && !beginAnew) throw stateIsLost(config.files);
      server = serve({
        loop,
        listen: config.listen,
        secret: approvalSecret,
        decideText,
        metrics: (request) => exposeMetrics([metrics.registry], request),
        routes: {
          "/alertmanager": createAlertReceiver({
            maxBodyBytes,
            onAlerts: (notification) => {
              outside.hear(notification);
              loop.alerts(outside.firing());
            },
          }),
          ...(otlp && { "/v1": createOtlpReceiver({ buffer, maxBodyBytes, nameOf }) }),
        },
      });
      if (config.alertmanager !== undefined) {
        const { settleSeconds } = config.verification;
        alertmanager = createAlertmanager({
          ...config.alertmanager,
          headers: alertHeaders,
          settleSeconds,
          pageUrl: server.url,
          clock,
          tell,
        });
      }
      if (warning !== undefined) tell(`Note: ${warning}`);
      tell(`${config.name} is watched in the mode ${mode}: ${server.url}`);
      tell(`to stop all actions: touch ${config.files.stop}, or kill -USR2 ${Deno.pid}`);
      await loop.run(signal, steps);
      if (!quiet) tell(endText(loop.view()));
    },
    close,
  };
}

/** The configured agent as commands call it, `full policy=linear-ucb`, and its parts. */
function gateAgent({ agent }: LiveConfig): GateAgent {
  const contestant = contestantsOf(agent)[0]!;
  return { name: contestant.name, parts: agentParts(contestant) };
}

/** The agent of a configuration, with what it has learnt before. @throws {UsageError} for a state that is another agent's */
function actingAgent(config: LiveConfig): Agent {
  const { learnt } = config.files;
  if (learnt === undefined) return agentOf(config);
  const { sealedAs, state } = readLearnt(learnt, "files.learnt");
  const agent = agentOf(config, sealedAs);
  underFile(learnt, () => agent.loadState(state));
  return agent;
}

/** Serves the page. @throws {UsageError} where its address can't be had */
function serve(options: PageOptions): PageServer {
  try {
    return servePage(options);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(listenTrouble(error, options.listen));
  }
}

/** Whether orders were given of which nothing is known but the log. */
function isStateLost({ audit, state }: LiveConfig["files"]): boolean {
  return (sizeOf(audit) ?? 0) > 0 && sizeOf(state) === undefined;
}

function sizeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function stateIsLost({ audit, state }: LiveConfig["files"]): UsageError {
  return new UsageError(
    `the state file "${state}" is gone, and without it cooldowns, attempts and open orders of ${audit} are not known: put it back, or start with --begin-anew`,
  );
}

/** A key that lasts as long as the process. */
function drawnSecret(): Secret {
  return new Secret(
    Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join(
      "",
    ),
  );
}
