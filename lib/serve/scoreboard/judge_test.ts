import { deepStrictEqual, strictEqual } from "node:assert";
import type { FaultType } from "../../model/mod.ts";
import type { Session } from "../core/session.ts";
import type { Judged } from "./judge.ts";
import { baselinesFor } from "../core/baselines.ts";
import type { Player } from "./play.ts";
import { madeUpTasks, scored } from "./testing/scored.ts";

const tasks = madeUpTasks([{ name: "db", fault: "slow_query:db:1" }]);
const start = baselinesFor(
  tasks.find({ suite: "small", split: "judging", index: 0 }),
).untouched
  .findIndex(({ active }) => active.length > 0);

const at = (session: Session, step: number) => session.advance(step - session.seen.step);
const suspect = (service: string, kind?: FaultType) => ({ suspects: [{ service, kind }] });

/** What an episode comes to in which somebody says things at steps after its fault, and does nothing. */
async function judged(say: (session: Session) => void): Promise<Judged> {
  const player: Player = {
    name: "says",
    play(session, { choice }) {
      session.begin(choice, { trace: true });
      say(session);
      return { calls: 1, tokens: null };
    },
  };
  return (await scored(player, { tasks, count: 1 }))[0]!;
}

Deno.test("the right service is dated from the submission since which it has stood, the right kind from its own", async () => {
  const { detected, localised, analysed, exactSet, ttdSeconds, ttlSeconds, ttaSeconds } = await judged(
    (session) => {
      at(session, start + 4);
      session.submit(suspect("api"));
      at(session, start + 10);
      session.submit(suspect("db", "disk_full"));
      at(session, start + 20);
      session.submit(suspect("db", "slow_query"));
      at(session, start + 30);
      session.submit(suspect("db", "slow_query"));
    },
  );
  deepStrictEqual([detected, localised, analysed, exactSet], [true, true, true, true]);
  deepStrictEqual([ttdSeconds, ttlSeconds, ttaSeconds], [20, 50, 100]);
});

Deno.test("what is said before the fault is a guess and a false alarm, right or not", async () => {
  const guessed = await judged((session) => session.submit(suspect("db", "slow_query")));
  deepStrictEqual(
    [guessed.detected, guessed.localised, guessed.analysed, guessed.exactSet, guessed.ttlSeconds],
    [false, false, false, false, null],
  );
  const alarmed = await judged((session) => {
    session.step({ kind: "noop" }, { alarm: true });
    at(session, start + 10);
    session.submit(suspect("db", "slow_query"));
  });
  deepStrictEqual([alarmed.detected, alarmed.localised, alarmed.ttdSeconds], [false, true, null]);
  const repeated = await judged((session) => {
    session.submit(suspect("db"));
    at(session, start + 10);
    session.submit(suspect("db"));
  });
  deepStrictEqual([repeated.localised, repeated.ttlSeconds], [true, 50]);
});

Deno.test("an alarm after everything is over detects nothing", async () => {
  const late = await judged((session) => {
    at(session, 239);
    session.step({ kind: "noop" }, { alarm: true });
  });
  strictEqual(late.detected, false);
});
