import { PLATFORM, STEP_SECONDS } from "../../../model/mod.ts";
import type { Stream } from "../../../random/mod.ts";
import { USER_FAILURE } from "../../physics/state.ts";
import { type Try, tryCall, type Visit } from "./call_try.ts";
import { drawFrom } from "../draws.ts";
import type { Mixture } from "../../mixtures/mixture.ts";
import { type Failure, inherited, USER_GONE } from "../failure.ts";
import { labelCall, labelVisit } from "./call_labels.ts";
import type { SystemView } from "../system_view.ts";
import { addException, closeSpan, type MutableSpan } from "./span.ts";
import { chance, openServerSpan, type TraceContext } from "./trace_context.ts";
import { pow } from "../../../stats/mod.ts";

/** End time (s) and failure, if any, of a visit or call. */
export interface Outcome {
  readonly end: number;
  readonly failure?: Failure | undefined;
}

/** Answer of a cache; a failed call counts as a miss. */
type CacheAnswer = "hit" | "miss";

/**
 * Samples user requests of one step: each visits the service graph by itself, with waits, failures and retries drawn from the
 * mean-field state of the step. A request is served first and then makes its calls, as in the physics.
 */
export class Walk {
  /** Ids of the client spans whose failure failed their caller's request. */
  readonly decisive = new Set<string>();
  readonly #context: TraceContext;

  constructor({ system, stream, directory, wording }: Omit<TraceContext, "spans">) {
    this.#context = { system, stream, directory, wording, spans: [] };
  }

  /** Spans of all requests so far, parents before children. */
  get spans(): readonly MutableSpan[] {
    return this.#context.spans;
  }

  /** Samples one user request that starts within the step. */
  request(): void {
    const { step, network } = this.#context.system;
    const { front } = network;
    const start = (step + this.#context.stream.next()) * STEP_SECONDS;
    const root = openServerSpan(this.#context, front, start, undefined);
    const outcome = this.#serve(front, start, root);
    const late = outcome.end - start > network.topology.userTimeoutSeconds;
    const failure = outcome.failure ?? (late ? USER_GONE : undefined);
    closeSpan(root, outcome.end, failure);
    labelVisit(root, front, { context: this.#context, failure });
    const resends = userResends(this.#context.system, this.#context.stream);
    if (resends > 0) root.attributes["http.request.resend_count"] = resends;
  }

  /** A visit to a node with all its calls. */
  readonly #visit: Visit = (node, start, parent) => {
    const span = openServerSpan(this.#context, node, start, parent);
    const outcome = this.#serve(node, start, span);
    closeSpan(span, outcome.end, outcome.failure);
    return { span, ...outcome };
  };

  #serve(node: number, start: number, span: MutableSpan): Outcome {
    const { network, conditions, physics: { responses } } = this.#context.system;
    const { rejected, local } = network.balancer[node] === 0
      ? { rejected: responses.rejected[node]!, local: responses.local[node]! }
      : this.#balance(node, span);
    if (chance(this.#context, rejected)) {
      return {
        end: start + PLATFORM.refusalSeconds,
        failure: this.#context.wording.queueFull(network.kind[node]!),
      };
    }
    const end = start + drawFrom(local, this.#context.stream);
    const usual = network.baseErrorRate[node]!;
    const error = Math.min(1, usual + conditions.errors[node]!);
    if (chance(this.#context, error)) return { end, failure: this.#thrown(node, usual / error) };
    return this.#calls(node, end, span);
  }

  /** Chooses the replica that a request gets to, writes it down, and returns what happens there. */
  #balance(node: number, span: MutableSpan): { rejected: number; local: Mixture } {
    const { system, stream } = this.#context;
    const { network, state, physics: { responses } } = system;
    const [rejected, local] = [responses.rejected[node]!, responses.local[node]!];
    // Nobody answers while all replicas are down.
    if (local.size === 0) return { rejected, local };
    const { slowShare, slowRejected, othersRejected, slow, others } = responses.apart[node]!;
    const { name } = network.topology.services[node]!;
    const replicas = Math.max(1, Math.round(state.replicas[node]!));
    const out = slowReplicaOf(node, system) % replicas;
    const isSlow = chance(this.#context, slowShare) && slow.size > 0;
    const isOneOut = (slowShare > 0 || state.drained[node]! > 0) && replicas > 1;
    const other = stream.integer(isOneOut ? replicas - 1 : replicas);
    const replica = isSlow ? out : isOneOut && other >= out ? other + 1 : other;
    span.attributes["service.instance.id"] = `${name}-${replica}`;
    return isSlow
      ? { rejected: slowRejected, local: slow }
      : { rejected: othersRejected, local: others.size > 0 ? others : local };
  }

  /** The exception of a failing node: an everyday error, or that of an active fault. */
  #thrown(node: number, everydayShare: number): Failure {
    const { wording } = this.#context;
    const everyday = this.#context.stream.pick(wording.everyday);
    if (chance(this.#context, everydayShare)) return everyday;
    const causes = this.#context.system.active.flatMap(({ type, target }) =>
      target.node === node ? wording.thrown(type) ?? [] : []
    );
    return causes.length > 0 ? this.#context.stream.pick(causes) : everyday;
  }

  /** Makes the calls of a node in order; neighbouring parallel calls start together. */
  #calls(node: number, start: number, span: MutableSpan): Outcome {
    const { firstCall, parallel } = this.#context.system.network;
    const answers = new Map<number, CacheAnswer>();
    let now = start;
    const end = firstCall[node + 1]!;
    for (let e = firstCall[node]!; e < end;) {
      let last = now;
      let failure: Failure | undefined;
      do {
        const outcome = this.#callIfNeeded(e, now, { span, answers });
        last = Math.max(last, outcome.end);
        failure ??= outcome.failure;
        e++;
      } while (e < end && parallel[e - 1] === 1 && parallel[e] === 1);
      now = last;
      if (failure !== undefined) return { end: now, failure };
    }
    return { end: now };
  }

  /** Makes a call unless chance or a cache hit spares it. Returns its failure only if that fails the request. */
  #callIfNeeded(
    e: number,
    start: number,
    { span, answers }: { span: MutableSpan; answers: Map<number, CacheAnswer> },
  ): Outcome {
    const { network, physics: { responses } } = this.#context.system;
    const answer = answers.get(network.missOf[e]!);
    if (answer === "hit") return { end: start };
    if (!chance(this.#context, answer === "miss" ? network.callsPerRequest[e]! : responses.chance[e]!)) {
      return { end: start };
    }
    const outcome = this.#call(e, start, span);
    const callee = network.callee[e]!;
    const wrong = network.kind[callee] === "cache" ? this.#readCache(e, { outcome, answers }) : undefined;
    if (wrong) {
      addException(span, outcome.end, wrong);
      return { end: outcome.end, failure: { ...wrong, thrown: false } };
    }
    if (outcome.failure === undefined || network.critical[e] === 0) return { end: outcome.end };
    if (outcome.client) this.decisive.add(outcome.client.spanId);
    return { end: outcome.end, failure: inherited(this.#name(callee), outcome.failure) };
  }

  /** Records whether the cache had the value (a failed call counts as a miss) and returns the failure if the value is wrong. */
  #readCache(
    e: number,
    { outcome, answers }: { outcome: CallOutcome; answers: Map<number, CacheAnswer> },
  ): Failure | undefined {
    answers.set(e, "miss");
    if (outcome.failure !== undefined) return undefined;
    const { network, physics: { responses } } = this.#context.system;
    const asked = Math.max(1e-9, responses.chance[e]!);
    const answered = Math.max(1e-9, 1 - responses.failure[e]!);
    const wrongShare = responses.wrongValue[e]! / asked;
    const wrong = chance(this.#context, wrongShare / answered);
    const rightShare = this.#hitShare(e, asked) * (1 - wrongShare);
    const hit = wrong || chance(this.#context, rightShare / Math.max(1e-9, answered - wrongShare));
    if (hit) answers.set(e, "hit");
    if (outcome.client) outcome.client.attributes["cache.hit"] = hit;
    return wrong ? this.#context.wording.wrongValue(this.#name(network.callee[e]!)) : undefined;
  }

  /**
   * Share of the requests that asked a cache, and read nothing wrong there, which did not have to read the store, from the demand of this
   * step; the hit ratio for a cache without a store.
   */
  #hitShare(e: number, asked: number): number {
    const { network, state, physics: { responses } } = this.#context.system;
    const store = this.#context.directory.storeCall[e]!;
    if (store < 0) return state.hitRatio[network.callee[e]!]!;
    return 1 - responses.chance[store]! / asked / Math.max(network.callsPerRequest[store]!, 1e-9);
  }

  /** Makes a call with its retries. */
  #call(e: number, start: number, parent: MutableSpan): CallOutcome {
    const { network, physics: { responses } } = this.#context.system;
    const again = Math.min(1, responses.retryLimit[e]! / Math.max(responses.failure[e]!, 1e-9));
    const tries: Try[] = [];
    let now = start;
    for (let resend = 0;; resend++) {
      const one = tryCall(e, { context: this.#context, visit: this.#visit, start: now, parent, resend });
      tries.push(one);
      now = one.end;
      if (one.failure === undefined || resend >= network.retries[e]! || !chance(this.#context, again)) break;
    }
    labelCall(e, tries, this.#context);
    const last = tries.at(-1)!;
    return { end: now, failure: last.failure, client: last.client };
  }

  #name(node: number): string {
    return this.#context.system.network.topology.services[node]!.name;
  }
}

/** Which replica of a node is slow, or was last: it differs from fault to fault. */
function slowReplicaOf(node: number, { faults, step }: SystemView): number {
  const grey = faults.filter(({ type, target, startStep }) =>
    type === "grey_replica" && target.node === node && startStep <= step
  );
  return grey.at(-1)?.startStep ?? 0;
}

interface CallOutcome extends Outcome {
  readonly client?: MutableSpan | undefined;
}

/** Number of times that the user had sent this request before: k tries have failed with probability p^k, within the retry budget. */
function userResends({ network, state, conditions, physics }: SystemView, stream: Stream): number {
  const draw = stream.next();
  // The physics used the smoothed rate of the step before: undo the smoothing of this step.
  const p = Math.max(0, 2 * state.globals[USER_FAILURE]! - physics.truth.errorRate[network.front]!);
  let wanted = 0;
  for (let k = 1; k <= conditions.userRetries; k++) wanted += pow(p, k);
  const again = Math.min(conditions.userRetryBudget, wanted);
  let left = draw * (1 + again) - 1;
  if (left < 0) return 0;
  for (let k = 1; k < conditions.userRetries; k++) {
    left -= pow(p, k) * again / wanted;
    if (left < 0) return k;
  }
  return conditions.userRetries;
}
