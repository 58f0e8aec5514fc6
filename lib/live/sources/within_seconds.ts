import type { Clock } from "../contract.ts";

/** Does something with a signal that is aborted after so many seconds, or with the signal given. */
export async function withinSeconds<T>(
  seconds: number,
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal | undefined },
  work: (within: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const done = new AbortController();
  clock.sleep(seconds, done.signal).then(() => {
    if (!done.signal.aborted) limit.abort();
  });
  try {
    return await work(signal ? AbortSignal.any([signal, limit.signal]) : limit.signal);
  } finally {
    done.abort();
  }
}
