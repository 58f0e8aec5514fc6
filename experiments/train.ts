import { binningOf } from "../lib/diagnose/learnt/binning.ts";
import { knownValuesOf } from "../lib/diagnose/learnt/known_values.ts";
import { learnLikelihoods, type Sample } from "../lib/diagnose/learnt/likelihoods.ts";
import { BASE_FEATURES, FEATURES } from "../lib/diagnose/features/features.ts";
import { FURTHER_FEATURES } from "../lib/diagnose/features/further_features.ts";
import { KINDS, scorerOf, type ScorerWeights } from "../lib/diagnose/learnt/scorer.ts";
import trained from "../lib/diagnose/learnt/weights.json" with { type: "json" };
import { trainLeftOut } from "../lib/diagnose/learnt/train_left_out.ts";
import { type Example, trainScorer } from "../lib/diagnose/learnt/train_scorer.ts";
import { growTree } from "../lib/bench/agents/training/grow_tree.ts";
import { type TreeExample, treeExamples } from "../lib/bench/agents/training/tree_examples.ts";
import { requireName } from "../lib/model/mod.ts";
import { createStream } from "../lib/random/mod.ts";
import {
  examplesIn,
  examplesOf,
  FURTHER_SCENARIOS,
  furtherExamplesOf,
  TRAINING_SCENARIOS,
  type TrainingScenario,
} from "../lib/bench/diagnosers/training/mod.ts";
import { helpText, readArguments, wholeNumber } from "./cli/arguments.ts";
import { requireDistinctPaths } from "./cli/distinct_paths.ts";
import { main } from "./cli/main.ts";
import { createProgress } from "./cli/progress.ts";
import { openWhole, type WholeFile, writeTogether } from "./cli/write_whole.ts";

/**
 * What is trained: the parts that agents have by default, the values that they are shown, the network that looks for further causes beside that of the
 * main one, and the networks that were each not shown one kind of fault.
 */
const PARTS = ["main", "known-values", "further", "left-out"] as const;
type Part = typeof PARTS[number];

const OPTIONS = {
  epochs: { type: "string", value: "N", help: "passes over the examples (50)" },
  units: { type: "string", value: "N", help: "hidden units of the fused diagnoser (64)" },
  examples: { type: "string", value: "N", help: "episodes of each scenario at most, for a quick try (all)" },
  only: { type: "string", value: "PART", help: `${PARTS.join(", ")}: one of what is trained (all)` },
  "further-epochs": {
    type: "string",
    value: "N",
    help: "passes over the examples for the network that looks for further causes (30)",
  },
  "left-out-epochs": {
    type: "string",
    value: "N",
    help: "passes over the examples for each network that is not shown one kind of fault (15)",
  },
  out: { type: "string", value: "FOLDER", help: "where the files go (lib)" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task train [options]",
  about:
    "Trains the diagnosers fused and bayes, and the policy decision-tree, on simulated incidents of the seeds 1 to 1000. The same sources give the same weights. A second network looks for further causes beside the one that the first finds. The networks that are each not shown one kind of fault serve fused:without=KIND.",
  options: OPTIONS,
  examples: [
    "deno task train",
    "deno task train --epochs 20 --out weights",
    "deno task train --epochs 2 --examples 20 --out try",
    "deno task train --only further",
    "deno task train --only left-out",
  ],
});

/** @param most episodes of each scenario at most */
function collect(
  scenarios: readonly TrainingScenario[],
  most: number,
  examplesOf: (scenario: TrainingScenario) => Iterable<Example>,
): Example[] {
  const shortened = scenarios.map((one) => ({ ...one, count: Math.min(one.count, most) }));
  const progress = createProgress({ total: examplesIn(shortened), label: "examples" });
  const examples: Example[] = [];
  for (const scenario of shortened) {
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
  const leftOutEpochs = wholeNumber(given["left-out-epochs"], {
    ...{ name: "left-out-epochs", fallback: 15, min: 1, max: 10_000 },
  });
  const furtherEpochs = wholeNumber(given["further-epochs"], {
    ...{ name: "further-epochs", fallback: 30, min: 1, max: 10_000 },
  });
  const parts = given.only === undefined ? PARTS : [requireName("part", given.only, PARTS)];
  const folder = given.out ?? "lib";
  const files = openFiles(folder, parts);
  const examples = parts.some((part) => part !== "further")
    ? collect(TRAINING_SCENARIOS, most, examplesOf)
    : [];
  // The network that looks for further causes is told those of the main one, of today if that is trained as well.
  let network: ScorerWeights = trained;
  const written = parts.flatMap((part) => {
    switch (part) {
      case "main": {
        const { weights, contents } = trainMain(examples, { epochs, units, most });
        network = weights;
        return contents;
      }
      case "known-values":
        return [JSON.stringify(knownValuesOf(examples, FEATURES))];
      case "further":
        return [trainFurther(network, { epochs: furtherEpochs, most })];
      case "left-out":
        return [trainWithoutEach(examples, leftOutEpochs)];
    }
  });
  writeTogether(written.map((content, i) => ({ file: files[i]!, content: `${content}\n` })));
  console.log(`weights in ${folder}`);
}

/** Opens the files of some parts before anything is computed. */
function openFiles(folder: string, parts: readonly Part[]): WholeFile[] {
  const names = {
    main: ["diagnose/learnt/weights", "diagnose/learnt/likelihoods", "decide/tree/tree"],
    "known-values": ["diagnose/learnt/known_values"],
    further: ["diagnose/learnt/further"],
    "left-out": ["diagnose/learnt/left_out"],
  };
  const paths = parts.flatMap((part) => names[part]).map((name) => `${folder}/${name}.json`);
  requireDistinctPaths({ outputs: paths.map((path) => ({ option: "out", path })) });
  return paths.map((path) => openWhole(path, { option: "out" }) as WholeFile);
}

/** How every network is trained. */
const TRAINING = { featureNames: FEATURES, batch: 32, weightDecay: 3e-3 };

/** The weights of the network, and weights, likelihoods and tree as JSON. */
function trainMain(
  examples: readonly Example[],
  { epochs, units, most }: { readonly epochs: number; readonly units: number; readonly most: number },
): { readonly weights: ScorerWeights; readonly contents: string[] } {
  const progress = createProgress({ total: epochs, label: "training" });
  let loss = NaN;
  const weights = trainScorer(examples, {
    ...TRAINING,
    stream: createStream(1, "training"),
    units,
    epochs,
    learningRate: 3e-3,
    onEpoch: (epoch, itsLoss) => {
      loss = itsLoss;
      progress.update(epoch + 1);
    },
  });
  progress.finish();
  console.log(`${examples.length} examples; loss ${loss.toFixed(4)} nats after ${epochs} epochs`);
  const bins = binningOf(BASE_FEATURES, samplesOf(examples));
  const likelihoods = learnLikelihoods(samplesOf(examples), { bins, temper: 3 });
  const logRatios = likelihoods.logRatios.map((kind) => kind.map(rounded));
  const bayesWeights = { ...likelihoods, logRatios, logPrior: rounded(likelihoods.logPrior) };
  const shipped = compact(weights);
  return {
    weights: shipped,
    contents: [
      JSON.stringify(shipped),
      JSON.stringify(bayesWeights),
      JSON.stringify(growTree(forTheTree(most), { depth: 3 }), null, 1),
    ],
  };
}

/** Hidden units of the network that looks for further causes, and how its weights decay: there are few incidents with several causes. */
const FURTHER = { units: 32, weightDecay: 1e-2 } as const;

/** The weights of the network that looks for further causes beside the one that a first network finds, as JSON. */
function trainFurther(
  first: ScorerWeights,
  { epochs, most }: { readonly epochs: number; readonly most: number },
): string {
  const scorer = scorerOf(first);
  const examples = collect(FURTHER_SCENARIOS, most, (scenario) => furtherExamplesOf(scenario, scorer));
  const progress = createProgress({ total: epochs, label: "further causes" });
  let loss = NaN;
  const weights = trainScorer(examples, {
    ...TRAINING,
    ...FURTHER,
    featureNames: FURTHER_FEATURES,
    stream: createStream(1, "further causes"),
    epochs,
    learningRate: 3e-3,
    onEpoch: (epoch, itsLoss) => {
      loss = itsLoss;
      progress.update(epoch + 1);
    },
  });
  progress.finish();
  console.log(
    `${examples.length} examples with a first cause; loss ${loss.toFixed(4)} nats after ${epochs} epochs`,
  );
  return JSON.stringify(compact(weights));
}

/** Hidden units of a network that is not shown one kind of fault: there are many of them, and none is in use by default. */
const LEFT_OUT_UNITS = 24;

/** The networks that are each not shown one kind of fault, as JSON. */
function trainWithoutEach(examples: readonly Example[], epochs: number): string {
  const progress = createProgress({ total: KINDS.length, label: "networks without a kind" });
  const file = trainLeftOut(examples, {
    ...TRAINING,
    seed: 1,
    units: LEFT_OUT_UNITS,
    epochs,
    learningRate: 4e-3,
    onNetwork: (done) => progress.update(done),
  });
  progress.finish();
  return JSON.stringify(file);
}

if (import.meta.main) await main(train);
