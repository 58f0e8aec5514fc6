import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { NOOP } from "../../model/mod.ts";
import { decisionsFromJsonLines } from "../../report/mod.ts";
import { recordDecisions } from "./decision_recorder.ts";
import { inFolder } from "./testing/in_folder.ts";
import { agentOf, harness, settingsWith, valuesOf } from "./testing/harness.ts";

/** A breach of eight steps in each hundred, from the twentieth on. */
const breaches = (steps: number) => steps % 100 >= 20 && steps % 100 < 28;

Deno.test("decisions in a breach are written when their incident is over, an episode each, with what was carried out", () =>
  inFolder(async (folder) => {
    const texts: string[] = [];
    const told: string[] = [];
    const scripted = agentOf(({ values }) =>
      values.some((value) => value > 800) ? { kind: "restart", service: "db" } : { kind: "noop" }
    );
    const { agent, incidentEnded } = recordDecisions(scripted, {
      append: (text) => texts.push(text),
      warn: (text) => told.push(text),
    });
    let start: number | undefined;
    const loop = harness({
      folder,
      agent,
      settings: { mode: "act" },
      onIncidentEnd: incidentEnded,
      latencyAt: (seconds) => breaches(Math.round((seconds - (start ??= seconds)) / 5)) ? 900 : 50,
    });
    await loop.run(210);
    strictEqual(texts.length, 2);
    const incidents = texts.map((text) => decisionsFromJsonLines(text));
    for (const decisions of incidents) {
      strictEqual(new Set(decisions.map(({ seed }) => seed)).size, 1);
      ok(decisions.length >= 6 && decisions.length <= 10, `${decisions.length}`);
      ok(decisions.every(({ action, propensity }) => action === "restart(db)" && propensity === 1));
      ok(decisions.some(({ executed }) => executed) && decisions.some(({ executed }) => !executed));
      ok(
        decisions[0]!.reward < 0 && decisions.at(-1)!.reward > 0,
        `${decisions.map(({ reward }) => reward)}`,
      );
    }
    const [first, second] = incidents.map(([one]) => one!.seed);
    strictEqual(second! - first!, 500);
    deepStrictEqual([agent.decisions.length, told], [0, []]);
  }));

Deno.test("a log that can't be written costs its decisions and not the loop", () => {
  const told: string[] = [];
  const { agent, incidentEnded } = recordDecisions(agentOf(() => NOOP), {
    append: () => {
      throw new Error("no space left on device");
    },
    warn: (text) => told.push(text),
  });
  const { topology, slo, warmupSteps } = {
    ...settingsWith(),
    slo: { ...settingsWith().slo, objective: 0.99 },
  };
  agent.begin({ topology, slo, warmupSteps, seed: 1 });
  agent.act({ step: 0, timeSeconds: 0, values: valuesOf(900) });
  agent.learn({ executed: NOOP, reward: -2, sloViolated: true });
  incidentEnded(7);
  incidentEnded(9);
  strictEqual(told.length, 1);
  match(told[0]!, /the decisions of an incident are not in the log: no space left on device/);
});
