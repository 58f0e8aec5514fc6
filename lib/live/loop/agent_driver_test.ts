import { deepStrictEqual } from "node:assert";
import { type Action, describeAction, type Feedback, NOOP } from "../../model/mod.ts";
import type { Receipt } from "../contract.ts";
import { actuatorOf, agentOf, harness, routerTo, sourceOf } from "./testing/harness.ts";
import { inFolder } from "./testing/in_folder.ts";

const START = 1_700_000_000;
const restartDb: Action = { kind: "restart", service: "db" };
const STEP = 5;

/** What an agent is told that proposes a restart in the step of a number after the warm-up, once. */
async function toldOf(
  { folder, mode = "act", answer, latencyAt = () => 50, approveAt, steps = 8 }: {
    readonly folder: string;
    readonly mode?: "act" | "suggest" | "approve";
    readonly answer?: () => Receipt | Promise<Receipt>;
    readonly latencyAt?: (step: number) => number;
    readonly approveAt?: number;
    readonly steps?: number;
  },
): Promise<string[]> {
  const told: Feedback[] = [];
  let count = 0;
  const scripted = agentOf(({ timeSeconds }) => timeSeconds === START + 2 * STEP ? restartDb : NOOP);
  const made = harness({
    folder,
    settings: { mode },
    agent: {
      ...scripted,
      learn: (feedback) => told.push(feedback),
    },
    router: routerTo(actuatorOf(answer)),
    source: sourceOf((seconds) => latencyAt((seconds - START) / STEP)),
    onStep: ({ approvals }) => {
      if (++count === approveAt) {
        made.loop.decide(approvals[0]!.id, "approve", { by: "Ann", through: "test" });
      }
    },
  });
  await made.run(steps);
  return told.slice(-(steps - 1)).map(({ executed, notCarriedOut }) =>
    describeAction(executed) + (notCarriedOut ? ` without ${describeAction(notCarriedOut)}` : "")
  );
}

const waits = (count: number) => Array(count).fill("noop");

Deno.test("the agent is told what was executed of its proposal: all of it in act, nothing in suggest", () =>
  inFolder(async (folder) => {
    deepStrictEqual(await toldOf({ folder }), ["noop", "restart(db)", ...waits(5)]);
    Deno.removeSync(`${folder}/state.json`);
    Deno.removeSync(`${folder}/audit.jsonl`);
    deepStrictEqual(await toldOf({ folder, mode: "suggest" }), waits(7));
  }));

Deno.test("what waits for approval is not done; it is told when it is carried out", () =>
  inFolder(async (folder) => {
    deepStrictEqual(await toldOf({ folder, mode: "approve", approveAt: 4 }), [
      ...waits(4),
      "restart(db)",
      ...waits(2),
    ]);
  }));

Deno.test("an order that failed before the next step was not executed", () =>
  inFolder(async (folder) => {
    const failed: Receipt = { outcome: "failed", detail: "409" };
    deepStrictEqual(await toldOf({ folder, answer: () => failed }), waits(7));
  }));

Deno.test("an order whose failure comes two steps later is taken back then, and one of which nobody knows is not", () =>
  inFolder(async (folder) => {
    const later = (outcome: Receipt["outcome"]) => {
      let done: (receipt: Receipt) => void;
      const receipt = new Promise<Receipt>((resolve) => done = resolve);
      return {
        answer: () => receipt,
        latencyAt: (step: number) => {
          if (step === 5) done({ outcome, detail: "late" });
          return 50;
        },
      };
    };
    deepStrictEqual(await toldOf({ folder, ...later("failed") }), [
      "noop",
      "restart(db)",
      "noop",
      "noop without restart(db)",
      ...waits(3),
    ]);
    Deno.removeSync(`${folder}/state.json`);
    Deno.removeSync(`${folder}/audit.jsonl`);
    deepStrictEqual(await toldOf({ folder, ...later("unknown") }), ["noop", "restart(db)", ...waits(5)]);
  }));

Deno.test("what was executed is told although the SLO is not measured in the step after it", () =>
  inFolder(async (folder) => {
    deepStrictEqual(await toldOf({ folder, latencyAt: (step) => step === 3 || step === 4 ? NaN : 50 }), [
      "noop",
      "restart(db)",
      ...waits(5),
    ]);
  }));
