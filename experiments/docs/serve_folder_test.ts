import { match, rejects, strictEqual } from "node:assert";
import { inFolder } from "../cli/in_folder.ts";
import { UsageError } from "../../lib/model/mod.ts";
import { answer, serveFolder } from "./serve_folder.ts";

Deno.test("serveFolder() gives pages with their types, on this machine, and nothing from beside the folder", () =>
  inFolder(async (root) => {
    Deno.mkdirSync(`${root}/site/a`, { recursive: true });
    Deno.writeTextFileSync(`${root}/secret.txt`, "secret");
    Deno.writeTextFileSync(`${root}/site/index.html`, "home");
    Deno.writeTextFileSync(`${root}/site/a/x.svg`, "<svg/>");
    const stop = new AbortController();
    const { promise, resolve } = Promise.withResolvers<string>();
    const served = serveFolder(`${root}/site`, { port: 0, print: resolve, signal: stop.signal });
    const address = await promise;
    match(address, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    const port = Number(new URL(address).port);
    await rejects(
      serveFolder(root, { port, print: () => {} }),
      (error) => error instanceof UsageError && error.message.includes(String(port)),
    );
    const home = await fetch(address);
    match(home.headers.get("content-type")!, /text\/html/);
    strictEqual(await home.text(), "home");
    const picture = await fetch(`${address}a/x.svg`);
    strictEqual(picture.headers.get("content-type"), "image/svg+xml");
    await picture.body?.cancel();
    stop.abort();
    await served;
    for (const path of ["gone.html", "..%2fsecret.txt", "a%2f..%2f..%2fsecret.txt", "%00", "%E0"]) {
      strictEqual((await answer(`${root}/site`, new Request(`http://x/${path}`))).status, 404, path);
    }
    strictEqual((await answer(`${root}/site`, new Request("http://x/", { method: "POST" }))).status, 405);
  }));
