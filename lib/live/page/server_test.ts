import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert";
import { Secret } from "../config/secret.ts";
import type { LiveLoop } from "../loop/loop.ts";
import { actuatorOf, harness, ofType, routerTo } from "../loop/testing/harness.ts";
import { inFolder } from "../loop/testing/in_folder.ts";
import { type manualClock, untilDone } from "../loop/testing/manual_clock.ts";
import { approvalPath, signClaim } from "./approval_link.ts";
import { sectionsOf } from "./sections.ts";
import { linkMaker, type PageServer, servePage } from "./server.ts";

const START = 1_700_000_000;
const SECRET = new Secret("a secret for tests");
const restartDb = { kind: "restart", service: "db" } as const;

/** A loop that waits for an approval, behind its server. */
function waiting(
  test: (made: {
    server: PageServer;
    loop: LiveLoop;
    id: string;
    expires: number;
    /** Lets the loop go on to its end, and gives the orders and the audit log. */
    finish: () => Promise<{ orders: number; types: string[] }>;
    clock: ReturnType<typeof manualClock>;
  }) => Promise<void>,
) {
  return () =>
    inFolder(async (folder) => {
      const actuator = actuatorOf();
      const { loop, clock, audit } = harness({
        folder,
        settings: { mode: "approve" },
        router: routerTo(actuator),
        latencyAt: (at) => at >= START + 10 ? 900 : 50,
        propose: ({ values }) => values[0]! > 300 ? restartDb : { kind: "noop" },
      });
      const running = loop.run(new AbortController().signal, 6);
      while (loop.view().approvals.length === 0) await clock.tick();
      const server = servePage({ loop, listen: { hostname: "127.0.0.1", port: 0 }, secret: SECRET });
      const { id, untilSeconds } = loop.view().approvals[0]!;
      const finish = async () => {
        await untilDone(running, clock);
        return { orders: actuator.orders.length, types: audit().map(({ record }) => record.type) };
      };
      try {
        await test({ server, loop, id, expires: untilSeconds, finish, clock });
      } finally {
        await server.close();
        await untilDone(running, clock);
      }
    });
}

/** What a browser does with a link: it opens the form, fills in a name and sends it. */
async function openForm(
  url: string,
): Promise<
  { status: number; text: string; send: (by?: string, headers?: HeadersInit) => Promise<Response> }
> {
  const response = await fetch(url);
  const text = await response.text();
  const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
  const fields = [...text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map((
    [, name, value],
  ) => [name!, value!]);
  const send = (by = "Ann", headers: HeadersInit = {}) =>
    fetch(new URL("/approve", url), {
      method: "POST",
      headers: { cookie, ...headers },
      body: new URLSearchParams([...fields, ["by", by]]),
    });
  return { status: response.status, text, send };
}

async function statusOf(response: Promise<Response>): Promise<number> {
  const answer = await response;
  await answer.body?.cancel();
  return answer.status;
}

Deno.test(
  "a signed link asks first, decides by POST, and works once",
  waiting(async ({ server, id, expires, loop, finish }) => {
    const url = server.url + approvalPath(SECRET, { id, decision: "approve", expires });
    const form = await openForm(url);
    deepStrictEqual(
      [form.status, loop.view().approvals[0]!.approvedBy],
      [200, null],
      "a GET decides nothing",
    );
    match(form.text, /Carry out restart\(db\)\?/);
    strictEqual(await statusOf(form.send()), 200);
    strictEqual(loop.view().approvals[0]!.approvedBy, "Ann");
    strictEqual(await statusOf(form.send()), 410, "the form again");
    strictEqual((await openForm(url)).status, 410, "the link again");
    const { orders, types } = await finish();
    strictEqual(orders, 1);
    ok(types.includes("approval-approved"));
  }),
);

Deno.test(
  "no part of a link can be changed, and none is valid with another key",
  waiting(async ({ server, id, expires, loop }) => {
    const good = new URL(server.url + approvalPath(SECRET, { id, decision: "reject", expires }));
    const changed = Object.entries({
      id: `${id}0`,
      decision: "approve",
      expires: String(expires + 1),
      signature: "AAAA",
    }).map(([name, value]) => {
      const url = new URL(good);
      url.searchParams.set(name, value);
      return url.href;
    });
    const foreign = server.url +
      approvalPath(new Secret("another secret"), { id, decision: "approve", expires });
    for (const url of [...changed, foreign, `${server.url}/approve`]) {
      strictEqual(await statusOf(fetch(url)), 403, url);
    }
    strictEqual(loop.view().approvals[0]!.approvedBy, null);
  }),
);

Deno.test(
  "a POST without the form's cookie, from another page, or with the link's signature alone is refused",
  waiting(async ({ server, id, expires, loop }) => {
    const claim = { id, decision: "approve", expires } as const;
    const url = server.url + approvalPath(SECRET, claim);
    const form = await openForm(url);
    for (
      const headers of [{ cookie: "" }, { cookie: "aiops-form=other" }, { origin: "http://evil.example" }]
    ) {
      strictEqual(await statusOf(form.send("Eve", headers)), 403);
    }
    const body = new URLSearchParams({
      ...claim,
      expires: String(expires),
      signature: signClaim(SECRET, claim, "link"),
      by: "Eve",
    });
    strictEqual(await statusOf(fetch(`${server.url}/approve`, { method: "POST", body })), 403);
    const authorization = `Bearer ${signClaim(SECRET, claim, "link")}`;
    strictEqual(
      await statusOf(fetch(`${server.url}/approve`, { method: "POST", body, headers: { authorization } })),
      403,
      "a link is no right to call",
    );
    strictEqual(loop.view().approvals[0]!.approvedBy, null);
    strictEqual(await statusOf(form.send("  ")), 400, "without a name");
  }),
);

Deno.test(
  "an expired link is too late, for the page and the command line",
  waiting(async ({ server, id, expires, loop, clock }) => {
    const claim = { id, decision: "approve", expires } as const;
    const form = await openForm(server.url + approvalPath(SECRET, claim));
    clock.set(expires);
    strictEqual(await statusOf(form.send()), 410);
    const body = new URLSearchParams({ ...claim, expires: String(expires), by: "Ann" });
    const authorization = `Bearer ${signClaim(SECRET, claim, "command line")}`;
    strictEqual(
      await statusOf(fetch(`${server.url}/approve`, { method: "POST", body, headers: { authorization } })),
      410,
    );
    strictEqual(loop.view().approvals[0]!.approvedBy, null);
  }),
);

Deno.test(
  "the command line decides with a signature of its own",
  waiting(async ({ server, id, expires, finish }) => {
    const claim = { id, decision: "reject", expires } as const;
    const response = await fetch(`${server.url}/approve`, {
      method: "POST",
      body: new URLSearchParams({ ...claim, expires: String(expires), by: "Ann\nadmin" }),
      headers: { authorization: `Bearer ${signClaim(SECRET, claim, "command line")}` },
    });
    deepStrictEqual([response.status, await response.text()], [200, "rejected\n"]);
    strictEqual((await finish()).orders, 0);
  }),
);

Deno.test(
  "the page shows what waits, with its links, loads nothing from elsewhere and allows no inline script",
  waiting(async ({ server }) => {
    const response = await fetch(server.url);
    const text = await response.text();
    match(text, /restart\(db\)/);
    match(text, /href="\/approve\?id=[^"]*&amp;decision=approve/);
    doesNotMatch(text, /(?:src|href)="(?:https?:)?\/\//);
    doesNotMatch(text, /<script>|style="|onclick/);
    const policy = response.headers.get("content-security-policy")!;
    match(policy, /default-src 'none'/);
    doesNotMatch(policy, /unsafe/);
    for (const path of ["/live.css", "/live.js"]) strictEqual(await statusOf(fetch(server.url + path)), 200);
    deepStrictEqual(
      await Promise.all(["/nothing", "/metrics"].map((path) => statusOf(fetch(server.url + path)))),
      [404, 404],
    );
    strictEqual(await statusOf(fetch(server.url, { method: "POST" })), 405);
  }),
);

Deno.test("what agents and servers say is text on the page, whatever it is", () =>
  inFolder(async (folder) => {
    const { loop, clock } = harness({
      folder,
      agent: {
        name: `<img src=x onerror="alert(1)">`,
        begin: () => {},
        act: () => ({ decision: { action: restartDb, propensity: 1, reason: "</script><b>'&" } }),
        learn: () => {},
        saveState: () => null,
        loadState: () => {},
      },
    });
    const running = loop.run(new AbortController().signal, 2);
    await untilDone(running, clock);
    const server = servePage({ loop, listen: { hostname: "127.0.0.1", port: 0 }, secret: SECRET });
    try {
      const text = await (await fetch(server.url)).text();
      doesNotMatch(text, /<img|<b>'/);
      match(text, /&lt;img src=x onerror=&quot;/);
      match(text, /&lt;\/script&gt;&lt;b&gt;&#39;&amp;/);
    } finally {
      await server.close();
    }
  }));

Deno.test(
  "two forms that are open at once are both valid",
  waiting(async ({ server, id, expires, loop }) => {
    const [approve, reject] = (["approve", "reject"] as const).map((decision) =>
      server.url + approvalPath(SECRET, { id, decision, expires })
    ) as [string, string];
    const cookies = new Map<string, string>();
    const open = async (url: string) => {
      const response = await fetch(url);
      const [name, value] = response.headers.get("set-cookie")!.split(";")[0]!.split("=") as [string, string];
      cookies.set(name, value);
      return [...(await response.text()).matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)]
        .map(([, name, value]) => [name!, value!]);
    };
    const first = await open(approve);
    await open(reject);
    const cookie = [...cookies].map((one) => one.join("=")).join("; ");
    const body = new URLSearchParams([...first, ["by", "Ann"]]);
    strictEqual(
      await statusOf(fetch(`${server.url}/approve`, { method: "POST", headers: { cookie }, body })),
      200,
    );
    strictEqual(loop.view().approvals[0]!.approvedBy, "Ann");
  }),
);

Deno.test(
  "browsers that never read keep nobody out",
  waiting(async ({ server }) => {
    server.update();
    const silent = await Promise.all(Array.from({ length: 60 }, () => fetch(`${server.url}/events`)));
    ok(silent.every(({ status }) => status === 200));
    const late = await fetch(`${server.url}/events`);
    const reader = late.body!.pipeThrough(new TextDecoderStream()).getReader();
    match((await reader.read()).value!, /listening/);
    await reader.cancel();
    await Promise.all(silent.map(({ body }) => body!.cancel().catch(() => {})));
  }),
);

Deno.test("without a log that can be written, and while the clock that was set back leaves the last step in the future, the loop is not healthy", () =>
  inFolder(async (folder) => {
    const { loop, clock, run } = harness({ folder });
    await run(3);
    let isUnwritable = false;
    const watched = { ...loop, view: () => ({ ...loop.view(), isUnwritable }) };
    const server = servePage({ loop: watched, listen: { hostname: "127.0.0.1", port: 0 }, secret: SECRET });
    try {
      strictEqual(await statusOf(fetch(`${server.url}/healthz`)), 200);
      isUnwritable = true;
      strictEqual(await statusOf(fetch(`${server.url}/healthz`)), 503);
      isUnwritable = false;
      clock.set(clock.now() - 3600);
      strictEqual(await statusOf(fetch(`${server.url}/healthz`)), 503);
    } finally {
      await server.close();
    }
  }));

Deno.test("a page of a loop that has stopped stepping is not healthy, and a foreign host name is refused", () =>
  inFolder(async (folder) => {
    const { loop, clock, run } = harness({ folder });
    await run(3);
    const server = servePage({ loop, listen: { hostname: "127.0.0.1", port: 0 }, secret: SECRET });
    try {
      strictEqual(await statusOf(fetch(`${server.url}/healthz`)), 200);
      clock.set(clock.now() + 60);
      strictEqual(await statusOf(fetch(`${server.url}/healthz`)), 503);
      const { port } = new URL(server.url);
      const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
      await connection.write(
        new TextEncoder().encode("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
      );
      const answer = await new Response(connection.readable).text();
      match(answer, /^HTTP\/1\.1 421/);
    } finally {
      await server.close();
    }
  }));

Deno.test(
  "browsers are sent what has changed, and nothing where nothing has",
  waiting(async ({ server, loop }) => {
    server.update();
    const response = await fetch(`${server.url}/events`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const read = async () => (await reader.read()).value!;
    let text = await read();
    while (!text.includes("data: ")) text += await read();
    ok(Object.keys(JSON.parse(text.split("data: ")[1]!)).includes("approvals"));
    loop.decide(loop.view().approvals[0]!.id, "reject", { by: "Ann", through: "page" });
    server.update();
    const changed = JSON.parse((await read()).split("data: ")[1]!);
    ok("approvals" in changed && !("graph" in changed));
    await reader.cancel();
  }),
);

Deno.test("a page on an address that others reach shows no link that decides", () =>
  inFolder(async (folder) => {
    const { loop, clock, audit } = harness({
      folder,
      settings: { mode: "approve" },
      latencyAt: (at) => at >= START + 10 ? 900 : 50,
      propose: ({ values }) => values[0]! > 300 ? restartDb : { kind: "noop" },
    });
    await untilDone(loop.run(new AbortController().signal, 4), clock);
    strictEqual(ofType(audit(), "approval-asked").length, 1);
    const textOf = (hostname: string) =>
      sectionsOf(loop.view(), { linkTo: linkMaker(hostname, SECRET) }).approvals!.html;
    match(textOf("127.0.0.1"), /signature=/);
    match(textOf("0.0.0.0"), /deno task live approve/);
    doesNotMatch(textOf("0.0.0.0"), /signature=/);
  }));

Deno.test("the page says what learning waits for, how an approval is decided, the times and their zone, and blames nobody without an incident", () =>
  inFolder(async (folder) => {
    const { loop, run } = harness({ folder, latencyAt: (at) => at >= START + 10 ? 900 : at < 0 ? NaN : 50 });
    await run(4);
    const view = { ...loop.view(), warmUp: { seen: 4, needed: 10 } };
    const deciding = {
      linkTo: linkMaker("127.0.0.1", SECRET),
      decideText: (id: string) => `type approve ${id}`,
    };
    const textOf = (changes: object, section: string) =>
      sectionsOf({ ...view, ...changes }, deciding)[section]!.html.replaceAll(/<[^>]*>/g, "").replaceAll(
        /\s+/g,
        " ",
      );
    match(
      textOf({}, "status"),
      /of 10 healthy steps, waiting until the SLO of api is kept; nothing is diagnosed/,
    );
    match(textOf({ course: [] }, "status"), /healthy steps, \d+ s to go; nothing is diagnosed/);
    const diagnosis = {
      suspect: "db",
      confidence: 1,
      rationale: "slow",
      ranking: [{ service: "db", score: 1 }],
    };
    const warm = { diagnosis, warmUp: { seen: 10, needed: 10 } };
    match(textOf(warm, "graph"), /db \(over 99 %\): slow/);
    match(textOf({}, "graph"), /has not learnt what is normal/);
    strictEqual(view.incident !== null, true);
    match(textOf({ ...warm, incident: null, diagnosis: undefined }, "graph"), /none: no incident is open/);
    const approval = {
      ...{ id: "shop-1", action: restartDb, incident: "shop", reason: "slow", plan: "restarts it" },
      ...{ askedAtSeconds: START, untilSeconds: START + 60, approvedBy: null },
    };
    match(
      textOf({ approvals: [approval] }, "approvals"),
      /restarts it.*22:14:20 UTC; no answer is a no.*type approve shop-1/,
    );
    match(textOf({}, "incident"), /22:13:\d\d UTC: api takes 900 ms/);
    match(textOf({}, "slo"), /300 ms.*UTC.*22:1\d/);
    match(textOf({}, "timeline"), /times in UTC/);
  }));
