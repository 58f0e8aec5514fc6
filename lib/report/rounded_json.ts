/** Number of decimals that are the same on all machines. */
const DECIMALS = 9;

/** Writes a report as JSON that is the same on all machines: numbers are rounded to 9 decimals, NaN and infinities are null. */
export function roundedJson(document: unknown): string {
  return `${JSON.stringify(document, (_key, value) => rounded(value), 1)}\n`;
}

function rounded(value: unknown): unknown {
  return typeof value === "number" ? Number(value.toFixed(DECIMALS)) : value;
}
