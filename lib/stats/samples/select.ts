/**
 * Moves the k-th smallest value to position k, smaller ones before and larger ones behind it: Hoare's selection (Algorithm 65, 1961)
 * with the median of three as pivot. Linear in the number of values; for 60 of them a few times as fast as sorting.
 *
 * @param values reordered in place; must not contain NaN
 * @param k 0 to values.length - 1
 * @returns the k-th smallest value
 */
export function select(values: Float64Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = medianOfThree(values[left]!, values[(left + right) >> 1]!, values[right]!);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k]!;
}

function medianOfThree(a: number, b: number, c: number): number {
  return a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
}
