import { checkTopology, type Observation, type Slo, type Topology, UsageError } from "../../model/mod.ts";
import { checkOptions } from "../../model/check_options.ts";
import { sloSchema } from "../../model/schemas.ts";
import type { AuditEntry } from "./chain.ts";
import { unpackWindow } from "./evidence.ts";
import type { StartedRecord } from "./record_types.ts";
import { verifyAudit, type VerifyOptions } from "./verify_audit.ts";

/** An incident as its records tell it. */
export interface RecordedCase {
  /** Its name in the log. */
  readonly id: string;
  /** What the loop was started with. */
  readonly started: StartedRecord;
  /** The service graph. */
  readonly topology: Topology;
  /** What users were promised. */
  readonly slo: Slo;
  /** Its records, oldest first. */
  readonly entries: readonly AuditEntry[];
  /** What was observed, from the healthy steps before the first alarm on; where steps are missing, nothing was recorded. */
  readonly observations: readonly Observation[];
}

/**
 * Reads the incidents of an audit log, with the observations that their records carry.
 *
 * @throws {UsageError} for a log that is not whole: what was changed proves nothing
 */
export function readIncidents(path: string, options: Pick<VerifyOptions, "head"> = {}): RecordedCase[] {
  const byIncident = new Map<string, { started: StartedRecord; entries: AuditEntry[] }>();
  let started: StartedRecord | undefined;
  const verdict = verifyAudit(path, {
    ...options,
    onEntry: (entry) => {
      const { record } = entry;
      if (record.type === "started") started = record;
      if (!("incident" in record) || started === undefined) return;
      const known = byIncident.get(record.incident) ?? { started, entries: [] };
      byIncident.set(record.incident, known);
      known.entries.push(entry);
    },
  });
  if (!verdict.whole) throw new UsageError(`The audit log ${path} is not whole: ${verdict.problem}`);
  return [...byIncident].map(([id, { started, entries }]) => ({
    id,
    started,
    topology: checkTopology(started.topology),
    slo: checkOptions("the slo of the log", sloSchema, started.slo),
    entries,
    observations: observationsOf(entries),
  })).filter(({ entries }) =>
    entries.some(({ record }) => record.type === "alarm" || record.type === "proposal")
  );
}

function observationsOf(entries: readonly AuditEntry[]): Observation[] {
  const byStep = new Map<number, Observation>();
  for (const { record } of entries) {
    if (!("observations" in record) || record.observations === undefined) continue;
    for (const observation of unpackWindow(record.observations)) byStep.set(observation.step, observation);
  }
  return [...byStep.values()].sort((a, b) => a.step - b.step);
}
