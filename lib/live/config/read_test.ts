import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { permissionFlags, permissionsOf } from "./permissions.ts";
import { readLiveConfig } from "./read.ts";

const TOPOLOGY = {
  entryRate: 10,
  services: [{ name: "web", ratePerReplica: 50 }, { name: "db", kind: "database", ratePerReplica: 50 }],
  calls: [{ caller: "web", callee: "db" }],
};
const SHOP = {
  name: "shop",
  topology: "own.json",
  slo: { latencyP95Ms: 300, errorRate: 0.02 },
  source: {
    type: "prometheus",
    url: "http://127.0.0.1:9090/",
    queries: { latencyP95Ms: "a", errorRate: "b" },
    headers: { authorization: { file: "token" } },
  },
  actions: [
    { match: { kind: "drain" }, by: { type: "haproxy", socket: "run/haproxy.sock" } },
    { match: { kind: "scale" }, by: { type: "haproxy", socket: "127.0.0.1:9999" } },
    {
      match: { kind: "restart" },
      by: { type: "command", argv: ["/bin/ctl", "{service}"], environment: ["HOME"] },
    },
    { by: { type: "webhook", url: "https://hooks.example/x", secret: { env: "HOOK_KEY" } } },
  ],
  alertmanager: { url: "http://127.0.0.1:9093" },
};

async function inFolder(
  files: Record<string, unknown>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  for (const [name, content] of Object.entries(files)) {
    await Deno.writeTextFile(
      `${folder}/${name}`,
      typeof content === "string" ? content : JSON.stringify(content),
    );
  }
  await use(folder);
  await Deno.remove(folder, { recursive: true });
}

Deno.test("readLiveConfig() reads the topology beside the file, and permissionsOf() lists exactly what is needed", async () => {
  await inFolder({ "shop.json": SHOP, "own.json": TOPOLOGY }, async (folder) => {
    const settings = await readLiveConfig(`${folder}/shop.json`);
    strictEqual(settings.topology.name, "own");
    strictEqual(settings.config.files.audit, `${folder}/audit.jsonl`);
    const { net, run, read, write, env } = permissionsOf(settings);
    deepStrictEqual(net, [
      "127.0.0.1:8940",
      "127.0.0.1:9090",
      "127.0.0.1:9093",
      "127.0.0.1:9999",
      "hooks.example:443",
      `unix:${folder}/run/haproxy.sock`,
    ]);
    deepStrictEqual(run, ["/bin/ctl", "/bin/kill"]);
    deepStrictEqual(env, ["HOME", "HOOK_KEY"]);
    const inHere = (names: string[]) =>
      names.map((name) => name === "" ? folder : `${folder}/${name}`).sort();
    const written = [
      "audit.jsonl",
      "audit.jsonl.part",
      "audit.jsonl.torn",
      "lease.json",
      "lease.json.part",
      "state.json",
      "state.json.part",
    ];
    deepStrictEqual(write, inHere([...written, "STOP", "run/haproxy.sock"]));
    deepStrictEqual(
      read,
      ["/bin/ctl", ...inHere([...written, "run/haproxy.sock", "", "STOP", "shop.json", "own.json", "token"])],
    );
  });
});

Deno.test("a log of decisions may be written, and what was learnt and the gate read, each a file of its own", async () => {
  const files = { decisions: "decisions.jsonl", learnt: "learnt.json", gate: "gate.json" };
  const clash = { ...files, decisions: "learnt.json" };
  await inFolder({
    "shop.json": { ...SHOP, files },
    "clash.json": { ...SHOP, files: clash },
    "own.json": TOPOLOGY,
  }, async (folder) => {
    const { read, write } = permissionsOf(await readLiveConfig(`${folder}/shop.json`));
    for (const path of ["learnt.json", "gate.json"]) {
      strictEqual(read.includes(`${folder}/${path}`), true);
      strictEqual(write.includes(`${folder}/${path}`), false);
    }
    strictEqual(write.includes(`${folder}/decisions.jsonl`), true);
    await rejects(
      readLiveConfig(`${folder}/clash.json`),
      /files\.learnt and files\.decisions are the same file/,
    );
  });
});

Deno.test("permissionFlags() leaves out what is not needed, and doubles commas", () => {
  const none = { net: [], run: [], read: [], write: [], env: [] };
  deepStrictEqual(permissionFlags(none), []);
  deepStrictEqual(permissionFlags({ ...none, read: ["/a,b", "/c"] }), ["--allow-read=/a,,b,/c"]);
});

Deno.test("readLiveConfig() begins its message with the file that is wrong", async () => {
  const files = {
    "shop.json": SHOP,
    "own.json": { ...TOPOLOGY, entryRate: -1 },
    "typo.json": { ...SHOP, mode: "obsrve" },
    "broken.json": "{",
    "clear.json": '{"token": abcSECRET1234}',
    "same.json": { ...SHOP, topology: "three-tier", files: { audit: "state.json" } },
    "stop.json": { ...SHOP, topology: "three-tier", files: { stop: "./lease.json" } },
    "part.json": { ...SHOP, topology: "three-tier", files: { lease: "state.json.part" } },
    "over.json": { ...SHOP, topology: "three-tier", files: { state: "over.json" } },
    "key.json": { ...SHOP, topology: "three-tier", approval: { secret: { file: "audit.jsonl" } } },
    "astray.json": { ...SHOP, topology: "./none.json" },
    "strange.json": { ...SHOP, topology: "tree-tier" },
  };
  await inFolder(files, async (folder) => {
    const says = (name: string, message: RegExp) => rejects(readLiveConfig(`${folder}/${name}`), message);
    await says("shop.json", /own\.json: topology: entryRate must be/);
    await says("typo.json", /typo\.json: mode is "obsrve"/);
    await says("broken.json", /broken\.json is not JSON/);
    await says("clear.json", /^(?!.*SECRET).*is not JSON: Unexpected token 'a'$/);
    await says("same.json", /same\.json: files\.audit and files\.state are the same file, ".*state\.json"/);
    await says("stop.json", /stop\.json: files\.lease and files\.stop are the same file/);
    await says("part.json", /part\.json: files\.state \(\.part\) and files\.lease are the same file/);
    await says("over.json", /over\.json: the configuration and files\.state are the same file/);
    await says("key.json", /key\.json: a secret and files\.audit are the same file/);
    await says("strange.json", /strange\.json: .*"tree-tier": did you mean "three-tier"/);
    await says(
      "none.json",
      /Cannot read the configuration's file ".*none\.json": it is not there: docs\/live\.md has one to begin with$/,
    );
    await says("astray.json", /Cannot read the topology's file ".*none\.json": it is not there$/);
  });
});
