import { deepStrictEqual, ok, throws } from "node:assert";
import { createAgent } from "../../run/mod.ts";
import { madeUpHost } from "../testing/made_up_host.ts";
import { askDetector, askDiagnoser } from "./ask.ts";

Deno.test("a detector and a diagnoser that are asked say what the agent full makes of the same episode", () => {
  const { host } = madeUpHost();
  const session = host.open();
  const agent = createAgent("full");
  let seen = session.begin({ split: "judging", index: 3 }, { skipWarmup: false, withTelemetry: true });
  agent.begin(session.context);
  const alarmSteps: number[] = [];
  let diagnosed = 0;
  while (!seen.done && diagnosed < 2) {
    const { decision, detection, diagnosis } = agent.act(seen.observation!);
    if (detection?.anomalous) alarmSteps.push(seen.step);
    if (diagnosis !== undefined) {
      diagnosed++;
      deepStrictEqual(askDiagnoser(session), diagnosis);
      const asked = askDetector(session);
      deepStrictEqual(asked.detection, detection);
      deepStrictEqual(asked.alarmSteps, alarmSteps);
    }
    seen = session.step(decision.action);
    agent.learn({ executed: seen.executed, reward: seen.reward, sloViolated: seen.sloViolated });
  }
  ok(diagnosed === 2 && alarmSteps.length > 0);
});

Deno.test("before the warm-up is over nothing can be asked, and a wrong name is told with the nearest one", () => {
  const { host } = madeUpHost();
  const session = host.open();
  session.begin({}, { skipWarmup: false });
  throws(() => askDetector(session), /learns from the 60 observations of the warm-up.*found 1 so far/);
  session.begin();
  throws(() => askDiagnoser(session, { diagnoser: "fuse" }), /did you mean "fused"/);
});
