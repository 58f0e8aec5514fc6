import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import type { Actuator } from "../contract.ts";
import { actuatorOf, harness, ofType, routerTo } from "./testing/harness.ts";
import { readIfThere } from "./state/write_whole.ts";
import { inFolder } from "./testing/in_folder.ts";
import { manualClock } from "./testing/manual_clock.ts";

const restartDb = { kind: "restart", service: "db" } as const;

/** Runs a loop in a process of its own until it is in the middle of an action, and kills it with SIGKILL. */
async function killInAction(folder: string): Promise<string> {
  const child = new Deno.Command("deno", {
    args: [
      "run",
      "--no-prompt",
      `--allow-read=${folder},lib`,
      `--allow-write=${folder}`,
      new URL("./testing/killed_loop.ts", import.meta.url).pathname,
      folder,
    ],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const watcher = Deno.watchFs(folder);
  try {
    for await (const _ of watcher) {
      const isOpen = readIfThere(`${folder}/state.json`)?.includes('"receipt":null');
      if (isOpen && readIfThere(`${folder}/carried-out.txt`)) break;
    }
  } finally {
    watcher.close();
    child.kill("SIGKILL");
    await child.status;
  }
  return Deno.readTextFileSync(`${folder}/carried-out.txt`).trim();
}

/** The loop after the restart, whose agent still wants the same; it runs for some steps from now on. */
async function afterRestart(folder: string, actuator: Actuator, steps: number) {
  const made = harness({
    folder,
    clock: manualClock(Date.now() / 1000 + 60),
    router: routerTo(actuator),
    settings: {
      stepSeconds: 0.05,
      warmupSteps: 2,
      verification: { settleSeconds: 600, attempts: 9, onFailure: "roll-back" },
    },
    latencyAt: (at) => at < 0 ? 50 : 900,
    propose: () => restartDb,
  });
  await made.run(steps);
  return made;
}

Deno.test("a loop killed in the middle of an action doesn't repeat it after the restart; nobody knows what came of it, and it counts", () =>
  inFolder(async (folder) => {
    const key = await killInAction(folder);
    const state = JSON.parse(Deno.readTextFileSync(`${folder}/state.json`));
    strictEqual(state.orders[0].order.idempotencyKey, key);
    const actuator = actuatorOf();
    const { audit, loop } = await afterRestart(folder, actuator, 10);
    ok(actuator.orders.every((order) => order.idempotencyKey !== key));
    const receipts = ofType(audit(), "receipt").filter((record) =>
      record.type === "receipt" && record.idempotencyKey === key
    );
    deepStrictEqual(receipts.map((record) => record.type === "receipt" && record.outcome), ["unknown"]);
    ok(
      loop.view().orders.some(({ order }) => order.idempotencyKey === key),
      "its effect is still to be verified",
    );
    strictEqual(
      JSON.parse(Deno.readTextFileSync(`${folder}/state.json`)).actedAtSeconds.length,
      1 + actuator.orders.length,
    );
  }));

Deno.test("an actuator that can look an order up says what came of it, and the cooldown of the killed loop holds", () =>
  inFolder(async (folder) => {
    const key = await killInAction(folder);
    const found: string[] = [];
    const actuator = {
      ...actuatorOf(),
      find: (order: { idempotencyKey: string }) => {
        found.push(order.idempotencyKey);
        return Promise.resolve({ outcome: "done", detail: "it was restarted" } as const);
      },
    };
    const before = JSON.parse(Deno.readTextFileSync(`${folder}/state.json`)).executor.restarted.db;
    const clock = manualClock((before + 5) * 0.05);
    const made = harness({
      folder,
      clock,
      router: routerTo(actuator),
      latencyAt: (at) => at < 0 ? 50 : 900,
      propose: () => restartDb,
      settings: { stepSeconds: 0.05, warmupSteps: 2, guardrails: { disruptionSteps: 4 } },
      owner: Deno.readTextFileSync(`${folder}/lease.json`).match(/"owner":"(.*?)"/)![1]!,
    });
    await made.run(10);
    deepStrictEqual(found, [key]);
    deepStrictEqual(actuator.orders, [], "15 steps later the cooldown of 20 steps is not over");
    const [refused] = ofType(made.audit(), "refused").slice(-1);
    match(
      refused!.type === "refused" ? refused!.reason : "",
      /db was restarted \d+ steps ago, the cooldown is 20/,
    );
    await made.run(12);
    strictEqual(actuator.orders.length, 1, "then it may");
  }));
