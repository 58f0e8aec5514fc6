import { z } from "zod";
import type { IncidentTruth, MetricRole, Symptom } from "../../model/mod.ts";
import { readJson } from "../reading/json.ts";

const TARGET = z.object({
  target: z.object({
    node: z.string(),
    metric: z.enum(["latency", "requests", "availability"]),
    agg: z.string(),
    timestamp: z.number(),
  }),
  root_cause: z.object({ node: z.string(), metric: z.string().nullish() }),
});

/**
 * Reads the symptom and the cause of an issue.
 *
 * @throws {UsageError} for invalid JSON or a missing entry
 */
export function readPetshopTarget(text: string, path: string): { symptom: Symptom; truth: IncidentTruth } {
  const { target, root_cause: cause } = readJson(text, path, TARGET);
  return {
    symptom: {
      service: target.node,
      role: target.metric satisfies MetricRole,
      metric: `${target.metric}/${target.agg}`,
      timeSeconds: target.timestamp,
    },
    truth: { services: [cause.node], ...(typeof cause.metric === "string" && { metrics: [cause.metric] }) },
  };
}
