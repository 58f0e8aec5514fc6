import { match, ok, strictEqual } from "node:assert";
import { createAlertmanager } from "../loop/alertmanager.ts";
import { createJournal } from "../loop/journal.ts";
import { systemClock } from "../loop/system_clock.ts";
import { respondText } from "../page/responses.ts";
import { QueryFailure } from "../sources/prometheus/failure.ts";
import { exposeMetrics } from "../exposition/expose.ts";
import { redactSecrets, rememberSecret } from "./redact.ts";
import { readSecret, Secret } from "./secret.ts";

Deno.test("a secret that was read is in nothing that leaves the process: journal, console, page, metrics, alerts, errors", async () => {
  const path = await Deno.makeTempFile();
  const token = 'PROM<TOKEN>&"9876';
  await Deno.writeTextFile(path, `Bearer ${token}\n`);
  await readSecret({ file: path }, "source.headers.authorization");
  await Deno.remove(path);
  const told: string[] = [];
  const journal = createJournal(systemClock, (text) => told.push(text));
  journal.tell(`the server says ${token}`);
  told.push(journal.events[0]!.text, new QueryFailure("refused", `400: ${token}`).message);
  told.push(await respondText(`the page: ${token}, <p>PROM&lt;TOKEN&gt;&amp;&quot;9876</p>`).text());
  const registry = { metrics: () => Promise.resolve(`up{said="${token}"} 1`), getMetricsAsArray: () => [] };
  told.push(await (await exposeMetrics([registry], new Request("http://a/"))).text());
  let body = "";
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    body = await request.text();
    return new Response(`no: ${token}`, { status: 400 });
  });
  const client = createAlertmanager({
    ...{ url: `http://127.0.0.1:${server.addr.port}`, headers: new Map(), timeoutSeconds: 5, silence: false },
    ...{
      settleSeconds: 60,
      pageUrl: "http://a",
      clock: systemClock,
      tell: (text: string) => told.push(text),
    },
  });
  const incident = {
    ...{ id: "i", openedAtSeconds: 0, openedBy: `said ${token}`, attempts: 0, attemptAtSeconds: null },
    ...{ escalated: null, rejected: [], quietSinceSeconds: null },
  };
  await client.sync(
    { name: "a", incident, orders: [], topology: { services: [] } } as unknown as Parameters<
      typeof client.sync
    >[0],
  );
  told.push(body);
  strictEqual(told.length, 7);
  for (const text of told) {
    match(text, /\*\*\*/);
    ok(!/TOKEN/.test(text), text);
  }
});

Deno.test("only the last 500 secrets are remembered", () => {
  const first = new Secret("first-of-many-0001").reveal();
  for (let i = 0; i < 500; i++) rememberSecret(`token-that-was-replaced-${i}`);
  strictEqual(redactSecrets(`${first} token-that-was-replaced-499`), `${first} ***`);
});
