/**
 * Runs blocks of one experiment in a thread of its own: first it is told the experiment, then one block after the other.
 * @module
 */
import { toCsv } from "../../lib/report/csv.ts";
import { type Block, type BlockResult, createBlockRunner } from "../../lib/bench/agents/mod.ts";
import type { JsonValue } from "../../lib/model/mod.ts";
import type { Experiment } from "../../lib/bench/agents/mod.ts";

/** What a worker is told. */
export type Order =
  | { readonly experiment: Experiment }
  | { readonly block: Block; readonly state: JsonValue };

/** What a worker answers to a block: its episodes as CSV with a header. */
export type Answer =
  | { readonly index: number; readonly csv: string; readonly state: JsonValue }
  | { readonly index: number; readonly error: string };

declare const self: {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(answer: Answer): void;
};

let run: (block: Block, state: JsonValue) => BlockResult;

self.onmessage = ({ data }) => {
  if ("experiment" in data) {
    run = createBlockRunner(data.experiment);
    return;
  }
  const { index } = data.block;
  try {
    const { records, state } = run(data.block, data.state);
    self.postMessage({ index, csv: toCsv(records), state });
  } catch (error) {
    self.postMessage({ index, error: error instanceof Error ? error.message : String(error) });
  }
};
