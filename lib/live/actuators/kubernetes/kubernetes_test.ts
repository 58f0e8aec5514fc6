import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import type { Order } from "../../contract.ts";
import { createKubernetes, type KubernetesOptions } from "./kubernetes.ts";
import { type FakeCluster, fakeKubernetes, TOKEN } from "./testing/fake_kubernetes.ts";
import { checkRequest } from "./testing/request_check.ts";
import { orderFor } from "../testing/orders.ts";
import { timeoutClock } from "../testing/timeout_clock.ts";

const SCALE = orderFor({ kind: "scale", service: "api", delta: 1 });
const RESTART = orderFor({ kind: "restart", service: "api" });
const ROLLBACK = orderFor({ kind: "rollback", service: "api" });
const DRAIN = orderFor({ kind: "drain", service: "api" });
const DEPLOYMENT = "/apis/apps/v1/namespaces/shop/deployments/api";

/** Runs orders against a fake cluster, and holds that no request was outside of the OpenAPI. */
async function withCluster(
  run: (cluster: FakeCluster, actuator: ReturnType<typeof createKubernetes>) => Promise<void>,
  options: Partial<KubernetesOptions> = {},
): Promise<void> {
  const { cluster, server } = fakeKubernetes();
  await using running = server;
  const actuator = createKubernetes({
    url: running.url,
    namespace: "shop",
    deployment: "{service}",
    token: () => `${TOKEN}\n`,
    timeoutSeconds: 10,
    clock: timeoutClock(10, 1_790_000_000),
    ...options,
  });
  await run(cluster, actuator);
  await actuator.close();
  deepStrictEqual(cluster.wrong, []);
}

Deno.test("a replica is added by the scale subresource, from what the cluster has", () =>
  withCluster(async (cluster, actuator) => {
    const receipt = await actuator.carryOut(SCALE);
    deepStrictEqual(receipt, {
      outcome: "done",
      detail: `PATCH ${DEPLOYMENT}/scale replicas 3 -> 4`,
      undo: { kind: "scale", service: "api", delta: -1 },
    });
    strictEqual(cluster.replicas, 4);
    deepStrictEqual(cluster.seen, [
      "readAppsV1NamespacedDeploymentScale",
      "patchAppsV1NamespacedDeploymentScale",
    ]);
    cluster.replicas = 1;
    const last = await actuator.carryOut(orderFor({ kind: "scale", service: "api", delta: -1 }));
    deepStrictEqual(last, {
      outcome: "failed",
      detail: `${DEPLOYMENT}/scale has 1 replicas, and one must be left`,
    });
  }));

Deno.test("what is read first is not followed by a change where the loop may not act any more", () =>
  withCluster(async (cluster, actuator) => {
    for (const order of [SCALE, RESTART, ROLLBACK, DRAIN]) {
      const { outcome, detail } = await actuator.carryOut(order, undefined, () => false);
      strictEqual(outcome, "failed");
      match(detail, /not sent, since this loop may not act any more/);
    }
    ok(cluster.seen.every((request) => /^(read|list)/.test(request)), cluster.seen.join());
    strictEqual(
      (await actuator.carryOut({ ...SCALE, dryRun: true }, undefined, () => false)).outcome,
      "planned",
    );
  }));

Deno.test("a change of something else in between is got over, one of the count is not written over", () =>
  withCluster(async (cluster, actuator) => {
    cluster.beforePatch = () => {
      cluster.resourceVersion++;
      cluster.beforePatch = () => undefined;
      return undefined;
    };
    strictEqual((await actuator.carryOut(SCALE)).outcome, "done");
    strictEqual(cluster.replicas, 4);
    cluster.beforePatch = () => {
      cluster.resourceVersion++;
      cluster.replicas = 7;
      return undefined;
    };
    const receipt = await actuator.carryOut(SCALE);
    deepStrictEqual(receipt, {
      outcome: "failed",
      detail: `${DEPLOYMENT}/scale was scaled by somebody else, from 4 to 7`,
    });
    strictEqual(cluster.replicas, 7);
  }));

Deno.test("a restart sets the annotation of kubectl, and the order's key, by which it is found after a crash", () =>
  withCluster(async (cluster, actuator) => {
    strictEqual((await actuator.find!(RESTART)).outcome, "failed");
    const receipt = await actuator.carryOut(RESTART);
    strictEqual(receipt.outcome, "done");
    deepStrictEqual(cluster.template.metadata.annotations, {
      "kubectl.kubernetes.io/restartedAt": "2026-09-21T14:13:20Z",
    });
    deepStrictEqual(cluster.annotations, { owner: "shop", "aiops/order": "shop-1-71-0" });
    strictEqual((await actuator.find!(RESTART)).outcome, "done");
    strictEqual((await actuator.find!({ ...RESTART, idempotencyKey: "shop-1-72-0" })).outcome, "failed");
    strictEqual((await actuator.find!(SCALE)).outcome, "unknown");
  }));

Deno.test("a rollback gives the deployment the template of its own ReplicaSet before, without that one's label", () =>
  withCluster(async (cluster, actuator) => {
    const receipt = await actuator.carryOut(ROLLBACK);
    deepStrictEqual(receipt, {
      outcome: "done",
      detail: `PATCH ${DEPLOYMENT} revision 2 -> template of 1`,
      undo: { kind: "rollback", service: "api" },
    });
    deepStrictEqual(cluster.template, {
      metadata: { labels: { app: "api" } },
      spec: { containers: [{ name: "api", image: "api:1" }] },
    });
    strictEqual(cluster.annotations["owner"], "shop");
    strictEqual((await actuator.find!(ROLLBACK)).outcome, "done");
    await actuator.carryOut({ ...ROLLBACK, idempotencyKey: "undo" });
    strictEqual(cluster.template.spec.containers[0]!.image, "api:2");
  }));

Deno.test("a rollback is refused for a paused deployment, one without a past, and one that changes meanwhile", async () => {
  const faults: readonly (readonly [(cluster: FakeCluster) => void, RegExp])[] = [
    [(cluster) => cluster.paused = true, /is paused/],
    [(cluster) => cluster.history.shift(), /has no revision before 1/],
    [(cluster) => cluster.beforePatch = () => (cluster.generation++, undefined), /422 .*testing path failed/],
  ];
  for (const [prepare, problem] of faults) {
    await withCluster(async (cluster, actuator) => {
      prepare(cluster);
      const { outcome, detail } = await actuator.carryOut(ROLLBACK);
      strictEqual(outcome, "failed");
      match(detail, problem);
      strictEqual(cluster.template.spec.containers[0]!.image, "api:2");
    });
  }
});

Deno.test("a drain evicts the pod that restarted most, one at least being left, and heeds the disruption budget", () =>
  withCluster(async (cluster, actuator) => {
    cluster.noEvictions = true;
    match(
      (await actuator.carryOut(DRAIN)).detail,
      /429 Cannot evict pod as it would violate the pod's disruption budget/,
    );
    cluster.noEvictions = false;
    deepStrictEqual(await actuator.carryOut(DRAIN), {
      outcome: "done",
      detail: "POST /api/v1/namespaces/shop/pods/api-bb/eviction",
    });
    cluster.pods[0]!.ready = false;
    strictEqual((await actuator.carryOut(DRAIN)).outcome, "done");
    deepStrictEqual(cluster.pods.map(({ name }) => name), ["api-cc"]);
    deepStrictEqual(await actuator.carryOut(DRAIN), {
      outcome: "failed",
      detail: "api has 1 pods, and one other must be ready",
    });
  }));

Deno.test("dry runs are tried by the server, and change nothing", () =>
  withCluster(async (cluster, actuator) => {
    const before = JSON.stringify(cluster);
    for (const order of [SCALE, RESTART, ROLLBACK, DRAIN]) {
      const { outcome } = await actuator.carryOut({ ...order, dryRun: true });
      strictEqual(outcome, "planned");
    }
    const writes = cluster.seen.filter((operation) => !/^(read|list)/.test(operation));
    deepStrictEqual(writes, [
      "patchAppsV1NamespacedDeploymentScale dry",
      "patchAppsV1NamespacedDeployment dry",
      "patchAppsV1NamespacedDeployment dry",
      "createCoreV1NamespacedPodEviction dry",
    ]);
    cluster.seen.length = 0;
    strictEqual(JSON.stringify(cluster), before);
  }));

Deno.test("every right is asked for at the start, and a missing one is named", () =>
  withCluster(async (cluster, actuator) => {
    await actuator.check!();
    strictEqual(cluster.seen.length, 7);
    cluster.denied = ["patch deployments/scale"];
    await rejects(
      async () => await actuator.check!(),
      /^UsageError: this account has no right to patch deployments\/scale in the namespace shop$/,
    );
  }));

Deno.test("errors after which something may have been changed are unknown, others are failures, and no token is told", async () => {
  const answers: readonly (readonly [Response, string])[] = [
    [new Response("{}", { status: 500 }), "unknown"],
    [new Response("gateway", { status: 504 }), "unknown"],
    [new Response("no json"), "unknown"],
    [Response.json({ message: `forbidden for ${TOKEN}` }, { status: 403 }), "failed"],
    [Response.json({ message: "too many" }, { status: 429 }), "failed"],
  ];
  for (const [answer, expected] of answers) {
    await withCluster(async (cluster, actuator) => {
      cluster.beforePatch = () => answer.clone();
      const { outcome, detail } = await actuator.carryOut(SCALE);
      strictEqual(outcome, expected, detail);
      ok(!detail.includes(TOKEN));
    });
  }
  await withCluster(async (_, actuator) => {
    const { outcome, detail } = await actuator.carryOut(SCALE);
    deepStrictEqual([outcome, detail], ["failed", `GET ${DEPLOYMENT}/scale: 401 Unauthorized`]);
  }, { token: () => "expired" });
});

Deno.test("a server that hangs in a write makes the order unknown, one that hangs in a read a failure", async () => {
  for (const [method, expected] of [["PATCH", "unknown"], ["GET", "failed"]] as const) {
    const { cluster, server } = fakeKubernetes();
    await using running = server;
    const letGo = Promise.withResolvers<Response>();
    const clock = timeoutClock(10);
    await using proxy = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
      if (request.method === method) {
        clock.timeOut();
        return letGo.promise;
      }
      const { pathname, search } = new URL(request.url);
      return fetch(`${running.url}${pathname}${search}`, { headers: request.headers });
    });
    const actuator = createKubernetes({
      url: `http://127.0.0.1:${proxy.addr.port}`,
      namespace: "shop",
      deployment: "api",
      token: () => TOKEN,
      timeoutSeconds: 10,
      clock,
    });
    const { outcome, detail } = await actuator.carryOut(SCALE);
    strictEqual(outcome, expected);
    match(detail, /no answer after 10 s$/);
    strictEqual(cluster.replicas, 3);
    letGo.resolve(new Response());
  }
});

Deno.test("names that no object can have, and actions that a deployment has no part in, are not sent", () =>
  withCluster(async (cluster, actuator) => {
    const odd: Order = orderFor({ kind: "restart", service: "api/../../secrets" });
    strictEqual((await actuator.carryOut(odd)).outcome, "failed");
    deepStrictEqual(cluster.seen, []);
    strictEqual(actuator.supports({ kind: "failover", service: "db" }), false);
    strictEqual(actuator.supports({ kind: "restore" }), false);
  }));

Deno.test("the check of requests finds what the OpenAPI does not allow", async () => {
  const at = `http://x${DEPLOYMENT}`;
  const merge = { "content-type": "application/merge-patch+json" };
  const patch = (body: unknown, headers: HeadersInit = merge, url = at) =>
    new Request(url, { method: "PATCH", headers, body: JSON.stringify(body) });
  for (
    const [request, problem] of [
      [new Request(`${at}s`, { method: "PUT" }), /has no PUT/],
      [new Request(`${at}?dryRun=All`), /no query parameter dryRun/],
      [patch({}, merge, `${at}?dryRun=true`), /dryRun must be All/],
      [patch({}, { "content-type": "application/json" }), /does not take application\/json/],
      [patch({ spec: { replica: 3 } }), /DeploymentSpec has no replica/],
      [patch({ spec: { replicas: "3" } }, merge, `${at}/scale`), /body.spec.replicas must be integer/],
      [
        patch([{ op: "put", path: "/spec/template", value: {} }], {
          "content-type": "application/json-patch+json",
        }),
        /no op put/,
      ],
      [
        patch([{ op: "replace", path: "/spec/image", value: {} }], {
          "content-type": "application/json-patch+json",
        }),
        /DeploymentSpec has no image/,
      ],
      [
        new Request("http://x/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
          method: "POST",
          body: "{}",
        }),
        /body lacks spec/,
      ],
    ] as const
  ) await rejects(() => checkRequest(request), problem);
});
