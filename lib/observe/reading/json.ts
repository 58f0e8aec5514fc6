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

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed({ path }, "JSON", (error as SyntaxError).message);
  }
}
