import type { z } from "zod";
import { malformed } from "./malformed.ts";

/**
 * Reads JSON with a schema.
 *
 * @throws {UsageError} naming the file and the invalid entry
 */
export function readJson<T>(text: string, path: string, shape: z.ZodType<T>): T {
  const result = shape.safeParse(parsed(text, path));
  if (result.success) return result.data;
  const { path: entry, message } = result.error.issues[0]!;
  throw malformed({ path }, `a valid entry "${entry.join(".")}"`, message);
}

/** JSON with more levels than this would exhaust the stack of recursive code. */
const MAX_JSON_LEVELS = 1000;

/** @throws {UsageError} for JSON whose lists and objects are nested too deeply */
export function requireShallowJson(text: string, path: string): void {
  let levels = 0;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\[^][^"\\]*)*"|[[{]|[\]}]/g)) {
    if (token === "[" || token === "{") levels++;
    if (token === "]" || token === "}") levels--;
    if (levels > MAX_JSON_LEVELS) throw malformed({ path }, `JSON of at most ${MAX_JSON_LEVELS} levels`);
  }
}

function parsed(text: string, path: string): unknown {
  requireShallowJson(text, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed({ path }, "JSON", (error as SyntaxError).message);
  }
}
