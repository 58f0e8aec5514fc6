import { UsageError } from "../../model/mod.ts";

/** What `fit` has learnt. @throws {UsageError} where it has not been called */
export function requireFit<T>(learnt: T | undefined, name: string): T {
  if (learnt !== undefined) return learnt;
  throw new UsageError(`The diagnoser "${name}" must be fitted before it can diagnose`);
}
