/**
 * What the kernel runs before the first cell: an interrupt ends what a cell awaits, and the kernel stays.
 *
 * A signal is heard only when nothing runs, so that a cell awaits something then. If that is a timer or a request, the cell
 * fails with an error; other code is broken off by the kernel itself (`cells.py`).
 * @module
 */
import { showProgress } from "../../runner/progress.ts";

type Callback = (...args: unknown[]) => void;

/** Parts of Deno that have no public name. */
interface Internals {
  readonly core: {
    resources(): Record<string, string>;
    tryClose(id: number): void;
  };
}

const { setTimeout: startTimeout, setInterval: startInterval, clearTimeout: stop, fetch: send } = globalThis;

/** Timers that have not fired, with what they call. */
const timers = new Map<number, Callback>();
/** Ends requests that have no answer yet. */
let requests = new AbortController();

function interrupted(): Error {
  const error = new Error("the cell was interrupted; variables are as they were then");
  error.name = "KeyboardInterrupt";
  return error;
}

/** The function that resolves a promise is native; given a promise that is rejected, it rejects its own. */
function isResolver(callback: Callback): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(callback));
}

/** Rejects promises that timers would resolve. Of those that only a callback would, nobody holds on to: V8 ends the cell that awaits one. */
function endTimers(): void {
  for (const [id, callback] of timers) {
    stop(id);
    if (isResolver(callback)) callback(Promise.reject(interrupted()));
  }
  timers.clear();
}

function endRequests(): void {
  requests.abort(interrupted());
  requests = new AbortController();
}

/** Closes connections, listeners, files: whatever awaits one of them fails. */
function closeAll(): void {
  const { core } =
    (Deno as unknown as Record<symbol, Internals>)[(Deno as unknown as { internal: symbol }).internal]!;
  for (const [id, kind] of Object.entries(core.resources())) {
    if (!["stdin", "stdout", "stderr", "signal"].includes(kind)) core.tryClose(Number(id));
  }
}

/** Tells the relay that nothing runs. */
function acknowledge(): void {
  const { jupyter } = Deno as unknown as {
    jupyter: { broadcast(kind: string, content: unknown): Promise<void> };
  };
  void jupyter.broadcast("aiops_interrupt", {});
}

/** After the code that was rejected has run. */
function collectGarbage(): void {
  startTimeout(() => (globalThis as unknown as { gc?: () => void }).gc?.(), 50);
}

globalThis.setTimeout = Object.assign((callback: Callback, delay?: number, ...args: unknown[]) => {
  const id = startTimeout(() => {
    timers.delete(id);
    callback(...args);
  }, delay);
  timers.set(id, callback);
  return id;
}, startTimeout);

globalThis.setInterval = Object.assign((callback: Callback, delay?: number, ...args: unknown[]) => {
  const id = startInterval(callback, delay, ...args);
  timers.set(id, callback);
  return id;
}, startInterval);

globalThis.clearTimeout = globalThis.clearInterval = (id?: number) => {
  timers.delete(id!);
  stop(id);
};

globalThis.fetch = (input, init) => {
  const signals = [requests.signal, ...(init?.signal ? [init.signal] : [])];
  return send(input, { ...init, signal: AbortSignal.any(signals) });
};

showProgress();

Deno.addSignalListener("SIGINT", () => {
  acknowledge();
  // Code that was broken off did not say that it had finished.
  showProgress();
  endTimers();
  endRequests();
  collectGarbage();
});

Deno.addSignalListener("SIGUSR1", () => {
  acknowledge();
  closeAll();
  collectGarbage();
});
