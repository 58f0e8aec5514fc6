import type { Action, ServiceKind } from "../../model/mod.ts";
import { USUAL_LIMIT } from "../remedies/usual_limit.ts";

/** What a leaf of the tree can say. */
export const TREE_CHOICES = [
  "failover database",
  "restart service",
  "rollback service",
  "scale service",
  "restart cache",
  "clear cache",
  "limit traffic",
] as const;

/** A remedy without its target. */
export type TreeChoice = typeof TREE_CHOICES[number];

/** A choice as an action on the suspect of its kind; undefined where the system has none. */
export function actionOf(
  choice: TreeChoice,
  suspects: Readonly<Record<ServiceKind, string | undefined>>,
): Action | undefined {
  const on = (kind: ServiceKind, act: (service: string) => Action) => {
    const service = suspects[kind];
    return service === undefined ? undefined : act(service);
  };
  switch (choice) {
    case "failover database":
      return on("database", (service) => ({ kind: "failover", service }));
    case "restart service":
      return on("service", (service) => ({ kind: "restart", service }));
    case "rollback service":
      return on("service", (service) => ({ kind: "rollback", service }));
    case "scale service":
      return on("service", (service) => ({ kind: "scale", service, delta: 1 }));
    case "restart cache":
      return on("cache", (service) => ({ kind: "restart", service }));
    case "clear cache":
      return on("cache", () => ({ kind: "clear_cache" }));
    case "limit traffic":
      return USUAL_LIMIT;
  }
}
