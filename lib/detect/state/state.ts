import { z } from "zod";
import { type JsonValue, UsageError } from "../../model/mod.ts";

/** A finite number. */
export const finite: z.ZodNumber = z.number();

/** A list of so many finite numbers, which becomes a Float64Array. */
export function numbers(length: number): z.ZodType<Float64Array> {
  return z.array(z.number()).length(length).transform((list) => Float64Array.from(list));
}

/**
 * Reads the state of a stream detector, or of another thing.
 *
 * @throws {UsageError} that names the thing and the first place where the state is not what the schema asks for
 */
export function readState<T>(name: string, schema: z.ZodType<T>, state: JsonValue, thing = "detector"): T {
  const result = schema.safeParse(state);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  const place = path.length > 0 ? ` at ${path.join(".")}` : "";
  throw new UsageError(`Cannot take the state of the ${thing} "${name}"${place}: ${message}`);
}
