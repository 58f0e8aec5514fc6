import { z } from "zod";
import { describeAction } from "../../../model/mod.ts";
import type { Clock, Finding, Order, Receipt } from "../../contract.ts";
import { redactSecrets, rememberSecret } from "../../config/redact.ts";
import type { CheckedActuator } from "../checked_actuator.ts";
import { type HttpAnswer, type HttpRequest, requireAnswer, sendRequest } from "../http_request.ts";
import { done, failed, notSent, oneLine, planned, unknown } from "../receipts.ts";
import { targetOf } from "../routing.ts";
import { IDEMPOTENCY_HEADER, SIGNATURE_HEADER, signatureOf, TIMESTAMP_HEADER } from "./signature.ts";

/** Maximum size of an answer that is read, in bytes. */
const MAX_ANSWER_BYTES = 1 << 16;
/** Longest wait before another attempt, in seconds. */
const MAX_WAIT_SECONDS = 30;

/** How a webhook is called. */
export interface WebhookOptions {
  readonly url: string;
  /** Headers of each request, secrets among them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the body is signed with; without one there is no signature. */
  readonly secret?: string;
  /** Texts that are secret in the headers: they are taken out of what the server answers. */
  readonly secrets?: readonly string[];
  /** Seconds that an attempt may take. */
  readonly timeoutSeconds: number;
  /** Attempts at most, where the server answers 429 or 5xx or can't be reached. */
  readonly attempts: number;
  /** Whether dry runs are sent too, with `"dryRun": true`; without it they are told here alone, since a receiver may not look. */
  readonly sendsDryRuns: boolean;
  /** Where `GET` says what came of an order, the key added as the last part of the path; without it nobody can tell after a crash. */
  readonly statusUrl?: string;
  readonly clock: Clock;
}

const ANSWER = z.object({
  outcome: z.enum(["done", "planned", "failed", "unknown", "pending"]),
  detail: z.string().optional(),
});

/**
 * Creates the actuator that sends orders to a server: `POST` of
 * `{ action, target, incident, idempotencyKey, dryRun, reason }` as JSON, signed as `verifySignature` has it; of a `restore` also `measures`, the only
 * ones to be taken back, where it is not for all, and `expiresAtSeconds`, after which nothing is sent any more.
 *
 * An answer of 2xx is `done`, or what its own JSON says by `outcome` and `detail`. One of 429 or 5xx is tried again under the same key, after 1, 2,
 * 4… s or what `retry-after` says. One of 3xx or 4xx is `failed`. No answer in time, one that broke off, and 5xx to the end are `unknown`: the
 * server may have done it. No connection is `failed`.
 */
export function createWebhook(options: WebhookOptions): CheckedActuator {
  const { url, headers = {}, secret, secrets = [], timeoutSeconds, clock, statusUrl } = options;
  for (const text of [...secrets, ...(secret === undefined ? [] : [secret])]) rememberSecret(text);

  /** Sends a request; what the server says of secrets is taken out before anything is cut. */
  async function request(
    given: Pick<HttpRequest, "url" | "method" | "headers" | "body" | "signal">,
  ): Promise<HttpAnswer> {
    const answer = await sendRequest({ ...given, timeoutSeconds, maxBytes: MAX_ANSWER_BYTES, clock });
    return answer.kind === "answered" ? { ...answer, body: redactSecrets(answer.body) } : answer;
  }

  function send(order: Order, signal?: AbortSignal): Promise<HttpAnswer> {
    const { action, incident, idempotencyKey, dryRun, reason, expiresAtSeconds } = order;
    const measures = order.isPartial ? order.measures : undefined;
    const target = targetOf(action) ?? null;
    const body = JSON.stringify({
      ...{ action, target, incident, idempotencyKey, dryRun, reason, measures, expiresAtSeconds },
    });
    const timestamp = String(Math.floor(clock.now()));
    return request({
      url,
      method: "POST",
      body,
      signal,
      headers: {
        ...headers,
        "content-type": "application/json",
        [IDEMPOTENCY_HEADER]: idempotencyKey,
        [TIMESTAMP_HEADER]: timestamp,
        ...(secret !== undefined && { [SIGNATURE_HEADER]: signatureOf(secret, timestamp, body) }),
      },
    });
  }

  async function carryOut(
    order: Order,
    signal?: AbortSignal,
    maySend: () => boolean = () => true,
  ): Promise<Receipt> {
    const what = `POST ${url} ${describeAction(order.action)}`;
    if (order.dryRun && !options.sendsDryRuns) return planned(what);
    let maybeDone = false;
    for (let attempt = 1;; attempt++) {
      if (!order.dryRun && !maySend()) return notSent(what, maybeDone);
      const answer = await send(order, signal);
      if (answer.kind === "lost") return unknown(`${what}: ${answer.reason}`);
      const isLast = attempt >= options.attempts || signal?.aborted === true;
      if (answer.kind === "answered" && !isTransient(answer.status)) {
        return receiptOf(order, what, answer, maybeDone);
      }
      // A gateway that gives up, or a server that fails midway, may have passed the order on.
      maybeDone ||= answer.kind === "answered" && ![429, 503].includes(answer.status);
      if (isLast) {
        const why = answer.kind === "answered"
          ? `${answer.status} ${oneLine(answer.body, 100)}`
          : answer.reason;
        return (maybeDone ? unknown : failed)(`${what}: ${why}, ${attempt} attempts`);
      }
      await clock.sleep(waitSeconds(answer, attempt), signal);
    }
  }

  return {
    kind: "webhook",
    supports: () => true,
    carryOut,
    check: async (signal) => {
      const found = [];
      for (const address of [url, ...(statusUrl === undefined ? [] : [statusUrl])]) {
        found.push(await requireAnswer(address, { headers, timeoutSeconds, clock, signal }));
      }
      return found.join(", ");
    },
    ...(options.sendsDryRuns && { dryRuns: "of each kind" }),
    ...(statusUrl !== undefined && {
      find: async ({ idempotencyKey }: Order, signal?: AbortSignal) => {
        const where = `${statusUrl}/${encodeURIComponent(idempotencyKey)}`;
        const answer = await request({ url: where, method: "GET", headers, signal });
        if (answer.kind !== "answered") return unknown(`GET ${where}: ${answer.reason}`);
        if (answer.status === 404) return failed(`GET ${where}: 404, the order never arrived`);
        const told = answer.status === 200 ? toldBy(answer) : undefined;
        return told ?? unknown(`GET ${where}: ${answer.status}`);
      },
    }),
    close: () => Promise.resolve(),
  };
}

type Answered = Extract<HttpAnswer, { kind: "answered" }>;

function isTransient(status: number): boolean {
  return status === 429 || status >= 500;
}

/** Seconds before the next attempt: what the server asks for, else 1, 2, 4…, within bounds. */
function waitSeconds(answer: HttpAnswer, attempt: number): number {
  const asked = answer.kind === "answered" ? Number(answer.headers.get("retry-after") ?? NaN) : NaN;
  return Math.min(MAX_WAIT_SECONDS, asked >= 0 ? asked : 2 ** (attempt - 1));
}

function receiptOf(order: Order, what: string, answer: Answered, maybeDone: boolean): Receipt {
  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    const found = toldBy(answer);
    // Whoever has accepted an order and not carried it out yet: nobody knows what comes of it.
    const told = found?.outcome === "pending" ? unknown(found.detail) : found;
    if (told !== undefined && told.outcome !== "done") return { ...told, detail: `${what}: ${told.detail}` };
    const detail = `${what}: ${status}${told?.detail ? ` ${told.detail}` : ""}`;
    return order.dryRun ? planned(detail) : done(order, detail);
  }
  const why = status < 400 ? `${status}, and redirects are not followed` : `${status} ${oneLine(body, 100)}`;
  return (maybeDone ? unknown : failed)(`${what}: ${why}`);
}

/** What the answer's own JSON says of the order. */
function toldBy({ body, whole }: Answered): Finding | undefined {
  if (!whole || !body.trimStart().startsWith("{")) return undefined;
  try {
    const told = ANSWER.safeParse(JSON.parse(body));
    return told.success
      ? { outcome: told.data.outcome, detail: oneLine(told.data.detail ?? "", 200) } as Finding
      : undefined;
  } catch {
    return undefined;
  }
}
