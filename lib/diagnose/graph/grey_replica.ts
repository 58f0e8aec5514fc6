import type { Signals } from "../../model/mod.ts";
import { slowReplicaIn } from "../traces/slow_replica.ts";
import type { Hypothesis } from "./graph_rules.ts";

/** Probability that a service is at fault one of whose replicas is slow by itself, measured on tuning seeds. */
const GREY_CONFIDENCE = 0.97;

/**
 * What traces say of single replicas, which no metric of the whole service shows: those of the latest rows, which the incident fills,
 * else those of the whole window.
 */
export function greyReplica(
  { metrics: { timesSeconds }, spans = [] }: Pick<Signals, "metrics" | "spans">,
  { services, latestRows }: { services: readonly string[]; latestRows: number },
): Hypothesis | undefined {
  const from = timesSeconds.at(-latestRows) ?? -Infinity;
  const slow = slowReplicaIn(spans.filter(({ startSeconds }) => startSeconds >= from)) ??
    slowReplicaIn(spans);
  const service = slow === undefined ? -1 : services.indexOf(slow.service);
  if (slow === undefined || service < 0) return undefined;
  return {
    service,
    fault: "grey_replica",
    confidence: GREY_CONFIDENCE,
    evidence: `its replica ${slow.instance} takes ${slow.ratio.toFixed(1)} times as long as the others`,
  };
}
