import { type AuditedAction, type AuditRecord, verifyAudit } from "../../../lib/live/mod.ts";
import { describeAction } from "../../../lib/model/mod.ts";

/** What the audit log says of an incident. */
export interface AuditStory {
  /** The service that was held to be at fault when the first order was given, or last, if there was none; null: nobody was suspected. */
  readonly suspect: string | null;
  /** Actions that were carried out, in words. */
  readonly actions: readonly string[];
  /** Orders that failed, or of which nobody knows. */
  readonly failed: number;
  /** Proposals that were refused. */
  readonly refused: number;
  /** Whether people were called. */
  readonly escalated: boolean;
}

/** What the records of one incident's log come to. */
export function storyOf(records: readonly AuditRecord[]): AuditStory {
  let suspect: string | null = null;
  const actions: string[] = [];
  const orders = new Map<string, AuditedAction>();
  let [failed, refused, escalated] = [0, 0, false];
  for (const record of records) {
    if (record.type === "diagnosis" && orders.size === 0) suspect = record.suspect;
    if (record.type === "order" && !record.dryRun) orders.set(record.idempotencyKey, record.action);
    if (record.type === "receipt" && orders.has(record.idempotencyKey)) {
      if (record.outcome === "done") actions.push(describeAction(orders.get(record.idempotencyKey)!));
      else failed++;
    }
    if (record.type === "refused") refused++;
    if (record.type === "escalated") escalated = true;
  }
  return { suspect, actions, failed, refused, escalated };
}

/** Reads a log. @throws {UsageError} if there is none @throws {Error} if it is not whole */
export function readStory(path: string): AuditStory {
  const records: AuditRecord[] = [];
  const { whole, problem } = verifyAudit(path, { onEntry: ({ record }) => void records.push(record) });
  if (!whole) throw new Error(`The audit log ${path} is not whole: ${problem}`);
  return storyOf(records);
}
