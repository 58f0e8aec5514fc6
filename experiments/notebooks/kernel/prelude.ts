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

/** What the cells call, and what is put in its place. */
const globals = globalThis as unknown as {
  setTimeout(callback: Callback, delayMs?: number, ...args: unknown[]): number;
  setInterval(callback: Callback, delayMs?: number, ...args: unknown[]): number;
  clearTimeout(id?: number): void;
  clearInterval(id?: number): void;
  fetch: typeof fetch;
  gc?(): void;
};

const { setTimeout: startTimeout, setInterval: startInterval, clearTimeout: stop, fetch: send } = globals;

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

/** After the code that was rejected has run; it may go on for a while. */
function collectGarbage(): void {
  for (const delayMs of [50, 500, 1500]) startTimeout(() => globals.gc?.(), delayMs);
}

globals.setTimeout = (callback, delayMs, ...args) => {
  const id = startTimeout(() => {
    timers.delete(id);
    callback(...args);
  }, delayMs);
  timers.set(id, callback);
  return id;
};

globals.setInterval = (callback, delayMs, ...args) => {
  const id = startInterval(callback, delayMs, ...args);
  timers.set(id, callback);
  return id;
};

globals.clearTimeout = globals.clearInterval = (id) => {
  timers.delete(id!);
  stop(id);
};

globals.fetch = (input, init) => {
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
