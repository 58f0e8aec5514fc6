import type { Stream } from "../../random/mod.ts";
import type { PlacedFault } from "../faults/sampling.ts";
import type { SystemView } from "./system_view.ts";
import { pickStatement, type Statement, type Vocabulary } from "./vocabulary.ts";

/** How a database call went, from which its statement is chosen. */
export interface Execution {
  /** Longest server span of its tries, seconds. */
  readonly longest: number;
  /** Whether one of its tries failed because the disk was full. */
  readonly outOfSpace: boolean;
  /** Whether it follows a cache miss and therefore is a read. */
  readonly afterMiss: boolean;
}

/** Multiple of the mean service time from which a statement counts as slow; 5 % of exponential service times are. */
const SLOW_FACTOR = 3;

/** Duration from which a statement of this node counts as slow, seconds. */
export function slowFrom(node: number, { physics, conditions }: SystemView): number {
  const { servers, capacity } = physics.truth;
  return SLOW_FACTOR * servers[node]! / Math.max(capacity[node]! * conditions.slow[node]!, 1e-9);
}

/** The active fault of that type at a node. */
export function faultAt(
  node: number,
  type: PlacedFault["type"],
  { active }: SystemView,
): PlacedFault | undefined {
  return active.find((fault) => fault.type === type && fault.target.node === node);
}

/** The statement that a `slow_query` makes slow: one of the reads. */
export function culpritOf({ startStep }: PlacedFault, { statements }: Vocabulary): Statement {
  const reads = statements.filter(({ write }) => !write);
  return reads[startStep % reads.length]!;
}

/**
 * Chooses the statement of a database call, given how it went. The physics models the mix of statements only, so times and failures
 * are drawn first: what took long becomes the slow query, and what failed on a full disk becomes a write.
 */
export function statementFor(
  node: number,
  { execution, vocabulary, system, stream, sharesWords }: {
    execution: Execution;
    vocabulary: Vocabulary;
    system: SystemView;
    stream: Stream;
    /** Whether failures on a full disk look like any others, so that reads surface them too. */
    sharesWords: boolean;
  },
): Statement {
  const slow = faultAt(node, "slow_query", system);
  const culprit = slow && culpritOf(slow, vocabulary);
  if (culprit && execution.longest > slowFrom(node, system)) return culprit;
  const full = !sharesWords && faultAt(node, "disk_full", system) !== undefined;
  const fits = ({ write }: Statement) =>
    full ? write === execution.outOfSpace : !(write && execution.afterMiss);
  const candidates = vocabulary.statements.filter((each) => fits(each) && each !== culprit);
  return pickStatement(candidates.length > 0 ? candidates : vocabulary.statements, stream);
}
