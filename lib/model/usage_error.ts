/** A mistake of the caller's: a name that is not known, a value out of range. Its message is one line, made for a person. */
export class UsageError extends Error {
  /** The name of the class. */
  override readonly name = "UsageError";
}
