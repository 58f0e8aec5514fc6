import type { Stream } from "../../random/mod.ts";
import type { PlacedFault } from "../faults/sampling.ts";
import type { SystemView } from "./system_view.ts";
import { pickStatement, type Statement, type Vocabulary } from "./vocabulary.ts";

/** `error.type` of a write to a full disk. */
export const NO_SPACE = "ENOSPC";

/** What is known of a statement before its kind is chosen. */
export interface Execution {
  /** The longest of its tries at the database, in seconds. */
  readonly longest: number;
  /** Whether the database had no space for one of them. */
  readonly outOfSpace: boolean;
  /** Made because a cache had nothing: a read. */
  readonly afterMiss: boolean;
}

/** Service times, as multiples of the usual mean, from which on a statement counts as slow; 5 % of exponential ones are. */
const SLOW_FACTOR = 3;

/** Seconds from which on a statement of this node counts as slow. */
export function slowFrom(node: number, { physics, conditions }: SystemView): number {
  const { servers, capacity } = physics.truth;
  return SLOW_FACTOR * servers[node]! / Math.max(capacity[node]! * conditions.slow[node]!, 1e-9);
}

/** The fault of that type that is at work at the node. */
export function faultAt(
  node: number,
  type: PlacedFault["type"],
  { active }: SystemView,
): PlacedFault | undefined {
  return active.find((fault) => fault.type === type && fault.target.node === node);
}

/** The read that lost its index. */
export function culpritOf({ startStep }: PlacedFault, { statements }: Vocabulary): Statement {
  const reads = statements.filter(({ write }) => !write);
  return reads[startStep % reads.length]!;
}

/**
 * Chooses which statement an execution was, given how it went. The physics knows the mix of statements only, so that times and failures are
 * drawn first: a slow query is then what took long, and on a full disk writes are what failed.
 */
export function statementFor(
  node: number,
  { execution, vocabulary, system, stream }: {
    execution: Execution;
    vocabulary: Vocabulary;
    system: SystemView;
    stream: Stream;
  },
): Statement {
  const slow = faultAt(node, "slow_query", system);
  const culprit = slow && culpritOf(slow, vocabulary);
  if (culprit && execution.longest > slowFrom(node, system)) return culprit;
  const full = faultAt(node, "disk_full", system) !== undefined;
  const fits = ({ write }: Statement) =>
    full ? write === execution.outOfSpace : !(write && execution.afterMiss);
  const candidates = vocabulary.statements.filter((each) => fits(each) && each !== culprit);
  return pickStatement(candidates.length > 0 ? candidates : vocabulary.statements, stream);
}
