import { UsageError } from "../../../model/mod.ts";
import type { Order } from "../../contract.ts";
import { ApiError, type KubernetesApi } from "./api.ts";
import { ANY_OBJECT, DEPLOYMENT, type Deployment, type Pod, PODS, REPLICA_SETS, SCALE } from "./objects.ts";

/** Annotation of a deployment that holds the key of the last order. */
export const ORDER_ANNOTATION = "aiops/order";
/** Annotation of a pod template that `kubectl rollout restart` sets. */
const RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";
/** Annotation in which the deployment controller counts the templates. */
const REVISION = "deployment.kubernetes.io/revision";
/** Label that the deployment controller adds to the template of a ReplicaSet. */
const HASH_LABEL = "pod-template-hash";

/** A deployment and the order for it. */
export interface Target {
  readonly api: KubernetesApi;
  readonly namespace: string;
  readonly name: string;
  readonly order: Order;
  readonly signal?: AbortSignal | undefined;
}

function deploymentPath({ namespace, name }: Target): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
}

/** Adds a replica or takes one away, from what the deployment has now. @returns what was done */
export async function scaleDeployment(target: Target, delta: 1 | -1): Promise<string> {
  const { api, signal, order: { dryRun } } = target;
  const path = `${deploymentPath(target)}/scale`;
  const first = await api.send({ method: "GET", path }, SCALE, signal);
  const from = first.spec.replicas;
  const to = from + delta;
  if (to < 1) throw new UsageError(`${path} has ${from} replicas, and one must be left`);
  const patch = async (resourceVersion: string | undefined) =>
    await api.send(
      {
        method: "PATCH",
        path,
        patch: "merge-patch",
        dryRun,
        body: { metadata: { resourceVersion }, spec: { replicas: to } },
      },
      SCALE,
      signal,
    );
  const after = await patch(first.metadata.resourceVersion).catch(async (error) => {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    // Something else of it has changed, its status for one. Only if the count is still the same is the order what it was.
    const again = await api.send({ method: "GET", path }, SCALE, signal);
    if (again.spec.replicas !== from) {
      throw new UsageError(`${path} was scaled by somebody else, from ${from} to ${again.spec.replicas}`);
    }
    return await patch(again.metadata.resourceVersion);
  });
  const detail = `PATCH ${path} replicas ${from} -> ${after.spec.replicas}`;
  return after.spec.replicas === to ? detail : `${detail}, asked for ${to}`;
}

/** Has the pods replaced one after the other, with the same template. @returns what was done */
export async function restartDeployment(target: Target, nowSeconds: number): Promise<string> {
  const path = deploymentPath(target);
  const at = `${new Date(1000 * nowSeconds).toISOString().slice(0, 19)}Z`;
  await target.api.send(
    {
      method: "PATCH",
      path,
      patch: "strategic-merge-patch",
      dryRun: target.order.dryRun,
      body: {
        metadata: { annotations: { [ORDER_ANNOTATION]: target.order.idempotencyKey } },
        spec: { template: { metadata: { annotations: { [RESTARTED_AT]: at } } } },
      },
    },
    DEPLOYMENT,
    target.signal,
  );
  return `PATCH ${path} ${RESTARTED_AT} ${at}`;
}

/** Gives a deployment the template of the revision before. @returns what was done */
export async function rollBackDeployment(target: Target): Promise<string> {
  const { api, signal, order } = target;
  const path = deploymentPath(target);
  const deployment = await api.send({ method: "GET", path }, DEPLOYMENT, signal);
  if (deployment.spec.paused) throw new UsageError(`${path} is paused and can't be rolled back`);
  const now = Number(deployment.metadata.annotations?.[REVISION]);
  const before = await previousTemplate(target, deployment, now);
  const annotations = { ...deployment.metadata.annotations, [ORDER_ANNOTATION]: order.idempotencyKey };
  await api.send(
    {
      method: "PATCH",
      path,
      patch: "json-patch",
      dryRun: order.dryRun,
      body: [
        // Counts changes of the specification alone, where the version of the object counts those of its status too.
        { op: "test", path: "/metadata/generation", value: deployment.metadata.generation },
        { op: "replace", path: "/spec/template", value: before.template },
        { op: "add", path: "/metadata/annotations", value: annotations },
      ],
    },
    DEPLOYMENT,
    signal,
  );
  return `PATCH ${path} revision ${now} -> template of ${before.revision}`;
}

/** The template of the revision before the one that is there, without the label that its ReplicaSet gave it. */
async function previousTemplate(target: Target, deployment: Deployment, now: number) {
  const { api, namespace, signal } = target;
  const query = { labelSelector: selectorOf(deployment) };
  const path = `/apis/apps/v1/namespaces/${namespace}/replicasets`;
  const { items } = await api.send({ method: "GET", path, query }, REPLICA_SETS, signal);
  const candidates = items
    .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid))
    .map(({ metadata, spec }) => ({
      revision: Number(metadata.annotations?.[REVISION]),
      template: spec.template,
    }))
    .filter(({ revision, template }) => revision < now && template !== undefined)
    .sort((a, b) => b.revision - a.revision);
  const before = candidates[0];
  if (before === undefined) throw new UsageError(`${deploymentPath(target)} has no revision before ${now}`);
  const { [HASH_LABEL]: _, ...labels } = before.template!.metadata?.labels ?? {};
  return {
    revision: before.revision,
    template: { ...before.template, metadata: { ...before.template!.metadata, labels } },
  };
}

/** Evicts the pod of a deployment that is worst off. @returns what was done */
export async function evictPod(target: Target): Promise<string> {
  const { api, namespace, signal, order: { dryRun } } = target;
  const deployment = await api.send({ method: "GET", path: deploymentPath(target) }, DEPLOYMENT, signal);
  const list = `/api/v1/namespaces/${namespace}/pods`;
  const query = { labelSelector: selectorOf(deployment) };
  const { items } = await api.send({ method: "GET", path: list, query }, PODS, signal);
  const pods = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined).sort(worstFirst);
  const pod = pods[0];
  if (pod === undefined || !pods.slice(1).some(isReady)) {
    throw new UsageError(`${target.name} has ${pods.length} pods, and one other must be ready`);
  }
  const { name } = pod.metadata;
  const path = `${list}/${name}/eviction`;
  await api.send(
    {
      method: "POST",
      path,
      dryRun,
      body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } },
    },
    ANY_OBJECT,
    signal,
  );
  return `POST ${path}`;
}

/** Not ready before ready, then the most restarts, then the oldest. */
function worstFirst(a: Pod, b: Pod): number {
  return Number(isReady(a)) - Number(isReady(b)) || restarts(b) - restarts(a) ||
    (a.metadata.creationTimestamp ?? "").localeCompare(b.metadata.creationTimestamp ?? "");
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}

function restarts({ status }: Pod): number {
  return (status?.containerStatuses ?? []).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
}

function selectorOf({ metadata, spec: { selector } }: Deployment): string {
  const labels = Object.entries(selector.matchLabels ?? {});
  if (labels.length > 0 && (selector.matchExpressions ?? []).length === 0) {
    return labels.map(([name, value]) => `${name}=${value}`).join(",");
  }
  throw new UsageError(`The deployment ${metadata.name} must select its pods by labels alone`);
}
