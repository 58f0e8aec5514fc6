import { deepFreeze } from "../../model/deep_freeze.ts";
import { type FaultType, PLATFORM, type ServiceKind } from "../../model/mod.ts";
import { createStream, type Stream } from "../../random/mod.ts";
import {
  connectionReset,
  connectTimedOut,
  type Failure,
  poolTimedOut,
  queueFull,
  timedOut,
  unreachable,
  wrongValue,
} from "./failure.ts";
import { everydayErrors, faultSignatures } from "./fault_signatures.ts";

/** Whether each kind of trouble has its own words, or they are drawn per seed from words that kinds share. */
export const WORDINGS = ["fixed", "varied"] as const;
deepFreeze(WORDINGS);

/** The words of logs and traces. */
export interface Wording {
  /** Whether words are shared, and harmless records of all kinds are written in healthy times too. */
  readonly varied: boolean;
  /** Errors that any service has occasionally. */
  readonly everyday: readonly Failure[];
  /** The step of the ordinary release of a service that is written of, by node; Infinity for none. */
  releaseStep(node: number): number;
  /** What a node throws because of a fault; undefined if it throws nothing. */
  thrown(type: string): Failure | undefined;
  /** A request that finds the queue of a node full. */
  queueFull(kind: ServiceKind): Failure;
  /** A wrong value that was read from a cache. */
  wrongValue(cache: string): Failure;
  /** A call whose answer is late. */
  timedOut(callee: string, seconds: number): Failure;
  /** A call that finds no connection. */
  connectTimedOut(callee: string, seconds: number): Failure;
  /** A call that gets no connection from its pool. */
  poolTimedOut(callee: string, seconds: number): Failure;
  /** A try whose packets were lost. */
  lost(callee: string): Failure;
  /** A call that is sent again. */
  sentAgain(callee: string): string;
  /** A pause of garbage collection. */
  collected(pauseMs: number, memory: number): string;
  /** A process that was ended by force. */
  ended(process: number): string;
  /** A statement that took long. */
  slowStatement(summary: string, milliseconds: string, rows: number): string;
}

const fixed: Wording = {
  varied: false,
  everyday: everydayErrors,
  releaseStep: () => Infinity,
  thrown: (type) => faultSignatures[type as FaultType]?.throws,
  queueFull,
  wrongValue,
  timedOut: (_, seconds) => timedOut(seconds),
  connectTimedOut: (_, seconds) => connectTimedOut(seconds),
  poolTimedOut,
  lost: connectionReset,
  sentAgain: (callee) => `Connection to ${callee} reset by peer, sending again`,
  collected: (pauseMs, memory) => `GC pause of ${pauseMs.toFixed(0)} ms, heap ${heap(memory)} % full`,
  ended: (process) => `Out of memory: process ${process} was killed`,
  slowStatement: (summary, milliseconds, rows) =>
    `Slow query: ${summary} took ${milliseconds} ms, ${rows} rows read`,
};

/** Exceptions that any fault of a service or its data can surface as. */
const EXCEPTIONS: readonly Pick<Failure, "type" | "message">[] = [
  { type: "IllegalStateException", message: "worker pool is in state TERMINATED" },
  { type: "MissingFieldError", message: "required field 'currency' is absent" },
  { type: "DeserializationError", message: "value does not match its schema" },
  { type: "IOException", message: "write failed: no space left on device" },
  { type: "NullPointerException", message: "cannot read 'id' of null" },
  { type: "DataAccessException", message: "transaction was rolled back" },
];
/** Everyday errors of a seed. */
const EVERYDAY_COUNT = 3;

/** What a failed call can be told as, whatever is behind it. */
const CALL_FAILURES: readonly ((callee: string, seconds: number) => Failure)[] = [
  (_, seconds) => timedOut(seconds),
  (_, seconds) => connectTimedOut(seconds),
  poolTimedOut,
  () => connectionReset(),
  unreachable,
];

const SENT_AGAIN: readonly ((callee: string) => string)[] = [
  (callee) => `Connection to ${callee} reset by peer, sending again`,
  (callee) => `Request to ${callee} is sent again`,
  (callee) => `Retrying the call to ${callee}`,
];

const COLLECTED: readonly ((pauseMs: number, memory: number) => string)[] = [
  (pauseMs, memory) => `GC pause of ${pauseMs.toFixed(0)} ms, heap ${heap(memory)} % full`,
  (pauseMs) => `Stopped the world for ${pauseMs.toFixed(0)} ms`,
  (_, memory) => `Heap is ${heap(memory)} % full after a collection`,
];

const ENDED: readonly ((process: number) => string)[] = [
  (process) => `Out of memory or out of time: process ${process} was killed`,
  (process) => `Process ${process} exited with code 137`,
  (process) => `Container ${process} was terminated by signal 9`,
];

const SLOW_STATEMENT: readonly Wording["slowStatement"][] = [
  (summary, milliseconds, rows) => `Slow query: ${summary} took ${milliseconds} ms, ${rows} rows read`,
  (summary, milliseconds) => `Statement ran for ${milliseconds} ms: ${summary}`,
];

/** Probability that an episode has an ordinary release of a service. */
const RELEASE_PROBABILITY = 0.35;

/** The words of an episode. */
export function createWording(
  name: typeof WORDINGS[number],
  { key, nodes, steps }: {
    /** What the episode is drawn from. */
    key: string | number;
    nodes: number;
    steps: number;
  },
): Wording {
  if (name === "fixed") return fixed;
  const releases = createStream(key, "releases");
  const releaseSteps = Array.from({ length: nodes }, () => {
    const [happens, when] = [releases.next(), releases.next()];
    return happens < RELEASE_PROBABILITY ? 1 + Math.floor(when * steps) : Infinity;
  });
  return variedWording(createStream(key, "wording"), releaseSteps);
}

/** Every cause draws its words from those of its class, so that no word tells the cause. */
function variedWording(stream: Stream, releaseSteps: readonly number[]): Wording {
  const exception = (): Failure => ({ ...stream.pick(EXCEPTIONS), status: 500, thrown: true });
  const thrown: Partial<Record<FaultType, Failure>> = {
    error_burst: exception(),
    bad_deploy: exception(),
    disk_full: exception(),
  };
  const wrong = exception();
  const full: Failure = { ...queueFull(stream.pick(["service", "database"])) };
  const callFailure = () => {
    const tell = stream.pick(CALL_FAILURES);
    return (callee: string, seconds: number): Failure => ({ ...tell(callee, seconds), thrown: false });
  };
  const lost = callFailure();
  return {
    varied: true,
    everyday: [...everydayErrors, ...Array.from({ length: EVERYDAY_COUNT }, exception)],
    releaseStep: (node) => releaseSteps[node]!,
    thrown: (type) => thrown[type as FaultType],
    queueFull: () => full,
    wrongValue: () => wrong,
    timedOut: callFailure(),
    connectTimedOut: callFailure(),
    poolTimedOut: callFailure(),
    lost: (callee) => lost(callee, PLATFORM.resendSeconds[0]),
    sentAgain: stream.pick(SENT_AGAIN),
    collected: stream.pick(COLLECTED),
    ended: stream.pick(ENDED),
    slowStatement: stream.pick(SLOW_STATEMENT),
  };
}

function heap(memory: number): string {
  return (100 * Math.min(1, memory)).toFixed(0);
}
