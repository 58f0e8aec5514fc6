import { z } from "zod";
import { checkJson } from "../../model/check_options.ts";
import type { Handler } from "./otlp_receiver.ts";
import { readJsonBody, Refusal, refusalOf } from "./read_body.ts";

/** An alert as Alertmanager tells it. */
export interface ReceivedAlert {
  /** Whether it fires or is over. */
  readonly status: "firing" | "resolved";
  /** Labels by name; `alertname` and often `service` among them. */
  readonly labels: Readonly<Record<string, string>>;
  /** What a person should read. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly startsAtSeconds: number;
  /** Unix seconds; absent: it is not over. */
  readonly endsAtSeconds?: number;
  /** The same for the same labels. */
  readonly fingerprint: string;
}

/** A group of alerts, as one call of the webhook tells it. */
export interface AlertNotification {
  /** Whether any of them fires. */
  readonly status: "firing" | "resolved";
  /** The receiver in Alertmanager's configuration. */
  readonly receiver: string;
  /** The same for each call about the same group. */
  readonly groupKey: string;
  /** What fires and what is over. */
  readonly alerts: readonly ReceivedAlert[];
  /** Alerts that were left out because there were too many. */
  readonly truncatedAlerts: number;
}

const texts = z.record(z.string(), z.string());
const status = z.enum(["firing", "resolved"]);
const time = z.string().refine(
  (text) => Number.isFinite(Date.parse(text)),
  "must be a time as 2026-01-31T12:00:00Z",
);

/** Version 4 of the webhook; Alertmanager may add fields. */
const NOTIFICATION = z.looseObject({
  version: z.literal("4"),
  status,
  receiver: z.string(),
  groupKey: z.string(),
  truncatedAlerts: z.int().min(0).default(0),
  alerts: z.array(z.looseObject({
    status,
    labels: texts,
    annotations: texts.default({}),
    startsAt: time,
    endsAt: time.optional(),
    fingerprint: z.string().default(""),
  })),
});

/**
 * Reads the body of a call of Alertmanager's webhook, version 4.
 *
 * @throws {UsageError} in one line, with the path of what is wrong
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { readAlertNotification } from "./alertmanager_webhook.ts";
 * const alert = {
 *   status: "firing",
 *   labels: { alertname: "SlowFront", service: "api" },
 *   startsAt: "2026-01-31T12:00:00Z",
 *   endsAt: "0001-01-01T00:00:00Z",
 * };
 * const { alerts } = readAlertNotification({
 *   version: "4",
 *   status: "firing",
 *   receiver: "aiops",
 *   groupKey: "{}",
 *   alerts: [alert],
 * });
 * strictEqual(alerts[0]!.endsAtSeconds, undefined);
 * ```
 */
export function readAlertNotification(body: unknown): AlertNotification {
  const { status, receiver, groupKey, truncatedAlerts, alerts } = checkJson(
    NOTIFICATION,
    body,
    "the notification",
  );
  return {
    ...{ status, receiver, groupKey, truncatedAlerts },
    alerts: alerts.map(({ status, labels, annotations, startsAt, endsAt, fingerprint }) => {
      // An alert that still fires ends in the year 1.
      const end = endsAt === undefined ? NaN : Date.parse(endsAt) / 1000;
      return {
        ...{ status, labels, annotations, fingerprint },
        startsAtSeconds: Date.parse(startsAt) / 1000,
        ...(end > 0 && { endsAtSeconds: end }),
      };
    }),
  };
}

/** Receives Alertmanager's webhook on any path: answers 200, or 400, 405, 413 or 415 with what is wrong as text. */
export function createAlertReceiver(
  { maxBodyBytes, onAlerts }: {
    /** Bytes of a body that is still read; a larger one is answered by 413. */
    readonly maxBodyBytes: number;
    /** Hears of each notification. */
    readonly onAlerts: (notification: AlertNotification) => void;
  },
): Handler {
  return async (request) => {
    try {
      onAlerts(readAlertNotification(await readJsonBody(request, maxBodyBytes)));
      return new Response("ok\n");
    } catch (error) {
      const { status, message } = error instanceof Refusal ? error : refusalOf(error);
      return new Response(`${message}\n`, { status, ...(status === 405 && { headers: { allow: "POST" } }) });
    }
  };
}
