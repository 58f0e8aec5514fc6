import type { Look } from "../../model/mod.ts";

/** What to look at next in one plain sentence, without a capital and a full stop. */
export function lookText({ signal, service, gainBits, between: [first, second] }: Look): string {
  const named = (services: readonly string[]) => services.length > 0 ? services.join(" and ") : "nobody";
  const what = signal === "changes"
    ? `what has lately been changed in ${service}`
    : `${signal} of ${service}`;
  return `to tell whether it is ${named(first)} or ${named(second)}, look next at ${what} (${
    gainBits.toFixed(2)
  } bits expected)`;
}
