/**
 * Runs blocks of an experiment in a thread: the first message is the experiment, each later one a block.
 * @module
 */
import { toCsv } from "../../lib/report/csv.ts";
import { decisionsToJsonLines } from "../../lib/report/decision_rows.ts";
import type { Block, BlockResult, Experiment } from "../../lib/bench/agents/mod.ts";
// Not from the room's face, which brings all pictures with it: a thread starts in half of the time.
import { createBlockRunner } from "../../lib/bench/agents/run_block.ts";
import type { JsonValue } from "../../lib/model/mod.ts";

/** A message to a worker. */
export type WorkerRequest =
  | { readonly experiment: Experiment }
  | { readonly block: Block; readonly state: JsonValue };

/** The answer of a worker to a block: its episodes as CSV with a header and, where they are logged, its decisions as JSON lines; or an error. */
export type WorkerReply =
  | { readonly index: number; readonly csv: string; readonly state: JsonValue; readonly decisions?: string }
  | { readonly index: number; readonly error: string };

declare const self: {
  onmessage: ((event: MessageEvent<WorkerRequest>) => void) | null;
  postMessage(answer: WorkerReply): void;
};

let run: (block: Block, state: JsonValue) => BlockResult;

self.onmessage = ({ data }) => {
  if ("experiment" in data) {
    run = createBlockRunner(data.experiment);
    return;
  }
  const { index } = data.block;
  try {
    const { records, state, decisions } = run(data.block, data.state);
    self.postMessage({
      ...{ index, csv: toCsv(records), state },
      ...(decisions && { decisions: decisionsToJsonLines(decisions) }),
    });
  } catch (error) {
    self.postMessage({ index, error: error instanceof Error ? error.message : String(error) });
  }
};
