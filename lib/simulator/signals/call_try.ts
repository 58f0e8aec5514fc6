import { PLATFORM } from "../../model/mod.ts";
import { CIRCUIT_OPEN, connectTimedOut, type Failure, poolTimedOut, REFUSED, timedOut } from "./failure.ts";
import { addEvent, addException, closeSpan, type Draft } from "./trace.ts";
import type { Walk } from "./walk.ts";

/** One try of a call, with the spans that it left on either side. */
export interface Try {
  readonly end: number;
  readonly failure?: Failure;
  /** Absent: it did not come to a call. */
  readonly client?: Draft;
  /** Absent: the call never arrived. */
  readonly server?: Draft;
  /** How the callee itself failed, whether or not its answer came back in time. */
  readonly visitFailure?: Failure | undefined;
}

/** What a try is made with. */
interface Attempt {
  readonly walk: Walk;
  readonly start: number;
  /** The caller's server span. */
  readonly parent: Draft;
  /** Tries of this call before. */
  readonly resend: number;
}

/** Seconds until a call arrives whose packets were lost so often. */
const RESENT_AFTER = [0, ...PLATFORM.resendSeconds];
/** A shorter wait for a connection is not worth an event. */
const NOTICEABLE_SECONDS = 1e-3;

/** Tries a call once: breaker, partition, pool, network and callee can each end it. */
export function tryCall(e: number, attempt: Attempt): Try {
  const { walk } = attempt;
  const { state, conditions, physics: { responses } } = walk.moment;
  if (state.breakerSteps[e]! > 0 && walk.chance(PLATFORM.breaker.heldBackShare)) return heldBack(e, attempt);
  if (conditions.cut[e]! > 0 && walk.chance(conditions.cut[e]!)) return cutOff(e, attempt);
  if (responses.poolFailure[e]! > 0 && walk.chance(responses.poolFailure[e]!)) {
    return noConnection(e, attempt);
  }
  return send(e, attempt);
}

function heldBack(e: number, attempt: Attempt): Try {
  const end = attempt.start + PLATFORM.refusalSeconds;
  if (attempt.walk.chance(PLATFORM.breaker.fallbackShare)) return { end };
  return failedClient(openClient(e, attempt, attempt.start), end, CIRCUIT_OPEN);
}

function cutOff(e: number, attempt: Attempt): Try {
  const timeout = attempt.walk.moment.network.timeout[e]!;
  const client = openClient(e, attempt, attempt.start);
  return failedClient(client, attempt.start + timeout, connectTimedOut(timeout));
}

/** The pool gives nothing within the timeout: no client span, but an exception of the caller. */
function noConnection(e: number, { walk, start, parent }: Attempt): Try {
  const timeout = walk.moment.network.timeout[e]!;
  const failure = poolTimedOut(calleeName(e, walk), timeout);
  const end = start + timeout;
  addWait(parent, { pool: calleeName(e, walk), end, seconds: timeout });
  addException(parent, end, failure);
  return { end, failure };
}

function send(e: number, attempt: Attempt): Try {
  const { walk, start, parent } = attempt;
  const { network, conditions, physics } = walk.moment;
  const deadline = start + network.timeout[e]!;
  const wait = physics.responses.poolWait[e]!;
  const begin = start + wait;
  if (wait > NOTICEABLE_SECONDS) addWait(parent, { pool: calleeName(e, walk), end: begin, seconds: wait });
  const client = openClient(e, attempt, begin);
  const lost = losePackets(client, { walk, loss: conditions.loss[e]!, deadline });
  const timeout = timedOut(network.timeout[e]!);
  if (lost >= RESENT_AFTER.length) return failedClient(client, deadline, timeout);
  const delay = network.networkDelay[e]! + conditions.delay[e]!;
  const arrival = begin + RESENT_AFTER[lost]! + delay / 2;
  const callee = network.callee[e]!;
  if (physics.truth.capacity[callee]! <= 0) {
    return failedClient(client, Math.min(deadline, begin + delay + PLATFORM.refusalSeconds), REFUSED);
  }
  const { span: server, end: answer, failure } = walk.visit(callee, arrival, client);
  const end = answer + delay / 2;
  if (end > deadline) return { ...failedClient(client, deadline, timeout), server, visitFailure: failure };
  if (failure === undefined) {
    closeSpan(client, end, undefined);
    return { end, client, server };
  }
  const type = network.kind[callee] === "service" ? String(failure.status) : failure.type;
  closeSpan(client, end, { ...failure, type, thrown: false });
  return { end, failure, client, server, visitFailure: failure };
}

/** Loses packets in a row, each with a connection reset that the client notes; returns how many. */
function losePackets(
  client: Draft,
  { walk, loss, deadline }: { walk: Walk; loss: number; deadline: number },
): number {
  let lost = 0;
  while (loss > 0 && lost < RESENT_AFTER.length && walk.chance(loss)) {
    const noticed = client.startSeconds + (RESENT_AFTER[++lost] ?? RESENT_AFTER.at(-1)!);
    addException(client, Math.min(deadline, noticed), {
      type: "connection_reset",
      message: "connection reset by peer",
      status: 503,
    });
  }
  if (lost > 0) client.attributes["http.request.resend_count"] = resendCount(client) + lost;
  return lost;
}

function openClient(e: number, { walk, parent, resend }: Attempt, start: number): Draft {
  const client = walk.openClient(e, start, parent);
  if (resend > 0) client.attributes["http.request.resend_count"] = resend;
  return client;
}

function resendCount({ attributes }: Draft): number {
  return Number(attributes["http.request.resend_count"] ?? 0);
}

function failedClient(client: Draft, end: number, failure: Failure): Try {
  closeSpan(client, Math.max(end, client.startSeconds), failure);
  return { end, failure, client };
}

function addWait(span: Draft, { pool, end, seconds }: { pool: string; end: number; seconds: number }): void {
  addEvent(span, {
    timeSeconds: end,
    name: "db.client.connection.wait",
    attributes: { "db.client.connection.pool.name": pool, "db.client.connection.wait_time": seconds },
  });
}

function calleeName(e: number, { moment: { network } }: Walk): string {
  return network.topology.services[network.callee[e]!]!.name;
}
