import { ACTION_KINDS } from "../../../model/mod.ts";
import type { ActionCounts, EpisodeRecord } from "../../../run/mod.ts";

const NO_ACTIONS = Object.fromEntries(
  ACTION_KINDS.filter((kind) => kind !== "noop").map((kind) => [`actions_${kind}`, 0]),
) as ActionCounts;

/** A record for tests: an incident that the agent ends at once, with some columns replaced. */
export function madeUpRecord(columns: Partial<EpisodeRecord> = {}): EpisodeRecord {
  return {
    seed: 1,
    fault_type: "bad_deploy",
    fault_service: "api",
    fault_t_start: 50,
    fault_duration: 60,
    fault_severity: 0.5,
    anomaly_steps: 0,
    slo_steps: 0,
    first_slo: null,
    recovered: null,
    mttr_proxy: null,
    agent: "full",
    scenario: "default",
    topology: "three-tier",
    trial: 1,
    episode: 1,
    effective_duration: 10,
    sustained_recovery: null,
    flaps: 0,
    detection_delay: null,
    false_positive_steps: 0,
    diagnosis_right: null,
    diagnosis_confidence: null,
    refused_actions: 0,
    capacity_cost: 0,
    shed_cost: 0,
    total_reward: 0,
    diagnosis_kind_right: null,
    impact_steps: 0,
    cured_after: null,
    fault_steps: "10",
    lost_write_seconds: 0,
    privileged: false,
    benign: null,
    false_acts: 0,
    false_act_cost: 0,
    budget_left: null,
    ...NO_ACTIONS,
    ...columns,
  };
}
