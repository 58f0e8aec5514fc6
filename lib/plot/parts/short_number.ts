const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** A tick label with as few digits as are needed; large numbers as 12K, 3M. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  return size >= 1e4 || (size > 0 && size < 1e-4)
    ? SHORT.format(value)
    : String(Number(value.toPrecision(6)));
}
