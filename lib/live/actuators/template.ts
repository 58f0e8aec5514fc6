import { UsageError } from "../../model/mod.ts";
import { requireName } from "../../model/suggest.ts";
import type { Order } from "../contract.ts";

/** What stands for a part of an order in a text of the configuration, as `{service}`. */
export const PLACEHOLDERS = [
  "service",
  "caller",
  "callee",
  "kind",
  "delta",
  "factor",
  "incident",
  "idempotencyKey",
] as const;

type Placeholder = typeof PLACEHOLDERS[number];

const PATTERN = /\{(\w*)\}/g;

/** The placeholders of a text. @throws {UsageError} for one that is not known, with the nearest one */
export function placeholdersIn(template: string): Placeholder[] {
  return [...template.matchAll(PATTERN)].map(([, name]) => {
    requireName("placeholder", name!, PLACEHOLDERS);
    return name as Placeholder;
  });
}

/** What a placeholder stands for in an order; undefined where the action has no such part. */
export function valueOf(
  placeholder: Placeholder,
  { action, incident, idempotencyKey }: Order,
): string | undefined {
  switch (placeholder) {
    case "kind":
      return action.kind;
    case "incident":
      return incident;
    case "idempotencyKey":
      return idempotencyKey;
    case "service":
      return "service" in action ? action.service : undefined;
    case "caller":
    case "callee":
      return action.kind === "open_breaker" ? action[placeholder] : undefined;
    case "delta":
      return action.kind === "scale" ? (action.delta > 0 ? "+1" : "-1") : undefined;
    case "factor":
      return action.kind === "limit_traffic" ? String(action.factor) : undefined;
  }
}

/** Whether an action has all that a text asks for. */
export function fits(template: string, action: Order["action"]): boolean {
  const order: Order = { action, incident: "-", idempotencyKey: "-", dryRun: true, reason: "" };
  return placeholdersIn(template).every((placeholder) => valueOf(placeholder, order) !== undefined);
}

/**
 * A text with its placeholders filled in. What is filled in is not looked through for placeholders again.
 *
 * @throws {UsageError} for a placeholder that the action has no value for
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { fillTemplate } from "./template.ts";
 * const action = { kind: "restart", service: "api" } as const;
 * const order = { action, incident: "i-1", idempotencyKey: "k-1", dryRun: false, reason: "" };
 * strictEqual(fillTemplate("be_{service}", order), "be_api");
 * ```
 */
export function fillTemplate(template: string, order: Order): string {
  return template.replace(PATTERN, (_, name: Placeholder) => {
    const value = valueOf(name, order);
    if (value === undefined) {
      throw new UsageError(`${order.action.kind} has nothing for {${name}} in "${template}"`);
    }
    return value;
  });
}
