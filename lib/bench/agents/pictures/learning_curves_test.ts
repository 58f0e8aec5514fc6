import { match, ok, strictEqual, throws } from "node:assert";
import { plotLearningCurves } from "./learning_curves.ts";
import { madeUpRecord } from "../testing/made_up_record.ts";
import { toSvg } from "../../../plot/parts/svg.ts";

/** An agent's lives, each with an outcome for every episode. */
const lives = (agent: string, trials: number[][]) =>
  trials.flatMap((trial, t) =>
    trial.map((slo_steps, i) => madeUpRecord({ agent, trial: t + 1, episode: i + 1, slo_steps }))
  );
const [slow, fast] = [[100, 80, 60, 40], [80, 60, 40, 20]];
const learner = lives("learner", [fast, slow, fast, slow]);
const rules = lives("rules", Array<number[]>(4).fill([50, 50, 50, 60]));
const titleOf = (picture: Element) => picture.getAttribute("aria-label")!;

Deno.test("plotLearningCurves() tells the first and the last window: 80 to 40 steps over windows of two", () => {
  strictEqual(
    titleOf(plotLearningCurves([...rules, ...learner], { window: 2 })),
    "learner gets better with experience: from 80.0 to 40.0 SLO-violation steps an episode by episode 4",
  );
});

Deno.test("plotLearningCurves() orders a trial by its episodes, whatever the order of the records", () => {
  const options = { window: 2 };
  strictEqual(
    toSvg(plotLearningCurves(learner.toReversed(), options)).length,
    toSvg(plotLearningCurves(learner, options)).length,
  );
  strictEqual(
    titleOf(plotLearningCurves(learner.toReversed(), options)),
    titleOf(plotLearningCurves(learner, options)),
  );
});

Deno.test("plotLearningCurves() says where nobody learns, and that one trial has no interval", () => {
  match(
    titleOf(plotLearningCurves(rules, { window: 1 })),
    /^No agent is shown to get better .* from 50\.0 to 60\.0/,
  );
  ok(toSvg(plotLearningCurves(lives("one", [[3, 2, 1]]))).includes("one trial, so without an interval"));
});

Deno.test("plotLearningCurves() claims no learning that the lives do not agree on", () => {
  const luck = lives("luck", [[50, 20], [50, 70], [50, 10], [50, 65]]);
  match(titleOf(plotLearningCurves(luck, { window: 1 })), /^No agent is shown to get better/);
});

Deno.test("plotLearningCurves() of two or three lives has no bands, and claims nothing", () => {
  for (const few of [2, 3]) {
    const picture = plotLearningCurves(lives("learner", [fast, slow, fast].slice(0, few)), { window: 1 });
    match(titleOf(picture), /^No agent is shown to get better/);
    ok(toSvg(picture).includes(`mean of ${few} trials, which are too few for an interval`));
    ok(!toSvg(picture).includes("NaN"));
  }
  ok(toSvg(plotLearningCurves(learner)).includes("4 trials with 95 % bootstrap bands"));
});

Deno.test("plotLearningCurves() marks where the system changes, and does not call what follows learning", () => {
  const unchanged = plotLearningCurves([...rules, ...learner], { window: 1 });
  const changing = plotLearningCurves([...rules, ...learner], { window: 1, changes: [3] });
  strictEqual(
    titleOf(changing),
    "The system changes in episode 3: learner ends at 30.0, rules at 60.0 SLO-violation steps an episode",
  );
  const dashed = (picture: Parameters<typeof toSvg>[0]) =>
    toSvg(picture).split('stroke-dasharray="4 3"').length;
  ok(dashed(changing) > dashed(unchanged));
});

Deno.test("plotLearningCurves() cuts a window that is longer than a trial, and refuses one of 0", () => {
  ok(toSvg(plotLearningCurves(learner, { window: 99 })).includes("last 4 episodes"));
  throws(() => plotLearningCurves(learner, { window: 0 }), /found 0/);
  throws(() => plotLearningCurves([]), /found none/);
  throws(() => plotLearningCurves(learner, { metric: "detection_delay" }), /detection_delay/);
});

Deno.test("plotLearningCurves() gives the same bytes twice", () => {
  strictEqual(toSvg(plotLearningCurves(learner)), toSvg(plotLearningCurves(learner)));
});
