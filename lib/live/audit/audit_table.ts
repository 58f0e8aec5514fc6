import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { displayable } from "../../model/shown/displayable.ts";
import { describeAction } from "../../model/mod.ts";
import { clockText, zoneSchema } from "../../model/shown/wall_clock.ts";
import type { AuditEntry } from "./chain.ts";
import type { AuditRecord } from "./record_types.ts";
import { diagnosisText } from "../../diagnose/mod.ts";

/** Characters of a hash that are shown. */
const SHOWN_HASH = 8;

const OPTIONS = z.strictObject({ zone: zoneSchema.optional() });
const ENTRIES = z.array(objectWith<AuditEntry>({
  sequence: "number",
  timeSeconds: "number",
  record: "object",
  previous: "string",
  hash: "string",
}));

/** An entry of the audit log as a row of a table. */
export interface AuditRow {
  /** Number of the entry. */
  readonly entry: number;
  /** Time of day. */
  readonly time: string;
  /** Type of its record. */
  readonly type: AuditRecord["type"];
  /** What it says, in a line. */
  readonly what: string;
  /** First digits of the hash of the entry before, and of its own. */
  readonly chain: string;
}

/**
 * The entries of an audit log as rows, which notebooks show as a table.
 *
 * @throws {UsageError} for what is no list of entries, and an unknown zone
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { auditTable, GENESIS } from "aiops/live";
 * const record = { type: "stopped", reason: "asked to" } as const;
 * const entry = { sequence: 1, timeSeconds: 1_700_000_000, record, previous: GENESIS, hash: "ab".repeat(32) };
 * const row = { entry: 1, time: "22:13:20", type: "stopped", what: "asked to", chain: "00000000 abababab" };
 * deepStrictEqual(auditTable([entry]), [row]);
 * ```
 */
export function auditTable(
  entries: readonly AuditEntry[],
  options: {
    /** The zone of the IANA database in which times are told. Default UTC. */
    readonly zone?: string;
  } = {},
): AuditRow[] {
  const { zone } = checkOptions("auditTable", OPTIONS, options);
  const rows = checkOptions("auditTable", ENTRIES, entries, "the entries").map((
    { sequence, timeSeconds, record, previous, hash },
  ) => ({
    entry: sequence,
    time: clockText(timeSeconds, zone).slice(11, 19),
    type: record.type,
    what: whatOf(record),
    chain: `${previous.slice(0, SHOWN_HASH)} ${hash.slice(0, SHOWN_HASH)}`,
  }));
  return displayable(rows, "records");
}

function whatOf(record: AuditRecord): string {
  switch (record.type) {
    case "started":
      return `${record.name}, agent ${record.agent}, mode ${record.mode}`;
    case "alarm":
      return record.services.map(({ service, score }) => `${service} ${score.toFixed(1)}`).join(", ") ||
        "the SLO is broken";
    case "diagnosis":
      return diagnosisText(record);
    case "proposal":
      return describeAction(record.action);
    case "order":
      return `${describeAction(record.action)} by ${record.actuator}`;
    case "refused":
      return `${record.proposed}: ${record.reason}`;
    case "receipt":
      return `${record.outcome}: ${record.detail}`;
    case "verified":
    case "rolled-back":
      return record.detail;
    case "mode-changed":
      return `${record.from} to ${record.to}: ${record.reason}`;
    case "approval-asked":
    case "approval-timed-out":
      return record.proposal;
    case "approval-approved":
    case "approval-rejected":
      return `${record.proposal} by ${record.by}, ${record.through}`;
    default:
      return record.reason;
  }
}
