import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { type Action, type Agent, describeAction } from "../../../model/mod.ts";
import { actuatorOf, agentOf, harness, ofType, routerTo } from "../testing/harness.ts";
import { inFolder } from "../testing/in_folder.ts";
import { untilDone } from "../testing/manual_clock.ts";

const START = 1_700_000_000;
const restartDb = { kind: "restart", service: "db" } as const;
const ann = { by: "Ann", through: "page" };

/** A loop that asks for a restart of the database in the first step of a breach that lasts. */
function asking(folder: string) {
  const actuator = actuatorOf();
  const made = harness({
    folder,
    settings: { mode: "approve" },
    router: routerTo(actuator),
    latencyAt: (at) => at >= START + 10 ? 900 : 50,
    propose: ({ values }) => values[0]! > 300 ? restartDb : { kind: "noop" },
  });
  return {
    ...made,
    actuator,
    pending: () => made.loop.view().approvals.filter(({ approvedBy }) => approvedBy === null),
  };
}

/** Runs so many steps, and does something in between without waiting for the end. */
async function during(
  made: ReturnType<typeof asking>,
  steps: number,
  atStep: number,
  work: () => void,
): Promise<void> {
  const running = made.loop.run(new AbortController().signal, steps);
  while (made.loop.view().counters.steps < atStep) await made.clock.tick();
  work();
  await untilDone(running, made.clock);
}

Deno.test("what is approved is carried out once, in the next step, and provable by three records", () =>
  inFolder(async (folder) => {
    const made = asking(folder);
    await during(made, 10, 4, () => {
      strictEqual(made.pending().length, 1, "the same proposal in every step is one question");
      strictEqual(
        made.pending()[0]!.plan,
        "takes the replicas of db down and up again, about 30 s; it can't be taken back. By actions[0] fake: would restart",
      );
      deepStrictEqual(made.actuator.orders, []);
      const { id } = made.pending()[0]!;
      strictEqual(made.loop.decide(id, "approve", ann), "approved");
      strictEqual(made.loop.decide(id, "approve", ann), "late", "a second time is none");
      strictEqual(made.loop.decide(id, "reject", ann), "late");
    });
    strictEqual(made.actuator.orders.length, 1);
    match(made.actuator.orders[0]!.reason, /approved by Ann/);
    const records = made.audit().map(({ record }) => record);
    const named = records.filter((record) => "proposal" in record && record.proposal.startsWith("test-"));
    const proposal = "proposal" in named[0]! ? named[0].proposal : "";
    deepStrictEqual(
      records.filter((record) => "proposal" in record && record.proposal === proposal).map(({ type }) =>
        type
      ),
      ["proposal", "approval-asked", "approval-approved", "order"],
    );
  }));

Deno.test("no answer is a no, and the question isn't asked again in the same incident", () =>
  inFolder(async (folder) => {
    const made = asking(folder);
    await during(made, 60, 13, () => {
      const { id, untilSeconds } = made.pending()[0]!;
      strictEqual(untilSeconds, START + 70);
      made.clock.set(untilSeconds);
      strictEqual(made.loop.decide(id, "approve", ann), "late");
    });
    deepStrictEqual(made.actuator.orders, []);
    strictEqual(ofType(made.audit(), "approval-asked").length, 1);
    strictEqual(ofType(made.audit(), "approval-timed-out").length, 1);
    deepStrictEqual(made.pending(), []);
  }));

Deno.test("what is rejected is not carried out, nor asked for again in the incident", () =>
  inFolder(async (folder) => {
    const made = asking(folder);
    await during(made, 40, 4, () => {
      strictEqual(made.loop.decide(made.pending()[0]!.id, "reject", ann), "rejected");
    });
    deepStrictEqual(made.actuator.orders, []);
    strictEqual(ofType(made.audit(), "approval-asked").length, 1);
    ok(
      ofType(made.audit(), "refused").some((record) => record.type === "refused" && record.by === "rejected"),
    );
  }));

Deno.test("a question outlives the process that asked it, a name that was never asked does not exist", () =>
  inFolder(async (folder) => {
    const before = asking(folder);
    await before.run(4);
    const { id } = before.pending()[0]!;
    const after = asking(folder);
    after.clock.set(START + 30);
    await during(after, 4, 1, () => {
      strictEqual(after.loop.decide("test-20990101T000000Z-1", "approve", ann), "late");
      strictEqual(after.loop.decide(id, "approve", ann), "approved");
    });
    strictEqual(after.actuator.orders.length, 1);
  }));

Deno.test("an approved action waits while the SLO is not measured, and lapses when that lasts too long", () =>
  inFolder(async (folder) => {
    const actuator = actuatorOf();
    const { loop, clock, audit } = harness({
      folder,
      settings: { mode: "approve" },
      router: routerTo(actuator),
      latencyAt: (at) => at < 0 ? 50 : at < START + 10 ? 900 : NaN,
      propose: ({ values }) => values[0]! > 300 ? restartDb : { kind: "noop" },
    });
    const running = loop.run(new AbortController().signal, 30);
    while (loop.view().approvals.length === 0) await clock.tick();
    strictEqual(loop.decide(loop.view().approvals[0]!.id, "approve", ann), "approved");
    await untilDone(running, clock);
    deepStrictEqual(actuator.orders, []);
    ok(ofType(audit(), "refused").some((record) => record.type === "refused" && record.by === "approval"));
  }));

Deno.test("of the remedies of an incident the latest waits, once the one before could be read, and none of an earlier suspect", () =>
  inFolder(async (folder) => {
    const actuator = actuatorOf();
    let proposed: Action = { kind: "restart", service: "db" };
    let suspect = "db";
    const agent: Agent = {
      ...agentOf(() => ({ kind: "noop" })),
      act: ({ values }) => ({
        decision: {
          action: values[0]! > 300 ? proposed : { kind: "noop" },
          propensity: 1,
          reason: "scripted",
        },
        ...(values[0]! > 300 && {
          diagnosis: {
            suspect,
            confidence: 1,
            rationale: "scripted",
            ranking: [{ service: suspect, score: 1 }],
          },
        }),
      }),
    };
    const { loop, clock, audit } = harness({
      ...{ folder, agent, router: routerTo(actuator), settings: { mode: "approve" } },
      latencyAt: (at) => at >= START + 10 ? 900 : 50,
    });
    const running = loop.run(new AbortController().signal, 30);
    const waitingAfter = async (steps: number) => {
      const until = loop.view().counters.steps + steps;
      while (loop.view().counters.steps < until) await clock.tick();
      return loop.view().approvals.map(({ action }) => describeAction(action));
    };
    while (loop.view().approvals.length === 0) await clock.tick();
    proposed = { kind: "limit_traffic", factor: 0.5 };
    deepStrictEqual(
      await waitingAfter(2),
      ["restart(db)", "limit_traffic(0.5)"],
      "a measure waits beside a remedy",
    );
    proposed = { kind: "rollback", service: "api" };
    deepStrictEqual(
      await waitingAfter(2),
      ["restart(db)", "limit_traffic(0.5)"],
      "it was asked a moment ago",
    );
    deepStrictEqual(await waitingAfter(5), ["limit_traffic(0.5)", "rollback(api)"]);
    suspect = "api";
    proposed = { kind: "restart", service: "api" };
    deepStrictEqual(await waitingAfter(2), ["restart(api)"]);
    await untilDone(running, clock);
    const withdrawn = ofType(audit(), "refused").flatMap((record) =>
      record.type === "refused" && record.by === "loop" ? [record.reason] : []
    );
    deepStrictEqual(withdrawn, [
      "rollback(api) is proposed in its place",
      "api is suspected now, no longer db",
      "api is suspected now, no longer db",
    ]);
  }));
