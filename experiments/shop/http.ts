const PATIENCE_MS = 3_000;

/** Whether something answers on a port of the loopback interface, and is well. @throws {Error} if nothing listens there */
export async function reachable(port: number, path = "/"): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  await response.body?.cancel();
  return response.ok;
}

/** Posts JSON to a port of the loopback interface. */
export async function tell(port: number, state: object): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    body: JSON.stringify(state),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  await response.body?.cancel();
}
