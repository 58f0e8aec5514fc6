import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { systemClock } from "../../loop/system_clock.ts";
import { orderFor, RESTART } from "../testing/orders.ts";
import { serve, serveBytes } from "../testing/server.ts";
import { timeoutClock } from "../testing/timeout_clock.ts";
import { createWebhook, type WebhookOptions } from "./webhook.ts";
import { verifySignature } from "./signature.ts";

const clock = timeoutClock(10);
const SECRET = "a-secret-of-tests";
const webhook = (options: Pick<WebhookOptions, "url"> & Partial<WebhookOptions>) =>
  createWebhook({ timeoutSeconds: 10, attempts: 3, sendsDryRuns: false, clock, ...options });

/** Answers with one response after the other, the last one for ever, and counts the requests. */
function answering(...responses: readonly (() => Response)[]) {
  const keys: string[] = [];
  const server = serve(async (request) => {
    await request.text();
    keys.push(request.headers.get("idempotency-key")!);
    return responses[Math.min(keys.length, responses.length) - 1]!();
  });
  return { server, keys };
}

Deno.test("an order is posted with action, target, incident, key and reason, signed with the time", async () => {
  let seen: { body: string; headers: Headers } | undefined;
  await using server = serve(async (request) => {
    seen = { body: await request.text(), headers: request.headers };
    return new Response('{"outcome":"done","detail":"ticket 7"}');
  });
  const url = `${server.url}/hook`;
  const receipt = await webhook({ url, secret: SECRET, headers: { "x-team": "shop" } })
    .carryOut(orderFor({ kind: "scale", service: "api", delta: 1 }));
  deepStrictEqual(receipt, {
    outcome: "done",
    detail: `POST ${url} scale(api, +1): 200 ticket 7`,
    undo: { kind: "scale", service: "api", delta: -1 },
  });
  const { body, headers } = seen!;
  deepStrictEqual(JSON.parse(body), {
    action: { kind: "scale", service: "api", delta: 1 },
    target: "api",
    incident: "shop-1",
    idempotencyKey: "shop-1-71-0",
    dryRun: false,
    reason: "db is slow",
  });
  strictEqual(headers.get("idempotency-key"), "shop-1-71-0");
  strictEqual(headers.get("x-team"), "shop");
  const request = {
    timestamp: headers.get("x-aiops-timestamp")!,
    signature: headers.get("x-aiops-signature")!,
    body,
  };
  ok(verifySignature(SECRET, request, { nowSeconds: clock.now() }));
  ok(!verifySignature("another", request, { nowSeconds: clock.now() }));
  ok(
    !verifySignature(SECRET, { ...request, timestamp: String(Number(request.timestamp) + 1) }, {
      nowSeconds: clock.now(),
    }),
  );
});

Deno.test("500 and 429 are tried again under the same key, with growing waits, and not without end", async () => {
  const busy = answering(
    () => new Response("busy", { status: 429 }),
    () => new Response("", { status: 500 }),
    () => new Response("ok"),
  );
  await using _server = busy.server;
  const before = clock.now();
  const receipt = await webhook({ url: busy.server.url }).carryOut(RESTART);
  strictEqual(receipt.outcome, "done");
  deepStrictEqual(busy.keys, ["shop-1-71-0", "shop-1-71-0", "shop-1-71-0"]);
  strictEqual(clock.now() - before, 1 + 2);

  const broken = answering(() => new Response("it broke", { status: 500 }));
  await using _broken = broken.server;
  const given = await webhook({ url: broken.server.url }).carryOut(RESTART);
  deepStrictEqual(given, {
    outcome: "unknown",
    detail: `POST ${broken.server.url} restart(db): 500 it broke, 3 attempts`,
  });
  strictEqual(broken.keys.length, 3);

  const full = answering(() => new Response("", { status: 503, headers: { "retry-after": "7" } }));
  await using _full = full.server;
  const start = clock.now();
  strictEqual(
    (await webhook({ url: full.server.url }).carryOut(RESTART)).outcome,
    "failed",
  );
  strictEqual(clock.now() - start, 14);
});

Deno.test("before each try it is asked whether the loop may still act, and an order that may have arrived is unknown then", async () => {
  for (const [status, outcome] of [[503, "failed"], [500, "unknown"]] as const) {
    const busy = answering(() => new Response("", { status }));
    await using _server = busy.server;
    const may = [true, true, false];
    const receipt = await webhook({ url: busy.server.url, attempts: 9 })
      .carryOut(RESTART, undefined, () => may.shift()!);
    strictEqual(busy.keys.length, 2);
    strictEqual(receipt.outcome, outcome);
    match(receipt.detail, /not sent/);
  }
});

Deno.test("an order to restore says what alone is to be taken back, and each until when it may be sent; a status may be pending", async () => {
  const bodies: unknown[] = [];
  await using server = serve(async (request) => {
    if (request.method === "GET") return Response.json({ outcome: "pending", detail: "it runs" });
    bodies.push(JSON.parse(await request.text()));
    return new Response("ok");
  });
  const actuator = webhook({ url: server.url, statusUrl: server.url });
  const measures = [{ kind: "limit_traffic", factor: 0.5 }] as const;
  const restore = orderFor({ kind: "restore" }, { measures, expiresAtSeconds: 77 });
  await actuator.carryOut({ ...restore, isPartial: true });
  await actuator.carryOut(restore);
  deepStrictEqual(bodies.map((body) => (body as typeof restore).measures), [measures, undefined]);
  strictEqual((bodies[0] as typeof restore).expiresAtSeconds, 77);
  deepStrictEqual(await actuator.find!(RESTART), { outcome: "pending", detail: "it runs" });
});

Deno.test("4xx is a failure at once, and a redirect is not followed", async () => {
  let followed = 0;
  await using elsewhere = serve(() => (followed++, new Response("ok")));
  for (
    const [status, detail] of [[400, "400 no such service"], [
      302,
      "302, and redirects are not followed",
    ]] as const
  ) {
    const headers: Record<string, string> = status === 302 ? { location: elsewhere.url } : {};
    const odd = answering(() => new Response("no such service", { status, headers }));
    await using server = odd.server;
    const receipt = await webhook({ url: server.url }).carryOut(RESTART);
    deepStrictEqual(receipt, { outcome: "failed", detail: `POST ${server.url} restart(db): ${detail}` });
    strictEqual(odd.keys.length, 1);
  }
  strictEqual(followed, 0);
});

Deno.test("a server that hangs makes the order unknown when the time is over, and it is not sent again", async () => {
  let requests = 0;
  const letGo = Promise.withResolvers<Response>();
  await using server = serve(() => {
    requests++;
    clock.timeOut();
    return letGo.promise;
  });
  const before = clock.now();
  const receipt = await webhook({ url: server.url }).carryOut(RESTART);
  deepStrictEqual(receipt, {
    outcome: "unknown",
    detail: `POST ${server.url} restart(db): no answer after 10 s`,
  });
  deepStrictEqual([requests, clock.now() - before], [1, 10]);
  letGo.resolve(new Response());
});

Deno.test("half an answer, no answer, and an answer that never ends are unknown; no connection is a failure", async () => {
  for (
    const [bytes, problem] of [
      ['HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"outcome":', /the answer, 200, broke off/],
      ["HTTP/1.1 200", /connection|incomplete|message/],
      ["", /connection/],
    ] as const
  ) {
    await using server = serveBytes(bytes);
    const { outcome, detail } = await webhook({ url: server.url, clock: systemClock }).carryOut(RESTART);
    strictEqual(outcome, "unknown", detail);
    match(detail, problem);
  }
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
  listener.close();
  const { outcome, detail } = await webhook({ url, attempts: 1 }).carryOut(RESTART);
  strictEqual(outcome, "failed");
  match(detail, /refused.*1 attempts$/);
  let chunks = 0;
  await using endless = serve(() =>
    new Response(
      new ReadableStream({ pull: (to) => (chunks++, to.enqueue(new Uint8Array(65_536).fill(97))) }),
    )
  );
  const receipt = await webhook({ url: endless.url, clock: systemClock }).carryOut(RESTART);
  strictEqual(receipt.outcome, "done");
  ok(receipt.detail.length < 500 && chunks < 1000);
});

Deno.test("what the server itself says of the outcome counts, and what is no such answer does not", async () => {
  for (
    const [body, outcome] of [
      ['{"outcome":"failed","detail":"no such service"}', "failed"],
      ['{"outcome":"unknown"}', "unknown"],
      ['{"outcome":"perhaps"}', "done"],
      ["{broken", "done"],
      ["", "done"],
    ] as const
  ) {
    await using server = serve(() => new Response(body));
    strictEqual((await webhook({ url: server.url }).carryOut(RESTART)).outcome, outcome, body);
  }
});

Deno.test("a dry run is sent only to a receiver that is said to know them", async () => {
  const seen: boolean[] = [];
  await using server = serve(async (
    request,
  ) => (seen.push((await request.json()).dryRun), new Response("ok")));
  const order = { ...RESTART, dryRun: true };
  strictEqual((await webhook({ url: server.url }).carryOut(order)).outcome, "planned");
  deepStrictEqual(seen, []);
  strictEqual((await webhook({ url: server.url, sendsDryRuns: true }).carryOut(order)).outcome, "planned");
  deepStrictEqual(seen, [true]);
});

Deno.test("after a crash the receiver is asked by the key; only one that never saw it means that nothing was done", async () => {
  for (
    const [status, body, outcome] of [
      [200, '{"outcome":"done","detail":"ticket 7"}', "done"],
      [200, "?", "unknown"],
      [404, "", "failed"],
      [500, "", "unknown"],
    ] as const
  ) {
    let path = "";
    await using server = serve((request) => {
      path = new URL(request.url).pathname;
      return new Response(body, { status });
    });
    const actuator = webhook({ url: server.url, statusUrl: `${server.url}/orders` });
    strictEqual((await actuator.find!(RESTART)).outcome, outcome);
    strictEqual(path, "/orders/shop-1-71-0");
  }
  strictEqual(webhook({ url: "http://127.0.0.1:9" }).find, undefined);
});

Deno.test("no secret of headers or signature is in a receipt, though the server says it back", async () => {
  const token = "tok-0123456789";
  await using server = serve((request) =>
    new Response(`bad ${request.headers.get("authorization")} ${SECRET} ${"x".repeat(80)}${token}`, {
      status: 403,
    })
  );
  const headers = { authorization: `Bearer ${token}` };
  const receipt = await webhook({
    url: server.url,
    headers,
    secrets: [headers.authorization],
    secret: SECRET,
  }).carryOut(RESTART);
  ok(!/tok-|a-secret/.test(JSON.stringify(receipt)), receipt.detail);
});
