import { deepStrictEqual, strictEqual } from "node:assert";
import { createPace } from "./pace.ts";

Deno.test("createPace() takes a second look, then acts, then gives the action its time and four steps more", () => {
  const pace = createPace();
  const turns = ["look", "act"].map(() => pace.turn({ inBreach: true, healthySteps: 0 }));
  deepStrictEqual(turns, ["look", "act"]);
  pace.act("restart", 12);
  const after = Array.from({ length: 17 }, () => pace.turn({ inBreach: true, healthySteps: 0 }));
  deepStrictEqual(after, [...Array(16).fill("wait"), "act"]);
});

Deno.test("createPace() remembers what was tried until the service has been healthy for twelve steps", () => {
  const pace = createPace();
  pace.act("restart", 0);
  strictEqual(pace.turn({ inBreach: false, healthySteps: 11 }), "healthy");
  strictEqual(pace.tried("restart"), true);
  pace.turn({ inBreach: false, healthySteps: 12 });
  strictEqual(pace.tried("restart"), false);
});

Deno.test("an action that works at once has seven steps to take effect", () => {
  const pace = createPace();
  const turn = () => pace.turn({ inBreach: true, healthySteps: 0 });
  deepStrictEqual([turn(), turn()], ["look", "act"]);
  pace.act("restart", 0);
  deepStrictEqual(Array.from({ length: 8 }, turn), [...Array(7).fill("wait"), "act"]);
});

Deno.test("an action that has had its time is judged by a new measurement, for which the next one waits five steps at most", () => {
  const afterAct = (isNews: (step: number) => boolean) => {
    const pace = createPace();
    pace.turn({ inBreach: true, healthySteps: 0 });
    pace.turn({ inBreach: true, healthySteps: 0 });
    pace.act("restart", 0);
    const turns = Array.from(
      { length: 24 },
      (_, step) => pace.turn({ inBreach: true, healthySteps: 0, isNews: isNews(step) }),
    );
    return turns.indexOf("act");
  };
  deepStrictEqual([() => true, (step: number) => step === 3 || step === 10, () => false].map(afterAct), [
    7,
    10,
    12,
  ]);
});

Deno.test("an action that was refused has not been tried and may be tried soon, some times in one incident", () => {
  const pace = createPace();
  const turn = () => pace.turn({ inBreach: true, healthySteps: 0 });
  turn();
  turn();
  for (let i = 0; i < 8; i++) {
    pace.act("rollback", 18);
    pace.refuse("rollback");
    strictEqual(pace.tried("rollback"), false);
    deepStrictEqual([turn(), turn(), turn()], ["wait", "wait", "act"]);
  }
  pace.act("rollback", 18);
  pace.refuse("rollback");
  strictEqual(pace.tried("rollback"), true);
});
