import { createActuators } from "../../lib/live/actuators/mod.ts";
import { openAuditLog } from "../../lib/live/audit/mod.ts";
import {
  agentOf,
  type Clock,
  type Mode,
  readHeaders,
  readLiveConfig,
  readSecret,
  Secret,
  serviceRenamer,
} from "../../lib/live/mod.ts";
import { redactSecrets } from "../../lib/live/config/redact.ts";
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
import { type AlertNotification, createAlertReceiver } from "../../lib/live/intake/alertmanager_webhook.ts";
import { createOtlpReceiver } from "../../lib/live/intake/otlp_receiver.ts";
import { createTelemetryBuffer } from "../../lib/live/intake/telemetry_buffer.ts";
import { openSource } from "../../lib/live/sources/catalogue.ts";
import { withTelemetry } from "../../lib/live/sources/with_telemetry.ts";

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
  /** Runs the loop and its page. */
  run(signal: AbortSignal, steps?: number): Promise<void>;
  /** Lets go of everything. */
  close(): Promise<void>;
}

/** Puts a loop together as its configuration says. @throws {UsageError} for a mistake in it, or a secret that can't be read */
export async function assemble(path: string, mode: Mode, clock: Clock = systemClock): Promise<AssembledLoop> {
  const { config, topology } = await readLiveConfig(path);
  const opened = await openSource(config, { topology, clock });
  const { maxBodyBytes, maxRecords, otlp } = config.intake;
  const buffer = createTelemetryBuffer(maxRecords);
  const nameOf = serviceRenamer(config.source, topology);
  const source = otlp ? withTelemetry(opened.source, buffer) : opened.source;
  const actuators = await createActuators(config.actions, {
    topology,
    clock,
    ...(opened.system && { simulated: opened.system }),
  });
  const metrics = createAgentMetrics();
  const approvalSecret = config.approval.secret === undefined
    ? drawnSecret()
    : await readSecret(config.approval.secret, "approval.secret");
  const alertHeaders = await readHeaders(config.alertmanager?.headers ?? {}, "alertmanager.headers");
  const tell = (text: string) =>
    console.log(redactSecrets(`${new Date().toISOString().slice(11, 19)} ${text}`));
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
    openAudit: (head) => openAuditLog(config.files.audit, { clock, ...(head && { head }) }),
    meter: metrics,
    onStep: (view) => {
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
      return source.state.notes;
    },
    run: async (signal, steps) => {
      server = servePage({
        loop,
        listen: config.listen,
        secret: approvalSecret,
        metrics: (request) => exposeMetrics([metrics.registry], request),
        routes: {
          "/alertmanager": createAlertReceiver({ maxBodyBytes, onAlerts: firingAlerts(loop.alerts) }),
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
      tell(`${config.name} is watched in the mode ${mode}: ${server.url}`);
      tell(`to stop all actions: touch ${config.files.stop}, or kill -USR2 ${Deno.pid}`);
      await loop.run(signal, steps);
    },
    close,
  };
}

/** Hands on which alerts of an Alertmanager fire: not those that this loop has sent itself. */
function firingAlerts(hear: (texts: readonly string[]) => void): (notification: AlertNotification) => void {
  const firing = new Map<string, string>();
  return ({ alerts }) => {
    for (const { status, labels, fingerprint } of alerts) {
      if (OWN_LABEL in labels) continue;
      const { alertname = "alert", service } = labels;
      if (status === "firing") {
        firing.set(fingerprint, service === undefined ? alertname : `${alertname} of ${service}`);
      } else firing.delete(fingerprint);
    }
    hear([...firing.values()]);
  };
}

/** A key that lasts as long as the process. */
function drawnSecret(): Secret {
  return new Secret(
    Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join(
      "",
    ),
  );
}
