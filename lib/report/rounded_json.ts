/** Decimals that are the same on every machine. */
const DECIMALS = 9;

/** A report as JSON text that is the same on every machine: numbers are rounded to 9 decimals; NaN and infinities are null. */
export function roundedJson(document: unknown): string {
  return `${JSON.stringify(document, (_key, value) => rounded(value), 1)}\n`;
}

function rounded(value: unknown): unknown {
  return typeof value === "number" ? Number(value.toFixed(DECIMALS)) : value;
}
