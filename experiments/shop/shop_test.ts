import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { csvRows } from "../../lib/report/csv_rows.ts";
import { calibrate } from "./measured/calibrate.ts";
import { createShopClient } from "./client.ts";
import { readRows } from "./incidents/table.ts";
import { runIncidents } from "./incidents/run.ts";
import { leftoversIn } from "./processes/leftovers.ts";
import { missingPackages } from "./packages.ts";
import { type Plan, planShop } from "./plan.ts";
import { requireFreePorts } from "./setup.ts";
import { closeShop, openShop } from "./start.ts";

const [FIRST_BASE, LAST_BASE] = [20_000, 30_000];

/** Why the shop can't be run here; undefined if it can. It starts programs of many names and reads what /proc says of them. */
async function obstacle(): Promise<string | undefined> {
  const { state } = await Deno.permissions.query({ name: "run" });
  if (state !== "granted") return "deno test --allow-all experiments/shop/shop_test.ts runs it";
  const missing = await missingPackages();
  return missing.length > 0 ? `apt-get install ${missing.join(" ")}` : undefined;
}

const why = await obstacle();
if (why !== undefined) console.log(`The shop is not run, so its tests are left out: ${why}`);

/** A plan whose ports are free. */
function freePlan(folder: string): Plan {
  for (let firstPort = FIRST_BASE; firstPort < LAST_BASE; firstPort += 100) {
    const plan = planShop({ folder, firstPort });
    try {
      requireFreePorts(plan);
      return plan;
    } catch {
      // Somebody listens there.
    }
  }
  throw new Error("no hundred ports are free");
}

async function withShop(
  run: (parts: { plan: Plan; client: ReturnType<typeof createShopClient>; said: string[] }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "aiops-shop-test-" });
  const plan = freePlan(folder);
  const client = createShopClient(plan.ports.control);
  const said: string[] = [];
  try {
    await openShop(plan, { client, print: (text) => said.push(text) });
    await run({ plan, client, said });
  } finally {
    await closeShop(plan, client).catch(() => {});
    deepStrictEqual(leftoversIn(folder), []);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name:
    "a shop whose daemon is killed leaves nothing that the next one does not end, and none opens over an open one",
  ignore: why !== undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await withShop(async ({ plan, client, said }) => {
      const print = (text: string) => said.push(text);
      await rejects(openShop(plan, { client, print }), /A shop runs on port/);
      const before = leftoversIn(plan.folder);
      ok(before.length > 10);
      const daemon = before.find(({ name }) => name === "daemon")!;
      Deno.kill(daemon.pid, "SIGKILL");
      while (await client.stage() !== undefined);
      await openShop(plan, { client, print });
      match(said.find((text) => text.startsWith("ended"))!, /front.*api1.*db-primary/);
      const after = new Set(leftoversIn(plan.folder).map(({ pid }) => pid));
      for (const { pid } of before) ok(!after.has(pid));
    });
  },
});

Deno.test({
  name: "the agent mends a shop whose replicas throw",
  ignore: why !== undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await withShop(async ({ plan, client, said }) => {
      const print = (text: string) => void said.push(text);
      await calibrate(plan, { client, seconds: 10, print });
      const results = `${plan.folder}/incidents`;
      const options = { client, print, faults: ["error_burst"], repeats: 1, limitSeconds: 90, results };
      await runIncidents(plan, { ...options, agents: ["full"] });
      const [row] = readRows(csvRows(await Deno.readTextFile(`${results}/incidents.csv`)));
      strictEqual(row!.suspect, "api", said.join("\n"));
      match(row!.actions, /restart\(api\)|rollback\(api\)/, said.join("\n"));
      ok(row!.recoverySeconds !== null, said.join("\n"));
    });
  },
});
