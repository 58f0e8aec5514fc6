import { rejects, strictEqual } from "node:assert";
import { guarded, readText, refusalOf } from "./local_requests.ts";

const URL_TEXT = "http://127.0.0.1:18800/break";
const JSON_TYPE = { "content-type": "application/json" };
const post = (headers: Record<string, string>) =>
  new Request(URL_TEXT, { method: "POST", body: "{}", headers });

Deno.test("refusalOf() lets programs of this machine ask and order", () => {
  strictEqual(refusalOf(new Request(URL_TEXT)), undefined);
  strictEqual(refusalOf(post({ ...JSON_TYPE, host: "localhost:18800" })), undefined);
});

Deno.test("refusalOf() refuses a name that was made to point at this machine", () => {
  strictEqual(
    refusalOf(new Request("http://evil.example:18800/state")),
    'not for the host "evil.example:18800"',
  );
});

Deno.test("refusalOf() refuses pages in a browser: their origin, and what a form can send without asking", () => {
  strictEqual(
    refusalOf(post({ ...JSON_TYPE, origin: "http://127.0.0.1:18800" })),
    "not for pages in a browser",
  );
  strictEqual(
    refusalOf(post({ "content-type": "text/plain" })),
    "only with the content type application/json",
  );
});

Deno.test("guarded() answers 403 to what is refused, and 409 with the reason to what fails", async () => {
  let asked = 0;
  const handler = guarded(() => {
    asked++;
    throw new Error("the standby does not run");
  });
  strictEqual((await handler(post({}))).status, 403);
  strictEqual(asked, 0);
  const failed = await handler(post(JSON_TYPE));
  strictEqual(failed.status, 409);
  strictEqual((await failed.json()).failed, "the standby does not run");
});

Deno.test("readText() reads no more than 64 KiB", async () => {
  const body = "x".repeat(70_000);
  await rejects(readText(new Request(URL_TEXT, { method: "POST", body })), /at most 65536 bytes/);
});
