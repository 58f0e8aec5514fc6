import { redactSecrets } from "../config/redact.ts";

/** Headers of every answer: nothing from elsewhere is loaded, nothing is framed, nothing is kept. */
const SAFE: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  // "no-referrer" would take the origin off forms, too.
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
};

/** An answer with a text of a type. */
export function respond(
  body: string | ReadableStream<Uint8Array>,
  { type, status = 200, headers = {} }: {
    readonly type: string;
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Response {
  const shown = typeof body === "string" ? redactSecrets(body) : body;
  return new Response(shown, { status, headers: { ...SAFE, "content-type": type, ...headers } });
}

/** An answer that is a page. */
export function respondPage(
  body: string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return respond(body, { type: "text/html; charset=utf-8", status, headers });
}

/** An answer in a line of text. */
export function respondText(body: string, status = 200): Response {
  return respond(`${body}\n`, { type: "text/plain; charset=utf-8", status });
}
