import { UsageError } from "../../model/mod.ts";
import type { Clock } from "../contract.ts";
import { Away } from "./checked_actuator.ts";
import { startDeadline } from "./deadline.ts";
import { oneLine } from "./receipts.ts";

/** Maximum size of an answer that is read, in bytes. */
export const MAX_ANSWER_BYTES = 1 << 20;

/** What came of a request. */
export type HttpAnswer =
  /** The server answered; `whole` is false where the answer is longer than what is read. */
  | {
    readonly kind: "answered";
    readonly status: number;
    readonly headers: Headers;
    readonly body: string;
    readonly whole: boolean;
  }
  /** There was no connection: the server has not seen the request. */
  | { readonly kind: "not-sent"; readonly reason: string }
  /** The request may have been seen: no answer in time, or one that broke off. */
  | { readonly kind: "lost"; readonly reason: string };

/** A request. */
export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Seconds to the end of the answer. */
  readonly timeoutSeconds: number;
  /** Maximum size of the answer, in bytes. Default: `MAX_ANSWER_BYTES`. */
  readonly maxBytes?: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** With the certificates of its own that it trusts. */
  readonly client?: Deno.HttpClient | undefined;
}

/** Sends a request once, follows no redirect and never throws for what the network does. */
export async function sendRequest(request: HttpRequest): Promise<HttpAnswer> {
  const { url, method, headers = {}, body, timeoutSeconds, clock, client, maxBytes = MAX_ANSWER_BYTES } =
    request;
  using deadline = startDeadline(timeoutSeconds, { clock, signal: request.signal });
  const lost = (error: unknown): HttpAnswer => ({
    kind: "lost",
    reason: deadline.passed ? `no answer after ${timeoutSeconds} s` : reasonOf(error),
  });
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal: deadline.signal,
      ...(body !== undefined && { body }),
      ...(client && { client }),
    });
  } catch (error) {
    return wasNotSent(error) ? { kind: "not-sent", reason: reasonOf(error) } : lost(error);
  }
  try {
    const { text, whole } = await readBounded(response, maxBytes);
    return { kind: "answered", status: response.status, headers: response.headers, body: text, whole };
  } catch (error) {
    const answer = lost(error);
    return {
      ...answer,
      reason: `the answer, ${response.status}, broke off: ${(answer as { reason: string }).reason}`,
    } as HttpAnswer;
  }
}

/** Whether an error of `fetch` came before anything was sent: no connection, no permission. */
function wasNotSent(error: unknown): boolean {
  return error instanceof Deno.errors.NotCapable ||
    (error instanceof TypeError && /\(Connect\)|ports? .* blocked/i.test(messageOf(error)));
}

/** Where Deno's `fetch` says what happened: in the cause. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** Why a request has failed, in one line without its address. */
export function reasonOf(error: unknown): string {
  const sender = /^error sending request (?:from \S+ )?for (?:url \(\S+\)|\S+(?: \(\S+\))?): /;
  const said = messageOf(error).replace(sender, "").replace(
    /^client error \(Connect\): (tcp connect error: )?/,
    "",
  );
  return oneLine(said, 200);
}

async function readBounded(response: Response, maxBytes: number): Promise<{ text: string; whole: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const part = chunk.subarray(0, maxBytes - size);
    text += decoder.decode(part, { stream: true });
    size += part.length;
    if (part.length < chunk.length) return { text, whole: false };
  }
  return { text: text + decoder.decode(), whole: true };
}

/**
 * Asks an address with HEAD, which changes nothing.
 *
 * @returns what it answers, whatever its status
 * @throws {Away} where nothing answers
 */
export async function requireAnswer(
  url: string,
  request: Pick<HttpRequest, "headers" | "timeoutSeconds" | "clock" | "signal">,
): Promise<string> {
  const answer = await sendRequest({ ...request, url, method: "HEAD" });
  if (answer.kind !== "answered") throw new Away(`${url} does not answer: ${answer.reason}`);
  const { status } = answer;
  if (status === 401 || status === 403) {
    throw new UsageError(`${url} answers ${status}: are its headers right?`);
  }
  return `${url} answers (HEAD ${status})`;
}
