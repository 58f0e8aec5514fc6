export function runIncidents(..._: unknown[]): Promise<void> {
  return Promise.resolve();
}
