import { describeAction, UsageError } from "../../../model/mod.ts";
import type { Order, Receipt } from "../../contract.ts";
import { Away, type CheckedActuator } from "../checked_actuator.ts";
import {
  ApiError,
  createKubernetesApi,
  type KubernetesAccess,
  type KubernetesApi,
  NoVerdict,
} from "./api.ts";
import { ACCESS_REVIEW, DEPLOYMENT, SCALE } from "./objects.ts";
import {
  evictPod,
  ORDER_ANNOTATION,
  restartDeployment,
  rollBackDeployment,
  scaleDeployment,
} from "./writes.ts";
import { done, failed, notSent, planned, unknown } from "../receipts.ts";
import { fillTemplate, fits } from "../template.ts";

/** How Kubernetes is steered. */
export interface KubernetesOptions extends KubernetesAccess {
  /** The deployment of an action, as `{service}`. */
  readonly deployment: string;
}

/** The name of an object: RFC 1123, as the API demands it. */
const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

const KINDS: readonly string[] = ["scale", "restart", "rollback", "drain"];

/** What each kind of action needs the right to. */
const RIGHTS = [
  { verb: "get", group: "apps", resource: "deployments" },
  { verb: "patch", group: "apps", resource: "deployments" },
  { verb: "get", group: "apps", resource: "deployments", subresource: "scale" },
  { verb: "patch", group: "apps", resource: "deployments", subresource: "scale" },
  { verb: "list", group: "apps", resource: "replicasets" },
  { verb: "list", group: "", resource: "pods" },
  { verb: "create", group: "", resource: "pods", subresource: "eviction" },
] as const;

/**
 * Creates the actuator for deployments of Kubernetes. Dry runs are sent with `dryRun=All`: the server does everything but store.
 *
 * - `scale`: the scale subresource, bound to the version that was read; never to 0.
 * - `restart`: the annotation that `kubectl rollout restart` sets.
 * - `rollback`: the template of the ReplicaSet before, as `kubectl rollout undo`.
 * - `drain`: one pod is evicted, which a disruption budget can refuse; one other must be ready.
 *
 * No cluster was at hand: it was tried against a server that holds each request against an extract of Kubernetes' published OpenAPI.
 */
export function createKubernetes(options: KubernetesOptions): CheckedActuator {
  const { deployment, namespace, clock } = options;
  const api = createKubernetesApi(options);

  /** The API for an order: what changes something is asked for only while the loop may act. */
  function apiFor({ action, dryRun }: Order, maySend: () => boolean): KubernetesApi {
    return {
      ...api,
      send: (request, schema, signal) => {
        if (request.method !== "GET" && !dryRun && !maySend()) {
          throw new UsageError(notSent(`${request.method} ${request.path} ${describeAction(action)}`).detail);
        }
        return api.send(request, schema, signal);
      },
    };
  }

  async function act(
    order: Order,
    signal: AbortSignal | undefined,
    maySend: () => boolean,
  ): Promise<Receipt> {
    const { action, dryRun } = order;
    const name = fillTemplate(deployment, order);
    if (!NAME.test(name)) return failed(`"${name}" can't be the name of a deployment`);
    const target = { api: apiFor(order, maySend), namespace, name, order, signal };
    const finished = (detail: string, undo?: Order["action"]) =>
      dryRun ? planned(detail) : done(order, detail, undo);
    switch (action.kind) {
      case "scale":
        return finished(await scaleDeployment(target, action.delta));
      case "restart":
        return finished(await restartDeployment(target, clock.now()));
      case "rollback":
        // The next one back from there is where it came from.
        return finished(await rollBackDeployment(target), { kind: "rollback", service: action.service });
      case "drain":
        // The deployment replaces the pod by itself: there is nothing to take back.
        return { outcome: dryRun ? "planned" : "done", detail: await evictPod(target) };
      default:
        return failed(`kubernetes can't carry out ${describeAction(action)}`);
    }
  }

  return {
    kind: "kubernetes",
    supports: (action) => KINDS.includes(action.kind) && fits(deployment, action),
    carryOut: async (order, signal, maySend = () => true) => {
      try {
        return await act(order, signal, maySend);
      } catch (error) {
        if (error instanceof NoVerdict) return unknown(error.message);
        if (error instanceof ApiError || error instanceof UsageError) return failed(error.message);
        throw error;
      }
    },
    find: async (order, signal) => {
      const { action } = order;
      if (action.kind !== "restart" && action.kind !== "rollback") {
        return unknown("a deployment does not tell");
      }
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${fillTemplate(deployment, order)}`;
      try {
        const { metadata } = await api.send({ method: "GET", path }, DEPLOYMENT, signal);
        const last = metadata.annotations?.[ORDER_ANNOTATION];
        return last === order.idempotencyKey
          ? done(order, `${path} carries the order's key`)
          : failed(`${path} carries ${last === undefined ? "no order's key" : `the key ${last}`}`);
      } catch (error) {
        return unknown((error as Error).message);
      }
    },
    check: async (signal) => {
      try {
        for (const right of RIGHTS) await requireRight({ ...right, namespace }, signal);
        if (!deployment.includes("{")) {
          const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}/scale`;
          await api.send({ method: "GET", path }, SCALE, signal);
        }
      } catch (error) {
        throw error instanceof NoVerdict ? new Away(error.message) : error;
      }
      return `the account has the rights to act in the namespace ${namespace}`;
    },
    dryRuns: "of each service",
    close: () => Promise.resolve(api.close()),
  };

  async function requireRight(
    resourceAttributes: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<void> {
    const review = await api.send(
      {
        method: "POST",
        path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        body: {
          apiVersion: "authorization.k8s.io/v1",
          kind: "SelfSubjectAccessReview",
          spec: { resourceAttributes },
        },
      },
      ACCESS_REVIEW,
      signal,
    );
    if (review.status.allowed) return;
    const { verb, resource, subresource } = resourceAttributes;
    const what = subresource === undefined ? resource : `${resource}/${subresource}`;
    throw new UsageError(
      `this account has no right to ${verb} ${what} in the namespace ${namespace}`,
    );
  }
}
