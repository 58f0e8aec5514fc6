import { fallbackShare, heldBackShare } from "../../physics/breakers.ts";
import { PLATFORM } from "../../../model/mod.ts";
import { CIRCUIT_OPEN, type Failure, REFUSED } from "../failure.ts";
import { RETRANSMISSION_SECONDS } from "../../physics/packet_loss.ts";
import { drawFrom } from "../draws.ts";
import { addEvent, addException, closeSpan, type MutableSpan } from "./span.ts";
import { chance, openClientSpan, type TraceContext } from "./trace_context.ts";

/** One try of a call with its client and server span. */
export interface Try {
  readonly end: number;
  readonly failure?: Failure;
  /** Absent: no call was made. */
  readonly client?: MutableSpan;
  /** Absent: the call never arrived. */
  readonly server?: MutableSpan;
  /** Failure of the callee itself, whether or not its answer was in time. */
  readonly visitFailure?: Failure | undefined;
}

/** Lets a request visit a node; returns its server span and outcome. */
export type Visit = (
  node: number,
  start: number,
  parent: MutableSpan,
) => { readonly span: MutableSpan; readonly end: number; readonly failure?: Failure | undefined };

/** Inputs of a try. */
interface Attempt {
  readonly context: TraceContext;
  readonly visit: Visit;
  readonly start: number;
  /** The caller's server span. */
  readonly parent: MutableSpan;
  /** Number of earlier tries of this call. */
  readonly resend: number;
}

/** Waits for a connection that are shorter get no span event. */
const MIN_LOGGED_WAIT_SECONDS = 1e-3;

/** Makes one try of a call, which breaker, partition, pool, network and callee can each fail. */
export function tryCall(e: number, attempt: Attempt): Try {
  const { context } = attempt;
  const { state, conditions, physics: { responses } } = context.system;
  const held = heldBackShare(e, state);
  if (held > 0 && chance(context, held)) {
    return heldBack(e, attempt);
  }
  if (conditions.cut[e]! > 0 && chance(context, conditions.cut[e]!)) return cutOff(e, attempt);
  if (responses.poolFailure[e]! > 0 && chance(context, responses.poolFailure[e]!)) {
    return noConnection(e, attempt);
  }
  return send(e, attempt);
}

function heldBack(e: number, attempt: Attempt): Try {
  const end = attempt.start + PLATFORM.refusalSeconds;
  if (chance(attempt.context, fallbackShare(e, attempt.context.system))) return { end };
  return failedClient(openClient(e, attempt, attempt.start), end, CIRCUIT_OPEN);
}

function cutOff(e: number, attempt: Attempt): Try {
  const timeout = attempt.context.system.network.timeout[e]!;
  const client = openClient(e, attempt, attempt.start);
  const { context } = attempt;
  const failure = context.wording.connectTimedOut(calleeName(e, context), timeout);
  return failedClient(client, attempt.start + timeout, failure);
}

/** The pool has no connection within the timeout: the caller throws, and there is no client span. */
function noConnection(e: number, { context, start, parent }: Attempt): Try {
  const timeout = context.system.network.acquireTimeout[e]!;
  const failure = context.wording.poolTimedOut(calleeName(e, context), timeout);
  const end = start + timeout;
  addWait(parent, { pool: calleeName(e, context), end, seconds: timeout });
  addException(
    parent,
    end,
    failure,
    context.wording.varied ? { "server.address": calleeName(e, context) } : {},
  );
  return { end, failure };
}

function send(e: number, attempt: Attempt): Try {
  const { context, visit, start, parent } = attempt;
  const { network, conditions, physics } = context.system;
  const waits = physics.responses.poolWaits[e]!;
  const wait = waits.size > 0 ? Math.min(drawFrom(waits, context.stream), network.acquireTimeout[e]!) : 0;
  const begin = start + wait;
  const deadline = (network.wholeDeadline[e] === 1 ? start : begin) + network.timeout[e]!;
  if (wait > MIN_LOGGED_WAIT_SECONDS) {
    addWait(parent, { pool: calleeName(e, context), end: begin, seconds: wait });
  }
  const client = openClient(e, attempt, begin);
  const link = { context, loss: conditions.loss[e]!, deadline, callee: calleeName(e, context) };
  const sent = losePackets(client, { ...link, start: begin });
  const timeout = context.wording.timedOut(calleeName(e, context), network.timeout[e]!);
  if (sent > deadline) return failedClient(client, deadline, timeout);
  const delay = network.networkDelay[e]! + conditions.delay[e]!;
  const arrival = sent + delay / 2;
  const callee = network.callee[e]!;
  if (physics.truth.capacity[callee]! <= 0) {
    return failedClient(client, Math.min(deadline, begin + delay + PLATFORM.refusalSeconds), REFUSED);
  }
  const { span: server, end: answer, failure } = visit(callee, arrival, client);
  const end = losePackets(client, { ...link, start: answer + delay / 2 });
  if (end > deadline) return { ...failedClient(client, deadline, timeout), server, visitFailure: failure };
  if (failure === undefined) {
    closeSpan(client, end, undefined);
    return { end, client, server };
  }
  const type = network.kind[callee] === "service" ? String(failure.status) : failure.type;
  closeSpan(client, end, { ...failure, type, thrown: false });
  return { end, failure, client, server, visitFailure: failure };
}

/**
 * Draws the losses of a packet, each recorded as a connection reset of the client, and returns the time at which it gets through; a time
 * past the deadline if that comes first.
 */
function losePackets(
  client: MutableSpan,
  { context, loss, start, deadline, callee }: {
    context: TraceContext;
    loss: number;
    start: number;
    deadline: number;
    callee: string;
  },
): number {
  let now = start;
  let wait: number = RETRANSMISSION_SECONDS;
  let lost = 0;
  for (; loss > 0 && now <= deadline && chance(context, loss); lost++, wait *= 2) {
    now += wait;
    addException(client, Math.min(deadline, now), context.wording.lost(callee));
  }
  if (lost > 0) client.attributes["http.request.resend_count"] = resendCount(client) + lost;
  return now;
}

function openClient(e: number, { context, parent, resend }: Attempt, start: number): MutableSpan {
  const client = openClientSpan(context, e, start, parent);
  if (resend > 0) client.attributes["http.request.resend_count"] = resend;
  return client;
}

function resendCount({ attributes }: MutableSpan): number {
  return Number(attributes["http.request.resend_count"] ?? 0);
}

function failedClient(client: MutableSpan, end: number, failure: Failure): Try {
  closeSpan(client, Math.max(end, client.startSeconds), failure);
  return { end, failure, client };
}

function addWait(
  span: MutableSpan,
  { pool, end, seconds }: { pool: string; end: number; seconds: number },
): void {
  addEvent(span, {
    timeSeconds: end,
    name: "db.client.connection.wait",
    attributes: { "db.client.connection.pool.name": pool, "db.client.connection.wait_time": seconds },
  });
}

function calleeName(e: number, { system: { network } }: TraceContext): string {
  return network.topology.services[network.callee[e]!]!.name;
}
