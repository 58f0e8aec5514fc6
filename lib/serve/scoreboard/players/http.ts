import { UsageError } from "../../../model/mod.ts";

/** Largest answer that is read. */
const MAX_BYTES = 1 << 20;
/** Times that a call is tried where the other side is overloaded, and the first wait between two. */
const TRIES = 3;
const FIRST_WAIT_MS = 1000;

/** How an agent behind HTTP is reached. */
export interface Reach {
  /** Longest that an answer may take. */
  readonly timeoutMs: number;
  /** Waits between tries. Default: by the clock. */
  readonly wait?: (ms: number) => Promise<void>;
}

const byClock = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * The address of an agent.
 *
 * @throws {UsageError} for what is no URL of HTTP, and for one with a name and password in it
 */
export function agentUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new UsageError(`An agent's address is a URL of http or https, found "${text}"`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(`The address of an agent must hold no name and password: it is written down`);
  }
  return url;
}

/**
 * Sends JSON and returns the body of the answer. Where the other side is overloaded (429, 502, 503, 504) it is asked again, after a second and then
 * after twice as long.
 *
 * @throws {Error} in one line that names the address, for any other status, a redirect, an answer over 1 MiB, and one that takes too long
 */
export async function postJson(
  url: URL,
  body: unknown,
  { timeoutMs, wait = byClock, headers = {} }: Reach & { readonly headers?: Record<string, string> },
): Promise<string> {
  const text = JSON.stringify(body);
  for (let tried = 1;; tried++) {
    const answer = await postOnce(url, text, { timeoutMs, headers });
    if (answer.ok) return answer.text;
    if (tried === TRIES || ![429, 502, 503, 504].includes(answer.status)) {
      throw new Error(`The agent at ${url.href} answered ${answer.status}`);
    }
    await wait(FIRST_WAIT_MS * 2 ** (tried - 1));
  }
}

async function postOnce(
  url: URL,
  body: string,
  { timeoutMs, headers }: { readonly timeoutMs: number; readonly headers: Record<string, string> },
): Promise<{ readonly ok: boolean; readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { ok, status } = response;
    return { ok, status, text: await limitedText(response) };
  } catch (error) {
    if (error instanceof TooLongError) throw new Error(`The agent at ${url.href} answered more than 1 MiB`);
    throw new Error(
      (error as Error).name === "TimeoutError"
        ? `The agent at ${url.href} has not answered within ${timeoutMs / 1000} s`
        : `The agent at ${url.href} cannot be reached`,
    );
  }
}

class TooLongError extends Error {}

async function limitedText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_BYTES) throw new TooLongError();
  }
  return text + decoder.decode();
}
