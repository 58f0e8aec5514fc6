import type { ServiceKind } from "../../model/mod.ts";

/** Why a call or a request failed. */
export interface Failure {
  /** `error.type` by OpenTelemetry's conventions: a class of errors, or a status code. */
  readonly type: string;
  readonly message: string;
  /** HTTP status with which a service answers. */
  readonly status: number;
  /** Thrown by the one who failed: worth an exception event. */
  readonly thrown?: boolean;
}

export const CIRCUIT_OPEN: Failure = {
  type: "circuit_open",
  message: "circuit breaker is open",
  status: 503,
};
export const REFUSED: Failure = {
  type: "connection_refused",
  message: "connection refused",
  status: 503,
};
export const USER_GONE: Failure = {
  type: "client_timeout",
  message: "Client closed the connection before the answer",
  status: 504,
};

/** A station whose waiting places are all taken. */
export function queueFull(kind: ServiceKind): Failure {
  return kind === "service"
    ? { type: "queue_full", message: "request queue is full", status: 503, thrown: true }
    : { type: "too_many_connections", message: "too many connections", status: 503, thrown: true };
}

/** No answer in time. */
export function timedOut(seconds: number): Failure {
  return { type: "timeout", message: `no answer within ${(1000 * seconds).toFixed(0)} ms`, status: 504 };
}

/** No connection in time. */
export function connectTimedOut(seconds: number): Failure {
  return {
    type: "connect_timeout",
    message: `connect timed out after ${(1000 * seconds).toFixed(0)} ms`,
    status: 504,
  };
}

/** No free connection of the caller's own pool in time. */
export function poolTimedOut(callee: string, seconds: number): Failure {
  return {
    type: "pool_timeout",
    message: `no free connection to ${callee} in the pool within ${(1000 * seconds).toFixed(0)} ms`,
    status: 503,
    thrown: true,
  };
}

/** A value from a cache that cannot be what was stored. */
export function wrongValue(cache: string): Failure {
  return {
    type: "DeserializationError",
    message: `value read from ${cache} does not match its schema`,
    status: 500,
    thrown: true,
  };
}

/** A request that failed because a call it needs did. */
export function inherited(callee: string, failure: Failure): Failure {
  const status = failure.status === 504 ? 504 : failure.status === 503 ? 503 : 502;
  return { type: String(status), message: `call to ${callee} failed: ${failure.message}`, status };
}
