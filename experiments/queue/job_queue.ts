import "./empty_environment.ts";
import { type ConnectionOptions, type Job, Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { PlannedJob } from "./plan_jobs.ts";
import { queueName } from "./run_store.ts";

/** What BullMQ holds of a job: all else follows from the run. */
export interface JobData {
  /** Name of the run. */
  readonly run: string;
  /** Number of the job in it, from 1. */
  readonly number: number;
}

/** The jobs of one run in the queue that all runs of one version of the code share. */
export interface JobQueue {
  /** Adds jobs; those that are there stay as they are, but for failed ones, which are tried again. */
  add(jobs: readonly PlannedJob[]): Promise<void>;
  /** A job that failed, and why. */
  failed(): Promise<{ number: number; reason: string } | undefined>;
  /** Numbers of jobs of the run that are at work, and that wait. */
  counts(): Promise<{ active: number; waiting: number }>;
  /** Number of workers on the queue. */
  workers(): Promise<number>;
  close(): Promise<void>;
}

/** Opens the queue for a run. */
export function openJobQueue(redis: Redis, { run, code }: { run: string; code: string }): JobQueue {
  const queue = new Queue<JobData>(queueName(code), { connection: connectionOf(redis) });
  queue.on("error", () => {});
  const mine = (jobs: readonly Job<JobData>[]) => jobs.filter(({ data }) => data.run === run);
  return {
    add: async (jobs) => {
      const wanted = new Set(jobs.map(({ id }) => id));
      for (const job of mine(await queue.getFailed())) if (wanted.has(job.id!)) await job.remove();
      await queue.addBulk(jobs.map(({ id, number }) => ({
        name: run,
        data: { run, number },
        // Finished jobs leave nothing behind: their results are stored apart.
        opts: { jobId: id, removeOnComplete: true, removeOnFail: { age: 86_400 } },
      })));
    },
    failed: async () => {
      const [job] = mine(await queue.getFailed());
      return job && { number: job.data.number, reason: job.failedReason.split("\n")[0]! };
    },
    counts: async () => ({
      active: mine(await queue.getActive()).length,
      waiting: mine(await queue.getWaiting()).length,
    }),
    workers: () => queue.getWorkersCount(),
    close: () => queue.close(),
  };
}

/** A client as BullMQ takes it: its types are of the same package under another configuration. */
export function connectionOf(redis: Redis): ConnectionOptions {
  return redis as unknown as ConnectionOptions;
}
