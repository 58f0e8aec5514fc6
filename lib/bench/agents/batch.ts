/** Work that is cheaper together: items are put in one by one, and run when the first result is asked for. */
export function createBatch<T, R>(run: (items: readonly T[]) => readonly R[]): (item: T) => () => R {
  const items: T[] = [];
  let results: readonly R[] | undefined;
  return (item) => {
    const place = items.push(item) - 1;
    return () => (results ??= run(items))[place]!;
  };
}
