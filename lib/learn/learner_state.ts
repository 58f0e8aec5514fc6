import { z } from "zod";
import { type JsonValue, UsageError } from "../model/mod.ts";

/** The layout of saved learners; states of another one are refused. */
const VERSION = 1;

/**
 * Parses what a learner saved.
 *
 * @throws {UsageError} that names the learner and the first place where the state violates the schema
 */
export function readState<T>(name: string, schema: z.ZodType<T>, state: JsonValue): T {
  const result = schema.safeParse(state);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  const place = path.length > 0 ? ` at ${path.join(".")}` : "";
  throw new UsageError(`Cannot take the state of the learner "${name}"${place}: ${message}`);
}

/** Puts a learner's name, the version of the layout and the number of features around its state. */
export function labelled(name: string, features: number, inner: JsonValue): JsonValue {
  return { learner: name, version: VERSION, features, inner };
}

/** What `labelled` put around. @throws {UsageError} for the state of another learner, version or number of features */
export function unlabelled(name: string, features: number, state: JsonValue): JsonValue {
  const schema = z.strictObject({
    learner: z.literal(name),
    version: z.literal(VERSION),
    features: z.literal(features),
    inner: z.json(),
  });
  return readState(name, schema, state).inner as JsonValue;
}
