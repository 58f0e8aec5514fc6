import { z } from "zod";
import { UsageError } from "../../model/mod.ts";
import { rememberSecret } from "./redact.ts";

/** Where a secret is kept: a file with nothing else in it, or an environment variable. */
export type SecretReference = { readonly file: string } | { readonly env: string };

/** Name of an environment variable. */
const variable = z.string().regex(/^[A-Za-z_]\w{0,100}$/, "the name of an environment variable");

/** The schema of a `SecretReference`. */
export const secretSchema: z.ZodType<SecretReference, SecretReference> = z.union([
  z.strictObject({ file: z.string().min(1).describe("a file that holds the secret and nothing else") }),
  z.strictObject({ env: variable.describe("an environment variable that holds the secret") }),
]);

/** What is shown in a secret's stead. */
const HIDDEN = "***";

/**
 * A text that must not be seen: as a string, as JSON, in the console and in an error it is `***`. Only `reveal` gives it away, and `redactSecrets`
 * takes it out of all other texts from now on.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { Secret } from "./secret.ts";
 * const secret = new Secret("hunter2");
 * strictEqual(`${secret} ${JSON.stringify({ secret })}`, '*** {"secret":"***"}');
 * strictEqual(secret.reveal(), "hunter2");
 * ```
 */
export class Secret {
  readonly #text: string;

  /** Wraps a text. */
  constructor(text: string) {
    rememberSecret(text);
    this.#text = text;
  }

  /** The text itself, for the request that needs it. */
  reveal(): string {
    return this.#text;
  }

  /** `***`. */
  toString(): string {
    return HIDDEN;
  }

  /** `***`. */
  toJSON(): string {
    return HIDDEN;
  }

  /** `***`. */
  [Symbol.for("Deno.customInspect")](): string {
    return HIDDEN;
  }

  /** `***`. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return HIDDEN;
  }
}

/**
 * Reads a secret from where it is kept, without the white space around it.
 *
 * @param what what it is for, as `source.headers.authorization`
 * @throws {UsageError} naming the file or the variable, if it can't be read or is empty
 */
export async function readSecret(reference: SecretReference, what: string): Promise<Secret> {
  return new Secret(await readReference(reference, what));
}

/** Shortest key that decisions may be signed with, in bytes. */
const MIN_KEY_BYTES = 16;

/**
 * Reads a key that signatures are made with.
 *
 * @returns the key, and what a person should know of its file
 * @throws {UsageError} as `readSecret`, and for a key that can be guessed
 */
export async function readKey(
  reference: SecretReference,
  what: string,
): Promise<{ readonly key: Secret; readonly warning?: string }> {
  const key = await readSecret(reference, what);
  const { length } = new TextEncoder().encode(key.reveal());
  if (length < MIN_KEY_BYTES) {
    throw new UsageError(
      `${what} must have ${MIN_KEY_BYTES} bytes or more, found ${length}: openssl rand -hex 32 makes one`,
    );
  }
  const mode = "file" in reference ? (await Deno.stat(reference.file)).mode ?? 0 : 0;
  return (mode & 0o004) === 0 ? { key } : {
    key,
    warning: `${what}: everybody on this machine can read "${(reference as { file: string }).file}"`,
  };
}

/** The text behind a reference, for what is kept like a secret and is none: a certificate. @throws {UsageError} as `readSecret` */
export async function readReference(reference: SecretReference, what: string): Promise<string> {
  const where = "file" in reference ? `the file "${reference.file}"` : `the variable ${reference.env}`;
  const text = ("file" in reference ? await textOfFile(reference.file) : Deno.env.get(reference.env))?.trim();
  if (text) return text;
  throw new UsageError(
    `${what}: cannot read the secret: ${where} ${text === undefined ? "is not there" : "is empty"}`,
  );
}

async function textOfFile(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return undefined;
  }
}

/** A header's value: a text that anyone may see, or a secret. */
export type HeaderValue = string | SecretReference;

/** Headers whose value is a secret, so that it may not stand in the configuration. */
const SECRET_HEADER = /auth|cookie|token|secret|api-?key|password/i;

/** The schema of headers by name. A header that is a secret by its name needs a reference. */
export const headersSchema: z.ZodType<
  Readonly<Record<string, HeaderValue>>,
  Readonly<Record<string, HeaderValue>>
> = z.record(
  z.string().regex(/^[\w-]{1,100}$/, "the name of a header"),
  z.union([z.string().regex(/^[\x20-\x7e]*$/, "printable ASCII"), secretSchema]),
).refine(
  (headers) =>
    Object.entries(headers).every(([name, value]) => typeof value !== "string" || !SECRET_HEADER.test(name)),
  'must hold secrets as { "file": … } or { "env": … }',
);

/**
 * Headers with their secrets read. Values that are secrets stay wrapped.
 *
 * @param what where the headers stand, as `source.headers`
 * @throws {UsageError} as `readSecret`
 */
export async function readHeaders(
  headers: Readonly<Record<string, HeaderValue>>,
  what: string,
): Promise<ReadonlyMap<string, string | Secret>> {
  const entries = Object.entries(headers).map(async ([name, value]) =>
    [name, typeof value === "string" ? value : await readSecret(value, `${what}.${name}`)] as const
  );
  return new Map(await Promise.all(entries));
}

/** Headers as `fetch` takes them. */
export function revealHeaders(headers: ReadonlyMap<string, string | Secret>): Record<string, string> {
  return Object.fromEntries(
    [...headers].map(([name, value]) => [name, typeof value === "string" ? value : value.reveal()]),
  );
}
