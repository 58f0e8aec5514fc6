import { type JsonValue, UsageError } from "../../lib/model/mod.ts";
import type { Block, Experiment } from "../../lib/bench/agents/mod.ts";
import type { Schedule } from "./schedule.ts";
import type { OwnModule } from "../own/load_module.ts";
import type { WorkerReply, WorkerRequest } from "./worker.ts";

/** The result of a block. */
export type Done = Extract<WorkerReply, { csv: string }>;

/** Blocks per worker at a time: while one runs the next is ready, so that workers never wait for a save. */
const IN_FLIGHT = 2;

/**
 * Runs blocks on several workers and waits for the last one.
 *
 * @param stateBefore the state that the agent of a block has learnt in earlier blocks
 * @param save called with each result, in order of arrival
 * @param signal stops all workers at once; whatever they were doing is lost, and what was saved is whole
 * @throws the first error of a worker or of `save`, after stopping all workers; the reason of `signal`
 */
export async function runBlocks(
  { experiment, schedule, workers: count, modules, stateBefore, save, signal }: {
    experiment: Experiment;
    schedule: Schedule;
    workers: number;
    /** Parts of one's own that the experiment names. */
    modules: readonly OwnModule[];
    stateBefore: (block: Block) => JsonValue;
    save: (done: Done) => void;
    signal?: AbortSignal | undefined;
  },
): Promise<void> {
  const idle: Worker[] = [];
  const all: Worker[] = [];
  let busy = 0;
  const stop = () => all.forEach((worker) => worker.terminate());
  try {
    await new Promise<void>((resolve, reject) => {
      signal?.throwIfAborted();
      // The workers here too: where the code that waits was broken off, nothing would come to its end.
      signal?.addEventListener("abort", () => (stop(), reject(signal.reason)), { once: true });
      const dispatch = () => {
        for (let block; (block = idle.length > 0 ? schedule.next() : undefined) !== undefined;) {
          busy++;
          tell(idle.pop()!, { block, state: stateBefore(block) });
        }
        if (busy === 0) resolve();
      };
      const receive = (worker: Worker, answer: WorkerReply) => {
        if ("error" in answer) {
          throw answer.isUsage ? new UsageError(answer.error) : new Error(answer.error);
        }
        save(answer);
        schedule.finish(answer.index);
        busy--;
        idle.push(worker);
        dispatch();
      };
      for (let i = 0; i < count; i++) {
        const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
        worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => {
          try {
            receive(worker, data);
          } catch (error) {
            reject(error);
          }
        };
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new Error(`A worker failed: ${event.message}`));
        };
        all.push(worker);
        tell(worker, { experiment, modules });
      }
      for (let i = 0; i < IN_FLIGHT; i++) idle.push(...all);
      dispatch();
    });
  } finally {
    stop();
  }
}

function tell(worker: Worker, order: WorkerRequest): void {
  worker.postMessage(order);
}
