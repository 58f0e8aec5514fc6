import { deepStrictEqual, strictEqual } from "node:assert";
import { parseLiveConfig, readLiveConfig } from "../../lib/live/mod.ts";
import { checkTopology } from "../../lib/simulator/mod.ts";
import { inFolder } from "../../lib/live/loop/testing/in_folder.ts";

const guide = Deno.readTextFileSync("docs/live.md");
const blocks = [...guide.matchAll(/^```json\n(.*?)^```/gms)].map(([, text]) => JSON.parse(text!));
const SHOP = blocks.find((block) => "source" in block);
const TOPOLOGY = blocks.find((block) => "services" in block);

Deno.test("the configuration of the guide is valid with its service graph, and only observes", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/shop-topology.json`, JSON.stringify(TOPOLOGY));
    Deno.writeTextFileSync(`${folder}/shop.json`, JSON.stringify(SHOP));
    const { config, topology } = await readLiveConfig(`${folder}/shop.json`);
    deepStrictEqual([config.mode, config.actions, topology.front], ["observe", [], "web"]);
    strictEqual(checkTopology(TOPOLOGY).services.length, 3);
  }));

Deno.test("each actuator and each part of a configuration in the guide is valid, and no type of actuator is left out", () => {
  const parts = blocks.filter((block) => block !== SHOP && block !== TOPOLOGY);
  for (const part of parts) parseLiveConfig({ ...SHOP, ...("by" in part ? { actions: [part] } : part) });
  const inline = [...guide.matchAll(/`(\{ "by": .*?\})`/gs)].map(([, text]) => JSON.parse(text!));
  for (const route of inline) parseLiveConfig({ ...SHOP, actions: [route] });
  const types = [...parts, ...inline].flatMap(({ by }) => by?.type ?? []);
  deepStrictEqual(types.sort(), ["command", "dry-run", "haproxy", "kubernetes", "simulator", "webhook"]);
});

Deno.test("what the guide's table says of queries and settings is valid", () => {
  const source = { ...SHOP.source };
  const rows = [...guide.matchAll(/^\| .*? \| `("\w+": .*?)`(?:[,: (].*)?\|$/gm)];
  for (const [, text] of rows) {
    const part = JSON.parse(`{ ${text} }`);
    const [key] = Object.keys(part);
    if (["stepSeconds", "warmupSteps", "agent"].includes(key!)) parseLiveConfig({ ...SHOP, ...part });
    else if (key === "combine") parseLiveConfig({ ...SHOP, source: withQuery(part) });
    else parseLiveConfig({ ...SHOP, source: { ...source, ...part } });
  }
  strictEqual(rows.length, 10);

  function withQuery(part: object) {
    return { ...source, queries: { ...source.queries, requestRate: { query: "a", ...part } } };
  }
});

Deno.test("simulated.json observes, acts on nothing but the served simulator, and asks for the service graph that it serves by default", async () => {
  const { config, topology } = await readLiveConfig("experiments/live/simulated.json");
  strictEqual(topology.name, "three-tier");
  deepStrictEqual([config.mode, config.actions.map(({ by }) => by.type)], ["observe", ["simulator"]]);
});
