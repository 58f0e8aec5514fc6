import type { Clock } from "../contract.ts";

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  sleep: (seconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, seconds * 1000));
      signal?.addEventListener("abort", wake, { once: true });
    }),
};
