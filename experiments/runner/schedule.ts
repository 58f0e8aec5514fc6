import type { Block } from "../../lib/bench/agents/mod.ts";

/** Hands blocks out in an order that leaves no worker with a long chain at the end. */
export interface Schedule {
  /** A block that can be run now; undefined while all that are left wait for others, or none is left. */
  next(): Block | undefined;
  /** Says that a block is done, so that the one that goes on from it can be run. */
  finish(index: number): void;
}

/** A schedule of the blocks that are not done yet: those with the most work behind them come first. */
export function createSchedule(blocks: readonly Block[], done: ReadonlySet<number>): Schedule {
  const open = blocks.filter(({ index }) => !done.has(index));
  const behind = new Map<number, number>();
  for (const { chain, count } of open) behind.set(chain, (behind.get(chain) ?? 0) + count);
  const waiting = new Map<number, Block>();
  const ready: Block[] = [];
  for (const block of open) {
    if (block.after === undefined || done.has(block.after)) ready.push(block);
    else waiting.set(block.after, block);
  }
  // Taken from the end; among chains of one length the first comes first.
  ready.sort((a, b) => behind.get(a.chain)! - behind.get(b.chain)! || b.index - a.index);
  return {
    next: () => ready.pop(),
    finish: (index) => {
      const follower = waiting.get(index);
      if (follower === undefined) return;
      waiting.delete(index);
      ready.push(follower);
    },
  };
}
