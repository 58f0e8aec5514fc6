import { deepFreeze } from "../../model/deep_freeze.ts";
import type { ServiceKind } from "../../model/mod.ts";

/** Why a call or a request failed. */
export interface Failure {
  /** `error.type` by OpenTelemetry's conventions: a class of errors, or a status code. */
  readonly type: string;
  readonly message: string;
  /** HTTP status with which a service answers. */
  readonly status: number;
  /** Whether the failing service threw it, so that its span has an exception event. */
  readonly thrown?: boolean;
}

export const CIRCUIT_OPEN: Failure = {
  type: "circuit_open",
  message: "circuit breaker is open",
  status: 503,
};
deepFreeze(CIRCUIT_OPEN);
export const REFUSED: Failure = {
  type: "connection_refused",
  message: "connection refused",
  status: 503,
};
deepFreeze(REFUSED);
export const USER_GONE: Failure = {
  type: "client_timeout",
  message: "Client closed the connection before the answer",
  status: 504,
};
deepFreeze(USER_GONE);

/** Rejection by a station with a full queue. */
export function queueFull(kind: ServiceKind): Failure {
  return kind === "service"
    ? { type: "queue_full", message: "request queue is full", status: 503, thrown: true }
    : { type: "too_many_connections", message: "too many connections", status: 503, thrown: true };
}

/** The callee did not answer in time. */
export function timedOut(seconds: number): Failure {
  return { type: "timeout", message: `no answer within ${(1000 * seconds).toFixed(0)} ms`, status: 504 };
}

/** A connection was reset, or its packets were lost. */
export function connectionReset(): Failure {
  return { type: "connection_reset", message: "connection reset by peer", status: 503 };
}

/** The callee was held to be away. */
export function unreachable(callee: string): Failure {
  return { type: "unavailable", message: `${callee} is unavailable`, status: 503 };
}

/** No connection could be established in time. */
export function connectTimedOut(seconds: number): Failure {
  return {
    type: "connect_timeout",
    message: `connect timed out after ${(1000 * seconds).toFixed(0)} ms`,
    status: 504,
  };
}

/** The caller's pool had no free connection in time. */
export function poolTimedOut(callee: string, seconds: number): Failure {
  return {
    type: "pool_timeout",
    message: `no free connection to ${callee} in the pool within ${(1000 * seconds).toFixed(0)} ms`,
    status: 503,
    thrown: true,
  };
}

/** A poisoned cache entry. */
export function wrongValue(cache: string): Failure {
  return {
    type: "DeserializationError",
    message: `value read from ${cache} does not match its schema`,
    status: 500,
    thrown: true,
  };
}

/** Failure of a request because of a failed critical call. */
export function inherited(callee: string, failure: Failure): Failure {
  const status = failure.status === 504 ? 504 : failure.status === 503 ? 503 : 502;
  return { type: String(status), message: `call to ${callee} failed: ${failure.message}`, status };
}
