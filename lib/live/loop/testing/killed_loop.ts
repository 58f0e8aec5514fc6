import { openAuditLog } from "../../audit/mod.ts";
import { createLoop } from "../loop.ts";
import { systemClock } from "../system_clock.ts";
import { actuatorOf, agentOf, routerTo, settingsWith, sourceOf } from "./harness.ts";

/**
 * A loop for a test that kills its process: it orders a restart at once, and its actuator writes that it has begun into a file and never ends. `Deno.args`:
 * the folder.
 */
const [folder] = Deno.args as [string];
const restart = { kind: "restart", service: "db" } as const;
let isWarm = false;
const loop = createLoop({
  settings: settingsWith({ stepSeconds: 0.05, warmupSteps: 2 }),
  agent: agentOf(() => restart),
  source: sourceOf((at) => at < 0 ? 50 : isWarm ? 900 : 50),
  router: routerTo(actuatorOf(async (order) => {
    Deno.writeTextFileSync(`${folder}/carried-out.txt`, `${order.idempotencyKey}\n`, { append: true });
    await new Promise(() => {});
    return { outcome: "done", detail: "" };
  })),
  clock: systemClock,
  files: { state: `${folder}/state.json`, stop: `${folder}/STOP`, lease: `${folder}/lease.json` },
  owner: `process ${Deno.pid}`,
  openAudit: (head) => openAuditLog(`${folder}/audit.jsonl`, { clock: systemClock, ...(head && { head }) }),
});
isWarm = true;
await loop.run(new AbortController().signal);
