/**
 * Runs agents on the simulator: episodes, trials and incidents, and their records. Only this room and those above it know
 * both sides.
 * @module
 */
export { type AgentEntry, type AgentOptions, type AgentParts, exploring, type Part } from "../agent/mod.ts";
export { type AgentChoice, agentChoice, agentParts } from "./agent_parts.ts";
export { episodeMetrics } from "./episode_metrics.ts";
export { incidentLog } from "./incident_log.ts";
export { AGENT_SERVICE, incidentTrace } from "./incident_trace.ts";
export type { ActionCounts, Episode, EpisodeRecord, EpisodeStep } from "./records.ts";
export { remedyMatrix, type RemedyResult } from "./remedy_matrix.ts";
export { planningPolicies, planningPolicy } from "./planner.ts";
export { type EpisodeOptions, type PrivilegedAgent, runEpisode } from "./run_episode.ts";
export { type SimulatedIncidentOptions, simulateIncident } from "./simulated_incident.ts";
export { createShadow } from "./shadow.ts";
export { agents, createAgent, createTrial, runTrial, seedRange, type TrialSetup } from "./trial.ts";
