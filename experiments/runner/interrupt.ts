/** An experiment that was stopped on request: what it has done is kept, and it can be continued. */
export class Interrupted extends Error {
  /** The name of the class. */
  override readonly name = "Interrupted";

  /** Made where the work ends. */
  constructor(experiment: string, { done, total }: { done: number; total: number }) {
    super(
      `The experiment "${experiment}" was interrupted after ${done} of ${total} episodes; the same call continues it`,
    );
  }
}

/**
 * Lets work hear of an interrupt (Ctrl+C in a terminal, the stop button of a notebook), which then does not end the process.
 *
 * @param work is given what is aborted then
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  Deno.addSignalListener("SIGINT", interrupt);
  try {
    return await work(controller.signal);
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
  }
}
