/** The name of a pod ends with the hash of its replica set and five random characters. */
const POD_SUFFIX = /-[a-z0-9]{6,10}-[a-z0-9]{5}$/;

/**
 * The service of a pod.
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
