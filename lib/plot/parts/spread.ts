/**
 * Moves overlapping labels apart with the smallest total squared displacement: clusters of labels are centred on the
 * mean of their ideal positions (isotonic regression by pooling adjacent violators; Barlow et al., 1972).
 *
 * @param wishes the ideal position of each label, in any order
 * @param options.gap minimum distance between labels
 * @param options.least and `most`: limits of the positions; widened if there are too many labels
 * @returns the position of each label, in the order of `wishes`
 */
export function spread(
  wishes: readonly number[],
  { gap, least = -Infinity, most = Infinity }: { gap: number; least?: number; most?: number },
): number[] {
  const order = wishes.map((_, i) => i).sort((a, b) => wishes[a]! - wishes[b]! || a - b);
  const blocks: { sum: number; count: number }[] = [];
  order.forEach((index, rank) => {
    let block = { sum: wishes[index]! - rank * gap, count: 1 };
    for (let last = blocks.at(-1); last && meanOf(last) > meanOf(block); last = blocks.at(-1)) {
      block = { sum: last.sum + block.sum, count: last.count + block.count };
      blocks.pop();
    }
    blocks.push(block);
  });
  const room = Math.max(least, most - (wishes.length - 1) * gap);
  const bases = blocks.flatMap((block) => Array<number>(block.count).fill(meanOf(block)));
  const places = Array<number>(wishes.length);
  order.forEach((index, rank) => {
    places[index] = Math.min(Math.max(bases[rank]!, least), room) + rank * gap;
  });
  return places;
}

function meanOf({ sum, count }: { sum: number; count: number }): number {
  return sum / count;
}
