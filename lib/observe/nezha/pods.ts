/** A pod's name ends with the hash of its replica set and five characters of its own. */
const POD_SUFFIX = /-[a-z0-9]{6,10}-[a-z0-9]{5}$/;

/**
 * The service that a pod is a replica of.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { serviceOfPod } from "./pods.ts";
 * strictEqual(serviceOfPod("ts-order-service-5b67c48447-fj8b7"), "ts-order-service");
 * ```
 */
export function serviceOfPod(pod: string): string {
  return pod.replace(POD_SUFFIX, "");
}
