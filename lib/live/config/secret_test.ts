import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { inspect } from "node:util";
import { readHeaders, readKey, readSecret, revealHeaders, Secret } from "./secret.ts";

Deno.test("a secret is shown by nothing that prints", () => {
  const secret = new Secret("hunter2");
  const error = new Error(`no ${secret}`, { cause: secret });
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret, list: [secret] }),
    Deno.inspect({ secret }, { depth: 10 }),
    Deno.inspect(error),
    inspect({ secret }, { showHidden: true, depth: 10 }),
    Object.values(secret).join(),
    JSON.stringify(structuredClone({ ...secret })),
    String(error.stack),
  ];
  ok(shown.every((text) => !text.includes("hunter2")), shown.join("\n"));
});

Deno.test("readSecret() reads a file without the white space around it, and names what is not there or empty", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/token`, "hunter2\n");
  await Deno.writeTextFile(`${folder}/empty`, "\n");
  strictEqual((await readSecret({ file: `${folder}/token` }, "a")).reveal(), "hunter2");
  await rejects(
    readSecret({ file: `${folder}/none` }, "source.headers.token"),
    /^UsageError: source\.headers\.token: .*none" is not there$/,
  );
  await rejects(readSecret({ file: `${folder}/empty` }, "a"), /is empty$/);
  const headers = await readHeaders({ authorization: { file: `${folder}/token` }, accept: "*" }, "headers");
  ok(!Deno.inspect(headers).includes("hunter2"));
  deepStrictEqual(revealHeaders(headers), { authorization: "hunter2", accept: "*" });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a key that can be guessed is refused, and one that everybody can read is told", async () => {
  const folder = await Deno.makeTempDir();
  const read = async (text: string, mode: number) => {
    await Deno.writeTextFile(`${folder}/key`, text);
    await Deno.chmod(`${folder}/key`, mode);
    return await readKey({ file: `${folder}/key` }, "approval.secret");
  };
  await rejects(read("k", 0o600), /^UsageError: approval\.secret must have 16 bytes or more, found 1: /);
  await rejects(read("0123456789abcde", 0o600), /found 15/);
  strictEqual((await read("0123456789abcdef", 0o640)).warning, undefined);
  strictEqual(
    (await read("0123456789abcdef", 0o666)).warning,
    `approval.secret: everybody on this machine can read "${folder}/key"`,
  );
  await Deno.remove(folder, { recursive: true });
});
