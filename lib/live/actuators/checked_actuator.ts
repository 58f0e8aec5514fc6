import type { Actuator } from "../contract.ts";

/** An actuator that can say before anything happens whether it could act. */
export interface CheckedActuator extends Actuator {
  /**
   * Tries what it needs, and changes nothing: the connection, its rights, the names.
   *
   * @throws {UsageError} that says what is missing
   */
  check?(signal?: AbortSignal): Promise<void>;
}
