import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { FEATURES } from "../features/features.ts";
import { FURTHER_FEATURES } from "../features/further_features.ts";
import { KINDS, OUTPUTS, type ScorerWeights, type Scores } from "../learnt/scorer.ts";
import { firstCauseIn, learnFurtherCauses } from "./further_causes.ts";

/** Weights by which a service is at fault with odds of e⁴ if it is called by the first cause, with odds of e⁻⁴ otherwise. */
function calleesAreAtFault(): ScorerWeights {
  const inputs = FURTHER_FEATURES.length;
  const hidden = new Array<number>(inputs).fill(0);
  hidden[FURTHER_FEATURES.indexOf("is called by the first cause")] = 20;
  const output = new Array<number>(OUTPUTS).fill(0);
  output[OUTPUTS - 1] = 4;
  return {
    features: FURTHER_FEATURES,
    centre: new Array(inputs).fill(0),
    scale: new Array(inputs).fill(1),
    hidden,
    hiddenBias: [-10],
    output,
    outputBias: new Array(OUTPUTS).fill(0),
  };
}

/** Those probabilities with six tenths of the odds, since there are fewer further causes in practice than in training. */
const [LIKELY, UNLIKELY] = [4, -4].map((logit) => 1 / (1 + Math.exp(-logit) / 0.6)) as [number, number];
const observe = synthesize(1);
const window = (rows: number) => {
  const made = createWindow(SYNTHETIC, rows);
  for (let i = 0; i < rows; i++) made.push(observe());
  return made.signals().metrics;
};

/** api calls cache and db. */
function all(atFault: readonly [api: number, cache: number, db: number], rowsBetween = 0) {
  const scores: Scores = {
    atFault: Float64Array.from(atFault),
    posterior: new Float64Array(3 * KINDS.length + 1),
  };
  const table = new Float64Array(3 * FEATURES.length);
  const find = learnFurtherCauses(calleesAreAtFault(), SYNTHETIC, window(30));
  for (let i = 0; i < rowsBetween; i++) observe();
  return { scores, ...find({ table, scores, after: window(6) }) };
}

const near = (a: number, b: number) => ok(Math.abs(a - b) < 1e-6, `${a} ${b}`);

Deno.test("the first cause is the likeliest one that is likelier than not", () => {
  const first = (...atFault: number[]) =>
    firstCauseIn({ atFault: Float64Array.from(atFault), posterior: new Float64Array(0) });
  deepStrictEqual([first(0.6, 0.9, 0.7), first(0.1, 0.5), first(0.4, 0.3)], [1, 1, undefined]);
});

Deno.test("a further cause counts as far as the first one is certain, which stays as it was", () => {
  const { atFault } = all([0.8, 0.1, 0]);
  strictEqual(atFault[0], 0.8);
  near(atFault[1]!, 0.8 * LIKELY + 0.2 * 0.1);
  near(atFault[2]!, 0.8 * LIKELY);
});

Deno.test("what nothing but the first cause's surroundings spoke against is no cause any more", () => {
  const { atFault } = all([0.6, 0, 0.9]);
  near(atFault[0]!, 0.9 * UNLIKELY + 0.1 * 0.6);
});

Deno.test("where no cause is likelier than not all stays as it was", () => {
  const { atFault, scores } = all([0.4, 0.1, 0.3]);
  strictEqual(atFault, scores.atFault);
});

Deno.test("nothing further is looked for once onsets may lie between the windows: 40 rows behind the usual ones", () => {
  const { atFault } = all([0.8, 0.1, 0], 34);
  near(atFault[2]!, 0.8 * LIKELY);
  const later = all([0.8, 0.1, 0], 35);
  strictEqual(later.atFault, later.scores.atFault);
});
