/** The kinds of fault in words: `CPU saturation` for `cpu_saturation`; several, joined by "+" in records, as a list. */
export function faultText(type: string): string {
  return type.split("+").map((one) => one.replaceAll("_", " ").replace(/\bcpu\b/g, "CPU")).join(", ");
}

/** Which fault is where, as `packet loss at shop-db, retry storm at frontend`. */
export function faultsAtText(
  faults: readonly { readonly type: string; readonly service: string }[],
): string {
  return faults.map(({ type, service }) => `${faultText(type)} at ${service}`).join(", ");
}
