import type { Block, Experiment } from "../../lib/bench/agents/mod.ts";
import type { JsonValue } from "../../lib/model/mod.ts";
import type { BlockContent } from "../runner/block_file.ts";
import type { WorkerReply, WorkerRequest } from "../runner/worker.ts";

/** A thread that runs blocks of one experiment after another. */
export interface BlockThread {
  /** Runs a block; one at a time. @throws {Error} what the block's run throws */
  run(experiment: Experiment, block: Block, state: JsonValue): Promise<BlockContent>;
  end(): void;
}

/** Starts a thread. */
export function startBlockThread(): BlockThread {
  const worker = new Worker(new URL("../runner/worker.ts", import.meta.url), { type: "module" });
  const tell = (request: WorkerRequest) => worker.postMessage(request);
  let told: Experiment | undefined;
  return {
    run: (experiment, block, state) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<WorkerReply>) =>
          "error" in data ? reject(new Error(data.error)) : resolve(data);
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new Error(`A thread failed: ${event.message}`));
        };
        if (told !== experiment) tell({ experiment, modules: [] });
        told = experiment;
        tell({ block, state });
      }),
    end: () => worker.terminate(),
  };
}
