import type { Clock } from "../contract.ts";

/** A signal that is aborted after some time, or together with another one. */
export interface Deadline extends Disposable {
  /** Aborted when the time is over or the caller gives up. */
  readonly signal: AbortSignal;
  /** Whether the time is over. */
  readonly passed: boolean;
}

/**
 * Begins a deadline. Disposing of it stops its timer.
 *
 * @param seconds from now
 * @param options the clock, and the caller's own signal
 */
export function startDeadline(
  seconds: number,
  options: { readonly clock: Clock; readonly signal?: AbortSignal | undefined },
): Deadline {
  const { clock, signal } = options;
  const ended = new AbortController();
  const over = new AbortController();
  let passed = false;
  clock.sleep(seconds, ended.signal).then(() => {
    if (ended.signal.aborted) return;
    passed = true;
    over.abort(new DOMException(`no answer after ${seconds} s`, "TimeoutError"));
  });
  return {
    signal: signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]),
    get passed() {
      return passed;
    },
    [Symbol.dispose]: () => ended.abort(),
  };
}
