import type { Clock } from "../contract.ts";
import type { AlertNotification, ReceivedAlert } from "./alertmanager_webhook.ts";

/** Alerts that are remembered; the one that was told longest ago makes room. */
const MAX_ALERTS = 1000;
/** Maximum length of what is remembered of an alert, in characters. */
const MAX_TEXT = 200;
const MAX_KEY = 2000;

/** The alerts of others that fire. */
export interface OutsideAlerts {
  /** Takes a notification. */
  hear(notification: AlertNotification): void;
  /** What fires now, in a line each. */
  firing(): string[];
}

interface HeardAlert {
  readonly text: string;
  /** Unix seconds by this machine's clock. */
  heardAtSeconds: number;
  readonly endsAtSeconds: number;
}

/**
 * Remembers which alerts fire: until they are told to be over, their own end has passed, or nobody has repeated them for a time.
 *
 * @param alertSeconds time after which an alert that is not repeated is forgotten
 * @param ownLabel label of alerts that this loop has sent itself: they are passed over
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { createOutsideAlerts } from "./outside_alerts.ts";
 * let now = 1000;
 * const alerts = createOutsideAlerts({ clock: { now: () => now }, alertSeconds: 600, ownLabel: "aiops" });
 * const alert = { status: "firing", labels: { alertname: "Slow" }, annotations: {}, startsAtSeconds: 990, fingerprint: "a" } as const;
 * alerts.hear({ status: "firing", receiver: "aiops", groupKey: "", alerts: [alert], truncatedAlerts: 0 });
 * deepStrictEqual(alerts.firing(), ["Slow"]);
 * now += 600;
 * deepStrictEqual(alerts.firing(), []);
 * ```
 */
export function createOutsideAlerts(
  { clock, alertSeconds, ownLabel }: {
    readonly clock: Pick<Clock, "now">;
    readonly alertSeconds: number;
    readonly ownLabel: string;
  },
): OutsideAlerts {
  const heard = new Map<string, HeardAlert>();
  return {
    hear: ({ alerts }) => {
      for (const alert of alerts) {
        if (ownLabel in alert.labels) continue;
        const key = keyOf(alert);
        // What is told again is the latest again.
        heard.delete(key);
        if (alert.status !== "firing") continue;
        const { endsAtSeconds = Infinity } = alert;
        heard.set(key, { text: textOf(alert), heardAtSeconds: clock.now(), endsAtSeconds });
        if (heard.size > MAX_ALERTS) heard.delete(heard.keys().next().value!);
      }
    },
    firing: () => {
      const now = clock.now();
      for (const [key, alert] of heard) {
        // A clock that was set back must not make an alert last longer.
        alert.heardAtSeconds = Math.min(alert.heardAtSeconds, now);
        if (now - alert.heardAtSeconds >= alertSeconds || now >= alert.endsAtSeconds) heard.delete(key);
      }
      return [...heard.values()].map(({ text }) => text);
    },
  };
}

/** What tells an alert from others: its fingerprint, or its labels. */
function keyOf({ fingerprint, labels }: ReceivedAlert): string {
  return (fingerprint || JSON.stringify(Object.entries(labels).sort())).slice(0, MAX_KEY);
}

function textOf({ labels: { alertname = "alert", service } }: ReceivedAlert): string {
  const text = service === undefined ? alertname : `${alertname} of ${service}`;
  return text.replaceAll(/\s+/g, " ").slice(0, MAX_TEXT);
}
