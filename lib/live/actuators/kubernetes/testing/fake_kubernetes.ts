import { serve, type TestServer } from "../../testing/server.ts";
import { checkRequest, type KnownRequest } from "./request_check.ts";

/** The token that the fake asks for. */
export const TOKEN = "k8s-token-0123456789";

type Labels = Record<string, string>;

/** A template of pods. */
interface Template {
  metadata: { labels: Labels; annotations?: Labels };
  spec: { containers: { name: string; image: string }[] };
}

/** What the fake's only deployment, `api` in the namespace `shop`, looks like. */
export interface FakeCluster {
  replicas: number;
  template: Template;
  /** Templates by revision; the last one is the deployment's. */
  history: Template[];
  annotations: Labels;
  paused: boolean;
  resourceVersion: number;
  generation: number;
  pods: { name: string; ready: boolean; restarts: number; created: string }[];
  /** Rights that are denied, as `patch deployments/scale`. */
  denied: string[];
  /** Called before each PATCH is looked at: what others do meanwhile, or an answer of its own. */
  beforePatch: () => Response | undefined;
  /** Whether a disruption budget forbids to evict. */
  noEvictions: boolean;
  /** Operations carried out or tried dry, as `patchAppsV1NamespacedDeploymentScale dry`. */
  readonly seen: string[];
  /** Requests that the OpenAPI does not allow. */
  readonly wrong: string[];
}

const template = (image: string): Template => ({
  metadata: { labels: { app: "api" } },
  spec: { containers: [{ name: "api", image }] },
});

/** A server that stands in for a cluster: it holds each request against the extract of the OpenAPI, and notes what it does not allow. */
export function fakeKubernetes(): { readonly cluster: FakeCluster; readonly server: TestServer } {
  const cluster: FakeCluster = {
    replicas: 3,
    template: template("api:2"),
    history: [template("api:1"), template("api:2")],
    annotations: { owner: "shop" },
    paused: false,
    resourceVersion: 100,
    generation: 5,
    pods: [
      { name: "api-aa", ready: true, restarts: 0, created: "2026-01-02T00:00:00Z" },
      { name: "api-bb", ready: true, restarts: 4, created: "2026-01-03T00:00:00Z" },
      { name: "api-cc", ready: true, restarts: 0, created: "2026-01-01T00:00:00Z" },
    ],
    denied: [],
    beforePatch: () => undefined,
    noEvictions: false,
    seen: [],
    wrong: [],
  };
  const server = serve(async (request) => {
    if (request.headers.get("authorization") !== `Bearer ${TOKEN}`) return refusal(401, "Unauthorized");
    try {
      const known = await checkRequest(request);
      const dry = new URL(request.url).searchParams.get("dryRun") === "All";
      cluster.seen.push(known.operationId + (dry ? " dry" : ""));
      return answer(known, { cluster, dry, request });
    } catch (error) {
      cluster.wrong.push((error as Error).message);
      return refusal(400, (error as Error).message);
    }
  });
  return { cluster, server };
}

function refusal(code: number, message: string): Response {
  return Response.json({ kind: "Status", apiVersion: "v1", status: "Failure", code, message }, {
    status: code,
  });
}

interface Situation {
  readonly cluster: FakeCluster;
  readonly dry: boolean;
  readonly request: Request;
}

function answer(known: KnownRequest, { cluster, dry, request }: Situation): Response {
  const { operationId, namespace, name } = known;
  if (operationId === "createAuthorizationV1SelfSubjectAccessReview") return review(known.body, cluster);
  if (namespace !== "shop") return refusal(404, `namespaces "${namespace}" not found`);
  const isPod = operationId.includes("Pod");
  if (!isPod && name !== "" && name !== "api") return refusal(404, `deployments.apps "${name}" not found`);
  if (request.method === "PATCH") {
    const own = cluster.beforePatch();
    if (own !== undefined) return own;
  }
  const view: FakeCluster = dry ? structuredClone({ ...cluster, beforePatch: undefined as never }) : cluster;
  switch (operationId) {
    case "readAppsV1NamespacedDeploymentScale":
      return Response.json(scaleOf(cluster));
    case "patchAppsV1NamespacedDeploymentScale": {
      const { metadata, spec } = known.body as {
        metadata?: { resourceVersion?: string };
        spec: { replicas: number };
      };
      const asked = metadata?.resourceVersion;
      if (asked !== undefined && asked !== String(cluster.resourceVersion)) {
        return refusal(
          409,
          "the object has been modified; please apply your changes to the latest version and try again",
        );
      }
      change(view, () => view.replicas = spec.replicas);
      return Response.json(scaleOf(view));
    }
    case "readAppsV1NamespacedDeployment":
      return Response.json(deploymentOf(cluster));
    case "patchAppsV1NamespacedDeployment":
      return patchDeployment(known.body, view, request.headers.get("content-type")!);
    case "listAppsV1NamespacedReplicaSet":
      return Response.json({ kind: "ReplicaSetList", apiVersion: "apps/v1", items: replicaSetsOf(cluster) });
    case "listCoreV1NamespacedPod":
      return Response.json({ kind: "PodList", apiVersion: "v1", items: cluster.pods.map(podOf) });
    default:
      return evict(name, view);
  }
}

/** Changes the specification. */
function change(cluster: FakeCluster, write: () => void): void {
  write();
  cluster.resourceVersion++;
  cluster.generation++;
}

function patchDeployment(body: unknown, cluster: FakeCluster, type: string): Response {
  if (type === "application/json-patch+json") {
    for (const { op, path, value } of body as { op: string; path: string; value: never }[]) {
      if (op === "test" && path === "/metadata/generation" && value !== cluster.generation) {
        return refusal(
          422,
          "the server rejected our request due to an error in our request: testing path failed",
        );
      }
      if (path === "/metadata/annotations") cluster.annotations = value;
      if (path !== "/spec/template") continue;
      change(cluster, () => cluster.template = value);
      cluster.history.push(cluster.template);
    }
    return Response.json(deploymentOf(cluster));
  }
  const { metadata, spec } = body as {
    metadata?: { annotations?: Labels };
    spec?: { template?: Partial<Template> };
  };
  Object.assign(cluster.annotations, metadata?.annotations);
  const added = spec?.template?.metadata?.annotations;
  if (added !== undefined) {
    const old = cluster.template;
    const annotations = { ...old.metadata.annotations, ...added };
    change(cluster, () => cluster.template = { ...old, metadata: { ...old.metadata, annotations } });
  }
  return Response.json(deploymentOf(cluster));
}

function evict(name: string, cluster: FakeCluster): Response {
  const at = cluster.pods.findIndex((pod) => pod.name === name);
  if (at < 0) return refusal(404, `pods "${name}" not found`);
  if (cluster.noEvictions) {
    return refusal(429, "Cannot evict pod as it would violate the pod's disruption budget.");
  }
  cluster.pods.splice(at, 1);
  return Response.json({ kind: "Status", apiVersion: "v1", status: "Success", code: 201 }, { status: 201 });
}

function review(body: unknown, { denied }: FakeCluster): Response {
  const { spec } = body as { spec: { resourceAttributes: Record<string, string> } };
  const { verb, resource, subresource } = spec.resourceAttributes;
  const right = `${verb} ${resource}${subresource === undefined ? "" : `/${subresource}`}`;
  return Response.json({ ...body as object, status: { allowed: !denied.includes(right) } }, { status: 201 });
}

function scaleOf({ replicas, resourceVersion }: FakeCluster) {
  const metadata = { name: "api", namespace: "shop", resourceVersion: String(resourceVersion) };
  return { kind: "Scale", apiVersion: "autoscaling/v1", metadata, spec: { replicas }, status: { replicas } };
}

function deploymentOf(
  { annotations, template, replicas, paused, resourceVersion, generation, history }: FakeCluster,
) {
  return {
    kind: "Deployment",
    apiVersion: "apps/v1",
    metadata: {
      name: "api",
      namespace: "shop",
      uid: "uid-1",
      resourceVersion: String(resourceVersion),
      generation,
      annotations: { ...annotations, "deployment.kubernetes.io/revision": String(history.length) },
    },
    spec: { replicas, paused, selector: { matchLabels: { app: "api" } }, template },
  };
}

function replicaSetsOf({ history }: FakeCluster) {
  const own = history.map((template, i) => replicaSet(template, i + 1, "uid-1"));
  return [...own, replicaSet(template("stranger:9"), history.length - 1, "uid-2")];
}

function replicaSet(of: Template, revision: number, uid: string) {
  const hash = `h${revision}`;
  const labels = { ...of.metadata.labels, "pod-template-hash": hash };
  return {
    metadata: {
      name: `api-${hash}`,
      annotations: { "deployment.kubernetes.io/revision": String(revision) },
      ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name: "api", uid, controller: true }],
    },
    spec: { template: { ...of, metadata: { ...of.metadata, labels } } },
  };
}

function podOf({ name, ready, restarts, created }: FakeCluster["pods"][number]) {
  return {
    metadata: { name, creationTimestamp: created, labels: { app: "api" } },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
      containerStatuses: [{ name: "api", restartCount: restarts }],
    },
  };
}
