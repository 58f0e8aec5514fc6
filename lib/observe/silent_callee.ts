import type { Span } from "../model/mod.ts";

/**
 * What a client span without anything below it calls: a database, cache or service that writes no spans, or one that does and was not
 * reached.
 *
 * @param known services that write spans
 */
export function silentCallee(
  { kind, attributes = {} }: Span,
  known: ReadonlySet<string>,
): { callee: string; system?: string } | undefined {
  const text = (...keys: readonly string[]) =>
    keys.map((key) => attributes[key]).find((value): value is string =>
      typeof value === "string" && value !== ""
    );
  const address = ["peer.service", "server.address", "net.peer.name"].map((key) => attributes[key])
    .find((value) => typeof value === "string" && known.has(value));
  if (kind === "client" && typeof address === "string") return { callee: address };
  const system = text("db.system", "db.system.name", "db.type");
  const peer = text("peer.service");
  if (system !== undefined) return { callee: peer ?? text("db.name", "db.namespace") ?? system, system };
  return kind === "client" && peer !== undefined ? { callee: peer } : undefined;
}
