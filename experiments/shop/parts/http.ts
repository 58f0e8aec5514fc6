const TIMEOUT_MS = 3_000;

/** Whether something answers on a port of the loopback interface, and is well. @throws {Error} if nothing listens there */
export async function reachable(port: number, path = "/"): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  return response.ok;
}

/** Posts JSON to a control port of the loopback interface. @throws {Error} if it is refused */
export async function tell(port: number, state: object): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(state),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the process on port ${port} refused: ${text.slice(0, 200)}`);
}
