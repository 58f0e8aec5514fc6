/**
 * Scores and measures detectors in a thread: the first message is the collections, each later one a job.
 * @module
 */
import { type Collection, type Job, type JobResult, runJob } from "./jobs.ts";

/** A message to a worker. */
export type JobRequest = { readonly collections: readonly Collection[] } | {
  readonly index: number;
  readonly job: Job;
};

/** The answer to a job. */
export type JobReply = { readonly index: number; readonly result: JobResult } | { readonly error: string };

declare const self: {
  onmessage: ((event: MessageEvent<JobRequest>) => void) | null;
  postMessage(answer: JobReply): void;
};

let collections: readonly Collection[] = [];

self.onmessage = ({ data }) => {
  if ("collections" in data) {
    collections = data.collections;
    return;
  }
  try {
    const { index, job } = data;
    self.postMessage({ index, result: runJob(collections[job.collection]!, job) });
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
