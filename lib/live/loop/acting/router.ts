import type { Actuator, Order } from "../../contract.ts";

/** An entry of the configuration's `actions`. */
export interface NamedActuator {
  /** As `actions[1] haproxy`. */
  readonly name: string;
  /** What carries orders out. */
  readonly actuator: Actuator;
}

/** Where orders go, as the loop needs it. */
export interface Router {
  /** What carries an action out, or why nothing does. `by`: of a `restore`, the entry that has carried out what is to be taken back. */
  route(
    action: Order["action"],
    by?: string,
  ): { readonly route: NamedActuator } | { readonly refused: string };
  /** The entry of a name; undefined where there is none any more. */
  named(name: string): NamedActuator | undefined;
}
