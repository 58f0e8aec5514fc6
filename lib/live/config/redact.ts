import { Buffer } from "node:buffer";

/** Number of secrets that are remembered: a token that is replaced every hour must not fill the memory. */
const MAX_REMEMBERED = 500;

/** Shortest secret that is looked for: a shorter one would be found in every other word. */
const MIN_SECRET_LENGTH = 6;
/** Shortest word of a secret that is looked for by itself, as the token of `Bearer TOKEN`. */
const MIN_WORD_LENGTH = 8;

/**
 * What takes secrets out of texts, however they are written: as they are, in a URL, in JSON, in HTML, in base64; of several words each long one too.
 *
 * @param secrets texts of at least 6 characters; shorter ones are not looked for
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { createRedactor } from "./redact.ts";
 * const redact = createRedactor(["hunter-22"]);
 * deepStrictEqual(redact({ detail: "Bearer hunter-22", tries: 2 }), { detail: "Bearer ***", tries: 2 });
 * ```
 */
export function createRedactor(secrets: readonly string[]): <T>(value: T) => T {
  const words = secrets.flatMap((secret) => secret.split(/\s+/)).filter((word) =>
    word.length >= MIN_WORD_LENGTH
  );
  const hidden = [...secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH), ...words];
  const forms = [
    ...new Set(
      hidden.flatMap((secret) => [
        secret,
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
        escapeHtml(secret),
        JSON.stringify(escapeHtml(secret)).slice(1, -1),
        Buffer.from(secret).toString("base64"),
      ]),
    ),
  ].sort((a, b) => b.length - a.length);
  const clean = (text: string) => forms.reduce((rest, form) => rest.replaceAll(form, "***"), text);
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return clean(value);
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), walk(inner)]));
  };
  return forms.length === 0 ? (value) => value : (value) => walk(value) as typeof value;
}

/** As the page writes a text. */
function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => names[character]!);
}

const remembered = new Set<string>();
let redactor: (<T>(value: T) => T) | undefined;

/** Remembers a text that must leave this process in no other way than in the request that needs it. */
export function rememberSecret(text: string): void {
  if (remembered.has(text)) return;
  remembered.add(text);
  if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.values().next().value!);
  redactor = undefined;
}

/**
 * A text or JSON without any secret that this process has read. All that leaves the process goes through here: the audit log, the journal of the page and
 * the console, answers of the page's server, metrics, alerts.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { Secret } from "./secret.ts";
 * import { redactSecrets } from "./redact.ts";
 * new Secret("PROMTOKEN-987654321");
 * strictEqual(redactSecrets("400: authorization was PROMTOKEN-987654321"), "400: authorization was ***");
 * ```
 */
export function redactSecrets<T>(value: T): T {
  redactor ??= createRedactor([...remembered]);
  return redactor(value);
}
