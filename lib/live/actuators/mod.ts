/**
 * What carries orders out on a real system, one kind a file, made from the configuration's `actions` and reached by routing. None of them holds
 * limits: those are the guardrails' and the loop's.
 * @module
 */
export * from "./catalogue.ts";
export type { CheckedActuator } from "./checked_actuator.ts";
export type { Route, RouteMatch } from "./route.ts";
export * from "./routing.ts";
export type { ActionInbox } from "./simulator.ts";
export * from "./undo_order.ts";
export {
  IDEMPOTENCY_HEADER,
  SIGNATURE_HEADER,
  signatureOf,
  TIMESTAMP_HEADER,
  verifySignature,
} from "./webhook/signature.ts";
