/**
 * The protocol by which a general detector is judged: each domain apart, against the best single detector there, and the rate of its alarms on
 * recorded rows that nothing is labelled in.
 * @module
 */
export { type CalmCount, type CalmRate, calmRateOf, countCalmAlarms } from "./calm_rate.ts";
export { type CollectionScore, type DomainScore, measureDomains } from "./measure_domains.ts";
export { protocolMarkdown, type ProtocolRun, protocolText } from "./report.ts";
export { standingsOf, summariseStandings } from "./standing.ts";
