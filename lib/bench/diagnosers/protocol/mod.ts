/**
 * The protocol: every diagnoser on incidents of many systems, each system apart, with the regret against the best method there.
 * @module
 */
export type { Domain } from "./domain.ts";
export { MADE_UP_DOMAINS } from "./made_up_domains.ts";
export { protocolJson, protocolPage } from "./page.ts";
export { type DomainResult, type ProtocolOptions, runProtocol, type Standing } from "./run.ts";
