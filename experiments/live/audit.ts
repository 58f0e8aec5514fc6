import { createAgent } from "../../lib/agent/mod.ts";
import {
  createOrderBook,
  readIncidents,
  replayIncident,
  replayText,
  verifyAudit,
} from "../../lib/live/audit/mod.ts";
import { requireName, UsageError } from "../../lib/model/mod.ts";

/**
 * Says whether an audit log is whole, and whether each order in it was given once and, where it needed one, with an approval.
 *
 * @throws {Error} for a log that isn't: the first bad line is named
 */
export function verify(path: string, print: (text: string) => void): void {
  const book = createOrderBook();
  const { whole, problem, head } = verifyAudit(path, { onEntry: book.read });
  if (!whole) throw new Error(`${path} is not whole: ${problem}`);
  const [repeated] = book.repeated;
  if (repeated !== undefined) throw new Error(`${path}: ${repeated} was ordered twice`);
  const [unapproved] = book.unapproved;
  if (unapproved !== undefined) {
    throw new Error(`${path}: ${unapproved.idempotencyKey} was ordered without an approval`);
  }
  print(`${path} is whole: ${head.count} entries, the last one ${head.hash}`);
  if (book.open.length > 0) {
    print(`Without an answer: ${book.open.map(({ idempotencyKey }) => idempotencyKey).join(", ")}`);
  }
}

/**
 * Plays the incidents of an audit log to another agent, and prints what it would have done.
 *
 * @throws {UsageError} for a log that is not whole or has no such incident
 */
export function replay(
  path: string,
  { agent, incident }: { readonly agent: string; readonly incident: string | undefined },
  print: (text: string) => void,
): void {
  createAgent(agent);
  const all = readIncidents(path);
  if (all.length === 0) throw new UsageError(`${path} has no incident`);
  const known = all.map(({ id }) => id);
  const chosen = incident === undefined
    ? all
    : [all[known.indexOf(requireName("incident", incident, known))]!];
  for (const one of chosen) print(replayText(replayIncident(one, createAgent(agent))));
}
