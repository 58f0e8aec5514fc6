import { createProgress } from "../../cli/progress.ts";
import type { Collection, Job, JobResult } from "./jobs.ts";
import type { JobReply, JobRequest } from "./worker.ts";

/**
 * Runs the jobs in threads, those that come first at once.
 *
 * @returns a result for each job, in their order, whatever the number of threads
 * @throws {Error} of the first job that fails
 */
export async function runJobs(
  collections: readonly Collection[],
  jobs: readonly Job[],
  threads: number,
): Promise<JobResult[]> {
  const results: JobResult[] = [];
  const workers: Worker[] = [];
  const progress = createProgress({ total: jobs.length, label: "detectors on data sets" });
  let [begun, done] = [0, 0];
  try {
    await new Promise<void>((resolve, reject) => {
      const giveNext = (worker: Worker) => {
        if (begun < jobs.length) tell(worker, { index: begun, job: jobs[begun++]! });
      };
      for (let i = 0; i < Math.min(threads, jobs.length); i++) {
        const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
        worker.onmessage = ({ data }: MessageEvent<JobReply>) => {
          if ("error" in data) return reject(new Error(data.error));
          results[data.index] = data.result;
          progress.update(++done);
          if (done === jobs.length) return resolve();
          giveNext(worker);
        };
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new Error(`A thread failed: ${event.message}`));
        };
        workers.push(worker);
        tell(worker, { collections });
        giveNext(worker);
      }
    });
  } finally {
    for (const worker of workers) worker.terminate();
    progress.finish();
  }
  return results;
}

function tell(worker: Worker, request: JobRequest): void {
  worker.postMessage(request);
}
