import type { Block } from "../../lib/bench/agents/mod.ts";

/** Orders blocks so that no worker is left with a long chain at the end. */
export interface Schedule {
  /** The next block that can run; undefined if all others wait for unfinished ones, or none is left. */
  next(): Block | undefined;
  /** Marks a block as finished, so that the one that starts from it can run. */
  finish(index: number): void;
}

/** Creates a schedule of the unfinished blocks: those with the most work depending on them first. */
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
  // Taken from the end; chains of the same length keep their order.
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
