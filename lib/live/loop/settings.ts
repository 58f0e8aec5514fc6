import type { Guardrails } from "../../act/mod.ts";
import type { Slo, Topology } from "../../model/mod.ts";
import type { TimingsConfig } from "../config/timings.ts";
import type { Mode } from "../contract.ts";

/** What the loop does, as in the configuration. */
export interface LoopSettings {
  /** What the system is called, in names of incidents and alerts. */
  readonly name: string;
  /** The service graph; its services are the rows of the observations. */
  readonly topology: Topology;
  /** What users were promised. */
  readonly slo: Slo;
  /** Length of a step in seconds. */
  readonly stepSeconds: number;
  /** Healthy observations from which the agent learns what is normal. */
  readonly warmupSteps: number;
  /** How much the loop may do by itself. */
  readonly mode: Mode;
  /** Seed of the agent's own random streams. Default 1. */
  readonly seed?: number;
  /** How long remedies take here, in seconds. Default: as `TIMINGS.realistic` says. */
  readonly timings?: TimingsConfig;
  /** Limits that differ from `DEFAULT_GUARDRAILS`. */
  readonly guardrails?: Partial<Guardrails>;
  /** Approval by a person, in the mode `approve`. */
  readonly approval: {
    /** Time after which no answer is a no. */
    readonly timeoutSeconds: number;
  };
  /** What happens after an action. */
  readonly verification: {
    /** Time from an action until the SLO says whether it helped. */
    readonly settleSeconds: number;
    /** Attempts in one incident, after which people are called. */
    readonly attempts: number;
    /** What follows on an action that did not help. */
    readonly onFailure: "roll-back" | "escalate";
  };
  /** How much may be touched. */
  readonly budget: {
    /** Actions in any hour, `restore` aside. */
    readonly actionsPerHour: number;
    /** Services whose replicas are touched by actions that are not verified yet. */
    readonly servicesAtOnce: number;
  };
}
