/** Characters that would break a line or command a terminal. */
// deno-lint-ignore no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * A mistake of the caller's: a name that is not known, a value out of range. Its message is one line, made for a person: control
 * characters, as a name from a file can hold them, are written as escapes.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { UsageError } from "./usage_error.ts";
 * strictEqual(new UsageError("Cannot find a\nb").message, "Cannot find a\\u000ab");
 * ```
 */
export class UsageError extends Error {
  /** The name of the class. */
  override readonly name = "UsageError";

  /**
   * Makes the error of a mistake.
   *
   * @param message one line; control characters in it are escaped
   */
  constructor(message: string) {
    super(message.replace(CONTROL, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`));
  }
}
