/** Runs a function and then its cleanup in reverse order, also if this process is terminated. */
export async function withCleanup<T>(work: (stack: AsyncDisposableStack) => Promise<T>): Promise<T> {
  const stack = new AsyncDisposableStack();
  let ending: Promise<void> | undefined;
  const end = () => ending ??= stack.disposeAsync();
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGHUP"];
  const interrupt = () => void end().finally(() => Deno.exit(130));
  for (const signal of signals) Deno.addSignalListener(signal, interrupt);
  try {
    return await work(stack);
  } finally {
    await end();
    for (const signal of signals) Deno.removeSignalListener(signal, interrupt);
  }
}
