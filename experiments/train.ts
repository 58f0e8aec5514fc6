import { binningOf } from "../lib/diagnose/learnt/binning.ts";
import { learnLikelihoods, type Sample } from "../lib/diagnose/learnt/likelihoods.ts";
import { BASE_FEATURES, FEATURES } from "../lib/diagnose/features/features.ts";
import { KINDS, type ScorerWeights } from "../lib/diagnose/learnt/scorer.ts";
import { type Example, trainScorer } from "../lib/diagnose/learnt/train_scorer.ts";
import { growTree } from "../lib/bench/agents/training/grow_tree.ts";
import { type TreeExample, treeExamples } from "../lib/bench/agents/training/tree_examples.ts";
import { createStream } from "../lib/random/mod.ts";
import { examplesIn, examplesOf, TRAINING_SCENARIOS } from "../lib/bench/diagnosers/training/mod.ts";
import { helpText, readArguments, wholeNumber } from "./cli/arguments.ts";
import { requireDistinctPaths } from "./cli/distinct_paths.ts";
import { main } from "./cli/main.ts";
import { createProgress } from "./cli/progress.ts";
import { openWhole, type WholeFile, writeTogether } from "./cli/write_whole.ts";

const OPTIONS = {
  epochs: { type: "string", value: "N", help: "passes over the examples (50)" },
  units: { type: "string", value: "N", help: "hidden units of the fused diagnoser (64)" },
  examples: { type: "string", value: "N", help: "episodes of each scenario at most, for a quick try (all)" },
  out: { type: "string", value: "FOLDER", help: "where the three files go (lib)" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task train [options]",
  about:
    "Trains the diagnosers fused and bayes, and the policy decision-tree, on simulated incidents of the seeds 1 to 1000. The same sources give the same weights.",
  options: OPTIONS,
  examples: [
    "deno task train",
    "deno task train --epochs 20 --out weights",
    "deno task train --epochs 2 --examples 20 --out try",
  ],
});

function collect(most: number): Example[] {
  const scenarios = TRAINING_SCENARIOS.map((one) => ({ ...one, count: Math.min(one.count, most) }));
  const progress = createProgress({ total: examplesIn(scenarios), label: "examples" });
  const examples: Example[] = [];
  for (const scenario of scenarios) {
    for (const example of examplesOf(scenario)) {
      examples.push(example);
      progress.update(examples.length);
    }
  }
  progress.finish();
  return examples;
}

/** Rounds to four digits, more than the examples can distinguish. */
function rounded(values: readonly number[]): number[] {
  return values.map((x) => Number(x.toPrecision(4)));
}

function compact(weights: ScorerWeights): ScorerWeights {
  const { centre, scale, hidden, hiddenBias, output, outputBias } = weights;
  return {
    ...weights,
    centre: rounded(centre),
    scale: rounded(scale),
    hidden: rounded(hidden),
    hiddenBias: rounded(hiddenBias),
    output: rounded(output),
    outputBias: rounded(outputBias),
  };
}

/** What the tree learns from. */
const TREE_TOPOLOGIES = ["three-tier", "boutique"] as const;

/** Every service of every example as a sample. */
function* samplesOf(examples: readonly Example[]): Generator<Sample> {
  for (const { features, truth } of examples) {
    for (let s = 0; s < features.length / FEATURES.length; s++) {
      const hypothesis = truth.find((i) => Math.floor(i / KINDS.length) === s);
      const values = features.subarray(s * FEATURES.length, s * FEATURES.length + BASE_FEATURES.length);
      yield { values, kind: hypothesis === undefined ? -1 : hypothesis % KINDS.length };
    }
  }
}

function forTheTree(most: number): TreeExample[] {
  return TREE_TOPOLOGIES.flatMap((topology) => [...treeExamples({ topology, firstSeed: 1, count: most })]);
}

/** Trains the parts that learn beforehand. @throws {UsageError} for a mistake in the arguments */
export function train(args: readonly string[]): void {
  const given = readArguments(args, OPTIONS);
  if (given.help) return console.log(HELP);
  const epochs = wholeNumber(given.epochs, { name: "epochs", fallback: 50, min: 1, max: 10_000 });
  const units = wholeNumber(given.units, { name: "units", fallback: 64, min: 1, max: 256 });
  const most = wholeNumber(given.examples, { name: "examples", fallback: 1000, min: 1, max: 1000 });
  const folder = given.out ?? "lib";
  const paths = ["diagnose/learnt/weights", "diagnose/learnt/likelihoods", "decide/tree/tree"]
    .map((name) => `${folder}/${name}.json`);
  requireDistinctPaths({ outputs: paths.map((path) => ({ option: "out", path })) });
  const [fused, bayes, tree] = paths.map((path) => openWhole(path, { option: "out" })) as WholeFile[];
  const examples = collect(most);
  const progress = createProgress({ total: epochs, label: "training" });
  let loss = NaN;
  const weights = trainScorer(examples, {
    featureNames: FEATURES,
    stream: createStream(1, "training"),
    units,
    epochs,
    batch: 32,
    learningRate: 3e-3,
    weightDecay: 3e-3,
    onEpoch: (epoch, itsLoss) => {
      loss = itsLoss;
      progress.update(epoch + 1);
    },
  });
  progress.finish();
  const bins = binningOf(BASE_FEATURES, samplesOf(examples));
  const likelihoods = learnLikelihoods(samplesOf(examples), { bins, temper: 3 });
  const logRatios = likelihoods.logRatios.map((kind) => kind.map(rounded));
  const bayesWeights = { ...likelihoods, logRatios, logPrior: rounded(likelihoods.logPrior) };
  writeTogether([
    { file: fused!, content: `${JSON.stringify(compact(weights))}\n` },
    { file: bayes!, content: `${JSON.stringify(bayesWeights)}\n` },
    { file: tree!, content: `${JSON.stringify(growTree(forTheTree(most), { depth: 3 }), null, 1)}\n` },
  ]);
  console.log(
    `${examples.length} examples, loss ${loss.toFixed(4)} nats after ${epochs} epochs; weights in ${folder}`,
  );
}

if (import.meta.main) await main(train);
