/**
 * Runs blocks of an experiment in a thread: the first message is the experiment, each later one a block.
 * @module
 */
import { seedMathRandom } from "./seeded_math_random.ts";
import { toCsv } from "../../lib/report/csv.ts";
import { decisionsToJsonLines } from "../../lib/report/decision_rows.ts";
import type { Block, BlockResult, Experiment } from "../../lib/bench/agents/mod.ts";
// Not from the room's face, which brings all pictures with it: a thread starts in half of the time.
import { createBlockRunner } from "../../lib/bench/agents/run_block.ts";
import type { OwnModule } from "../own/load_module.ts";
import { type JsonValue, UsageError } from "../../lib/model/mod.ts";

/** A message to a worker. */
export type WorkerRequest =
  | { readonly experiment: Experiment; readonly modules: readonly OwnModule[] }
  | { readonly block: Block; readonly state: JsonValue };

/** The answer of a worker to a block: its episodes as CSV with a header and, where they are logged, its decisions as JSON lines; or an error. */
export type WorkerReply =
  | { readonly index: number; readonly csv: string; readonly state: JsonValue; readonly decisions?: string }
  | {
    readonly index: number;
    readonly error: string;
    /** Whether it is a mistake of the caller's, which ends a command otherwise than a failure. */
    readonly isUsage: boolean;
  };

declare const self: {
  onmessage: ((event: MessageEvent<WorkerRequest>) => void) | null;
  postMessage(answer: WorkerReply): void;
};

type RunBlock = (block: Block, state: JsonValue) => BlockResult;

/** What runs a block, made anew for each one where parts of one's own are in it. */
let runnerOf: (block: Block) => RunBlock | Promise<RunBlock>;

function prepare({ experiment, modules }: Extract<WorkerRequest, { experiment: Experiment }>) {
  if (modules.length > 0) return (block: Block) => ownRunner(block, { experiment, modules });
  const run = createBlockRunner(experiment);
  return () => run;
}

/** Parts of one's own as if this block were the first: what their modules keep may not depend on which blocks have come to this thread. */
async function ownRunner(
  block: Block,
  { experiment, modules }: Extract<WorkerRequest, { experiment: Experiment }>,
): Promise<RunBlock> {
  const { loadModules, newInstance } = await import("../own/load_module.ts");
  // What they import is evaluated once a thread, and may draw too.
  await loadModules(modules);
  seedMathRandom(block.index);
  const instances = modules.map((module) => newInstance(module, block.index));
  return createBlockRunner(experiment, await loadModules(instances));
}

/** The block before, which the next one waits for: blocks that are loaded at once would draw from each other's Math.random. */
let before: Promise<void> = Promise.resolve();

self.onmessage = ({ data }) => {
  if ("experiment" in data) runnerOf = prepare(data);
  else before = before.then(() => answer(data));
};

async function answer({ block, state }: Exclude<WorkerRequest, { experiment: Experiment }>) {
  const { index } = block;
  try {
    const { records, state: learnt, decisions } = (await runnerOf(block))(block, state);
    self.postMessage({
      ...{ index, csv: toCsv(records), state: learnt },
      ...(decisions && { decisions: decisionsToJsonLines(decisions) }),
    });
  } catch (error) {
    self.postMessage({
      ...{ index, isUsage: error instanceof UsageError },
      error: error instanceof Error ? error.message : String(error),
    });
  }
}
