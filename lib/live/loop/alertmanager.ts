import { redactSecrets } from "../config/redact.ts";
import { revealHeaders, type Secret } from "../config/secret.ts";
import type { Clock } from "../contract.ts";
import { touchedBy } from "./acting/budget.ts";
import type { OpenIncident } from "./state/state.ts";
import type { LiveView } from "./view.ts";

/** Time after which an alert is sent again, and for which Alertmanager holds it if it isn't, in seconds. */
const REPEAT_SECONDS = 60;
const HOLD_SECONDS = 300;
/** Label that tells the loop's own alerts from others. */
export const OWN_LABEL = "aiops";

/** Where Alertmanager is. */
export interface AlertmanagerOptions {
  /** Its address, as `http://127.0.0.1:9093`. */
  readonly url: string;
  /** Headers of each request. */
  readonly headers: ReadonlyMap<string, string | Secret>;
  /** Time for a request. */
  readonly timeoutSeconds: number;
  /** Whether alerts of services that are being mended are silenced. */
  readonly silence: boolean;
  /** Time for which a service is mended, from its order on. */
  readonly settleSeconds: number;
  /** Address of the page, for people who look at an alert. */
  readonly pageUrl: string;
  /** The time. */
  readonly clock: Clock;
  /** Told when Alertmanager goes away or comes back. */
  readonly tell: (text: string) => void;
}

/** Tells Alertmanager of incidents, and silences the alerts of what is being mended. */
export interface AlertmanagerClient {
  /** Brings Alertmanager to what there is to be told; what it fails at is tried again at the next call. */
  sync(view: Pick<LiveView, "name" | "incident" | "orders" | "topology" | "diagnosis">): Promise<void>;
  /** Lifts the silences. */
  close(): Promise<void>;
}

/** A silence that this loop has made. */
interface Silence {
  readonly id: string;
  readonly until: number;
}

/** Creates a client of Alertmanager's API, version 2. */
export function createAlertmanager(options: AlertmanagerOptions): AlertmanagerClient {
  const { clock, silence, settleSeconds, tell, pageUrl } = options;
  const silences = new Map<string, Silence>();
  let sent: { readonly incident: OpenIncident; readonly name: string; readonly at: number } | undefined;
  let isAway = false;
  let running: Promise<void> | undefined;

  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${options.url.replace(/\/$/, "")}/api/v2/${path}`, {
      method,
      headers: { "content-type": "application/json", ...revealHeaders(options.headers) },
      ...(body !== undefined && { body: JSON.stringify(redactSecrets(body)) }),
      signal: AbortSignal.timeout(options.timeoutSeconds * 1000),
      redirect: "error",
    });
    const text = redactSecrets(await response.text());
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 200).replaceAll(/\s+/g, " ")}`);
    }
    return text === "" ? undefined : JSON.parse(text);
  }

  async function alert(
    name: string,
    incident: OpenIncident,
    suspect: string | undefined,
    isOver: boolean,
  ): Promise<void> {
    const now = clock.now();
    const isEscalated = incident.escalated !== null;
    const labels = {
      alertname: "AiopsIncident",
      system: name,
      incident: incident.id,
      [OWN_LABEL]: "loop",
      severity: "warning",
    };
    const all = [
      labels,
      ...(isEscalated ? [{ ...labels, alertname: "AiopsEscalation", severity: "critical" }] : []),
    ];
    await call(
      "POST",
      "alerts",
      all.map((its) => ({
        labels: its,
        annotations: {
          summary: its.alertname === "AiopsEscalation" ? incident.escalated! : incident.openedBy,
          ...(suspect !== undefined && { suspect }),
        },
        startsAt: isoOf(incident.openedAtSeconds),
        endsAt: isoOf(isOver ? now : now + HOLD_SECONDS),
        generatorURL: pageUrl,
      })),
    );
  }

  async function syncAlerts(
    { name, incident, diagnosis }: Parameters<AlertmanagerClient["sync"]>[0],
  ): Promise<void> {
    if (sent !== undefined && sent.incident.id !== incident?.id) {
      await alert(sent.name, sent.incident, undefined, true);
      sent = undefined;
    }
    if (incident === null) return;
    const isNews = sent === undefined || sent.incident.escalated !== incident.escalated;
    if (!isNews && clock.now() - sent!.at < REPEAT_SECONDS) return;
    await alert(name, incident, diagnosis?.suspect, false);
    sent = { incident, name, at: clock.now() };
  }

  async function syncSilences(
    { orders, topology, incident }: Parameters<AlertmanagerClient["sync"]>[0],
  ): Promise<void> {
    const mended = new Map(
      orders.flatMap(({ order, orderedAtSeconds }) =>
        touchedBy(order.action, topology).map((service) =>
          [service, orderedAtSeconds + settleSeconds] as const
        )
      ),
    );
    for (const [service, { id, until }] of [...silences]) {
      if (mended.has(service)) continue;
      if (until > clock.now()) await call("DELETE", `silence/${id}`);
      silences.delete(service);
    }
    for (const [service, until] of mended) {
      if ((silences.get(service)?.until ?? 0) >= until) continue;
      const answer = await call("POST", "silences", {
        ...(silences.has(service) && { id: silences.get(service)!.id }),
        matchers: [
          { name: "service", value: service, isRegex: false, isEqual: true },
          { name: OWN_LABEL, value: "", isRegex: false, isEqual: true },
        ],
        startsAt: isoOf(clock.now()),
        endsAt: isoOf(until),
        createdBy: "aiops",
        comment: `${service} is being mended${incident === null ? "" : ` in ${incident.id}`}`,
      }) as { silenceID: string };
      silences.set(service, { id: answer.silenceID, until });
    }
  }

  async function guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (isAway) tell("Alertmanager answers again");
      isAway = false;
    } catch (error) {
      if (!isAway) tell(`Alertmanager fails: ${error instanceof Error ? error.message : error}`);
      isAway = true;
    }
  }

  return {
    // One at a time: what a slow one has missed, the next one makes up for.
    sync: (view) =>
      running ??= guarded(async () => {
        await syncAlerts(view);
        if (silence) await syncSilences(view);
      }).finally(() => {
        running = undefined;
      }),
    close: async () => {
      await running;
      await guarded(async () => {
        for (const { id, until } of silences.values()) {
          if (until > clock.now()) await call("DELETE", `silence/${id}`);
        }
        silences.clear();
      });
    },
  };
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
