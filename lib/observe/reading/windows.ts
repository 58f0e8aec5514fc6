/** First and last row of each run of non-zero labels. */
export function windowsOf(labels: ArrayLike<number>): [number, number][] {
  const windows: [number, number][] = [];
  for (let row = 0; row < labels.length; row++) {
    if (!labels[row]) continue;
    if (labels[row - 1]) windows.at(-1)![1] = row;
    else windows.push([row, row]);
  }
  return windows;
}
