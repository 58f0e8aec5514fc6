import { createAgent } from "../../lib/agent/mod.ts";
import { stateFile } from "../../lib/live/loop/state/state.ts";
import {
  type AuditHead,
  createOrderBook,
  readIncidents,
  replayIncident,
  replayText,
  verifyAudit,
} from "../../lib/live/audit/mod.ts";
import { requireName, UsageError } from "../../lib/model/mod.ts";

/** What is known of a log from elsewhere. */
export interface KnownHead {
  /** Hash of an entry that must be in it. */
  readonly head?: string | undefined;
  /** Path of the state file, which holds where the log ended. */
  readonly state?: string | undefined;
}

/**
 * Says whether an audit log is whole, and whether each order in it was given once and, where it needed one, with an approval.
 *
 * @param known what shows that lines at its end are missing; without it the output says that nobody can tell
 * @throws {Error} for a log that isn't: the first bad line is named
 * @throws {UsageError} for what is no hash, and a state file that says nothing of a log
 */
export function verify(path: string, known: KnownHead, print: (text: string) => void): void {
  const book = createOrderBook();
  const wanted = known.head?.toLowerCase();
  if (wanted !== undefined && !/^[0-9a-f]{64}$/.test(wanted)) {
    throw new UsageError(`--head must be a hash of 64 hexadecimal digits, found "${known.head}"`);
  }
  const kept = known.state === undefined ? undefined : headOfState(known.state);
  let at: number | undefined;
  const { whole, problem, head } = verifyAudit(path, {
    ...(kept && { head: kept }),
    onEntry: (entry) => {
      book.read(entry);
      if (entry.hash === wanted) at = entry.sequence;
    },
  });
  if (!whole) throw new Error(`${path} is not whole: ${problem}`);
  if (wanted !== undefined && at === undefined) {
    throw new Error(
      `${path} is not whole: the entry of --head is not in it, it was cut off or is of another log`,
    );
  }
  const [repeated] = book.repeated;
  if (repeated !== undefined) throw new Error(`${path}: ${repeated} was ordered twice`);
  const [unapproved] = book.unapproved;
  if (unapproved !== undefined) {
    throw new Error(`${path}: ${unapproved.idempotencyKey} was ordered without an approval`);
  }
  print(
    head.count === 0
      ? `${path} is empty`
      : `${path} is whole${anchor(at, kept)}: ${head.count} entries, the last one ${head.hash}`,
  );
  if (wanted === undefined && kept === undefined) {
    print("Whether entries are missing at its end can't be told without --head HASH or --state FILE");
  }
  if (book.open.length > 0) {
    print(`Without an answer: ${book.open.map(({ idempotencyKey }) => idempotencyKey).join(", ")}`);
  }
}

/** Where the log ended when the state was written. */
function headOfState(path: string): AuditHead {
  const state = stateFile(path).read();
  if (state === undefined) throw new UsageError(`Cannot read the state file "${path}": it is not there`);
  if (state.audit === null) throw new UsageError(`${path} says nothing of an audit log`);
  return state.audit;
}

/** Up to where somebody else knew of it. */
function anchor(at: number | undefined, kept: AuditHead | undefined): string {
  const known = [
    ...(at === undefined ? [] : [`holds entry ${at} of --head`]),
    ...(kept === undefined ? [] : [`holds entry ${kept.count} of the state`]),
  ];
  return known.length === 0 ? "" : ` and ${known.join(" and ")}`;
}

/**
 * Plays the incidents of an audit log to another agent, and prints what it would have done.
 *
 * @throws {UsageError} for a log that is not whole or has no such incident
 */
export function replay(
  path: string,
  { agent, incident, zone }: {
    readonly agent: string;
    readonly incident: string | undefined;
    readonly zone: string;
  },
  print: (text: string) => void,
): void {
  createAgent(agent);
  const all = readIncidents(path);
  if (all.length === 0) throw new UsageError(`${path} has no incident`);
  const known = all.map(({ id }) => id);
  const chosen = incident === undefined
    ? all
    : [all[known.indexOf(requireName("incident", incident, known))]!];
  for (const one of chosen) print(replayText(replayIncident(one, createAgent(agent)), { zone }));
}
