import type { Actuator } from "../contract.ts";

/** An actuator that can say before anything happens whether it could act. */
export interface CheckedActuator extends Actuator {
  /**
   * Tries what it needs, and changes nothing: the connection, its rights, the names.
   *
   * @returns what has answered, in one line
   * @throws {UsageError} that says what is missing
   * @throws {Away} where something does not answer now that may later
   */
  check?(signal?: AbortSignal): Promise<string>;
  /** Whether a dry run asks the system itself, of a service each or once of a kind; absent: it only tells what an order would be. */
  readonly dryRuns?: "of each service" | "of each kind";
}

/** Something does not answer now, which is no mistake of the configuration. */
export class Away extends Error {
  /** The name of the class. */
  override readonly name = "Away";
}
