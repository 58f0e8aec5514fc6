import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { type Action, NOOP } from "../../../model/mod.ts";
import type { Actuator, Finding, Receipt } from "../../contract.ts";
import { actuatorOf, harness, ofType, routerTo } from "../testing/harness.ts";
import { inFolder } from "../testing/in_folder.ts";
import { type ManualClock, manualClock } from "../testing/manual_clock.ts";

const START = 1_700_000_000;
const RESTART = { kind: "restart", service: "db" } as const;

function once(action: Action) {
  let step = 0;
  return () => ++step === 12 ? action : NOOP;
}

/** An actuator that asks whether it may send before each of its tries, ten seconds apart. */
function trying(clock: ManualClock, onTry: (tries: number) => void) {
  const sent: number[] = [];
  const actuator: Actuator = {
    ...actuatorOf(),
    carryOut: async (_order, _signal, maySend): Promise<Receipt> => {
      for (let tries = 1; tries <= 20; tries++) {
        if (!maySend!()) return { outcome: "failed", detail: "not sent again" };
        sent.push(clock.now() - START);
        onTry(tries);
        await clock.sleep(10);
      }
      return { outcome: "done", detail: "" };
    },
  };
  return { sent, actuator };
}

Deno.test("a try after the kill switch, after another loop has the lease, or after the order's time is not made", () =>
  inFolder(async (folder) => {
    const runs: [name: string, stop: () => void, tries: number][] = [
      ["kill switch", () => Deno.writeTextFileSync(`${folder}/STOP`, ""), 2],
      ["lease", () =>
        Deno.writeTextFileSync(
          `${folder}/lease.json`,
          JSON.stringify({ owner: "another", untilSeconds: START + 100 }),
        ), 2],
      ["time", () => {}, 6],
    ];
    for (const [name, stop, tries] of runs) {
      for (const file of ["STOP", "lease.json", "state.json", "audit.jsonl"]) {
        try {
          Deno.removeSync(`${folder}/${file}`);
        } catch {
          // It is not there yet.
        }
      }
      const clock = manualClock();
      const { sent, actuator } = trying(clock, (count) => count === 2 && stop());
      await harness({ folder, clock, router: routerTo(actuator), propose: once(RESTART) }).run(40);
      strictEqual(sent.length, tries, name);
    }
  }));

/** Ends a loop in the middle of an order: what it leaves is an order without an answer. @returns the second loop */
async function cutOff(folder: string, find: (seconds: number) => Finding) {
  const clock = manualClock();
  let found = 0;
  const actuator = {
    ...actuatorOf(),
    find: () => {
      found++;
      return Promise.resolve(find(clock.now() - START));
    },
  };
  const first = harness({ folder, clock, router: routerTo(actuator), propose: once(RESTART) });
  await first.run(3);
  const path = `${folder}/state.json`;
  const state = JSON.parse(Deno.readTextFileSync(path));
  strictEqual(state.orders.length, 1);
  Deno.writeTextFileSync(path, JSON.stringify({ ...state, orders: [{ ...state.orders[0], receipt: null }] }));
  const second = harness({
    folder,
    clock,
    owner: "two",
    router: routerTo(actuator),
    latencyAt: () => 50,
    propose: () => clock.now() > START + 40 ? { kind: "restart", service: "api" } : NOOP,
    settings: { budget: { actionsPerHour: 20, servicesAtOnce: 9 }, guardrails: { disruptionSteps: 0 } },
  });
  return { ...second, actuator, clock, founds: () => found };
}

Deno.test("an order that never arrived has failed only when its sender can't send it any more", () =>
  inFolder(async (folder) => {
    const { run, audit, loop, actuator } = await cutOff(folder, () => ({
      outcome: "failed",
      detail: "the order never arrived",
    }));
    await run(6);
    const receipts = () => ofType(audit(), "receipt").slice(1);
    deepStrictEqual(receipts(), []);
    ok(loop.view().troubles.some((text) => text.includes("may still be under way")));
    strictEqual(actuator.orders.length, 1);
    await run(12);
    const [failed, ...others] = receipts();
    ok(failed?.type === "receipt" && failed.outcome === "failed");
    ok(others.length > 0 && actuator.orders.length > 1, "then the loop acts again");
    const [order] = ofType(audit(), "order").slice(1);
    ok(order?.type === "order");
    ok(Number(order.idempotencyKey.split("-").at(-2)) * 5 >= START + 10 + 60);
  }));

Deno.test("an order that is still under way is looked up again, and nothing is sent until it is over", () =>
  inFolder(async (folder) => {
    const { run, audit, actuator, founds } = await cutOff(
      folder,
      (seconds) =>
        seconds < 150
          ? { outcome: "pending", detail: "it runs" }
          : { outcome: "done", detail: "it was restarted" },
    );
    await run(24);
    strictEqual(actuator.orders.length, 1);
    ok(founds() > 5 && founds() < 15, `${founds()} look-ups in two minutes`);
    await run(6);
    const [found] = ofType(audit(), "receipt").slice(1);
    match(found?.type === "receipt" ? found.detail : "", /it was restarted/);
    ok(actuator.orders.length > 1);
  }));

Deno.test("an order that is under way for an hour is unknown", () =>
  inFolder(async (folder) => {
    const { run, audit } = await cutOff(folder, () => ({ outcome: "pending", detail: "it runs" }));
    await run(730);
    const [found] = ofType(audit(), "receipt").slice(1);
    ok(found?.type === "receipt" && found.outcome === "unknown");
  }));

const cases = [
  ["a replica that takes 300 s", { kind: "scale", service: "api", delta: 1 }, {
    scaleSeconds: { service: 300 },
  }, 365],
  ["a restart that takes 600 s", { kind: "restart", service: "api" }, {
    restartSeconds: { service: 600 },
  }, 665],
  ["a rollback by default", { kind: "rollback", service: "api" }, {}, 155],
  ["a clearing of the caches", { kind: "clear_cache" }, {}, 65],
] as const;

for (const [name, action, timings, at] of cases) {
  Deno.test(`${name} is judged when it has had its time and the settling time, and nothing is taken back or escalated before`, () =>
    inFolder(async (folder) => {
      const clock = manualClock();
      const { run, audit } = harness({
        folder,
        clock,
        router: routerTo(actuatorOf()),
        latencyAt: (seconds) => seconds < 0 ? 50 : 900,
        settings: { timings, verification: { settleSeconds: 60, attempts: 1, onFailure: "roll-back" } },
        propose: () => clock.now() < START + 7 ? action : NOOP,
      });
      await run(160);
      const after = audit().filter(({ record }) =>
        ["verified", "escalated", "rolled-back"].includes(record.type) ||
        record.type === "order" && record.proposal.endsWith("guardrails")
      );
      strictEqual(after[0]!.timeSeconds - START, at);
      strictEqual(after[0]!.record.type, "verified");
      strictEqual(after.filter(({ record }) => record.type === "escalated").length, 1);
    }));
}
