import { UsageError } from "../../lib/model/mod.ts";
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
import { redactSecrets } from "../../lib/live/config/redact.ts";
import { readKey } from "../../lib/live/config/secret.ts";
import { OWN_LABEL } from "../../lib/live/loop/alertmanager.ts";
import {
  type AlertmanagerClient,
  createAlertmanager,
  createLoop,
  type LiveLoop,
  systemClock,
} from "../../lib/live/loop/mod.ts";
import { type PageServer, servePage } from "../../lib/live/page/mod.ts";
import { createAgentMetrics } from "../../lib/live/exposition/agent_metrics.ts";
import { exposeMetrics } from "../../lib/live/exposition/expose.ts";
import { createAlertReceiver } from "../../lib/live/intake/alertmanager_webhook.ts";
import { createOutsideAlerts } from "../../lib/live/intake/outside_alerts.ts";
import { createOtlpReceiver } from "../../lib/live/intake/otlp_receiver.ts";
import { createTelemetryBuffer } from "../../lib/live/intake/telemetry_buffer.ts";
import { openSource } from "../../lib/live/sources/catalogue.ts";
import { withTelemetry } from "../../lib/live/sources/with_telemetry.ts";

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
   * Tries every query and every actuator.
   *
   * @returns what a person should know of the answers, as services without a series
   * @throws {UsageError} that names what is wrong
   */
  check(signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Runs the loop and its page.
   *
   * @throws {UsageError} where the state file is gone and the audit log is not, unless it is to begin anew
   */
  run(signal: AbortSignal, options?: RunOptions): Promise<void>;
  /** Lets go of everything. */
  close(): Promise<void>;
}

/** Puts a loop together as its configuration says. @throws {UsageError} for a mistake in it, or a secret that can't be read */
export async function assemble(path: string, mode: Mode, clock: Clock = systemClock): Promise<AssembledLoop> {
  const { config, topology } = await readLiveConfig(path);
  const opened = await openSource(config, { topology, clock });
  const { maxBodyBytes, maxRecords, otlp, alertSeconds } = config.intake;
  const buffer = createTelemetryBuffer(maxRecords);
  const outside = createOutsideAlerts({ clock, alertSeconds, ownLabel: OWN_LABEL });
  const nameOf = serviceRenamer(config.source, topology);
  const source = otlp ? withTelemetry(opened.source, buffer) : opened.source;
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
    console.log(redactSecrets(`${new Date().toISOString().slice(11, 19)} ${text}`));
  let lost = false;
  let server: PageServer | undefined;
  let alertmanager: AlertmanagerClient | undefined;
  const loop = createLoop({
    settings: { ...config, topology, mode },
    agent: agentOf(config),
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
      server?.update();
      alertmanager?.sync(view);
    },
    warn: tell,
  });
  const close = async () => {
    await alertmanager?.close();
    await server?.close();
    await source.close();
    await actuators.routing.close();
  };
  return {
    loop,
    check: async (signal) => {
      await source.check(signal);
      await actuators.check(signal);
      return [...(warning === undefined ? [] : [warning]), ...source.state.notes];
    },
    run: async (signal, { steps, beginAnew = false } = {}) => {
      lost = isStateLost(config.files);
      if (lost && !beginAnew) throw stateIsLost(config.files);
      server = servePage({
        loop,
        listen: config.listen,
        secret: approvalSecret,
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
    },
    close,
  };
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
