import { createStream } from "../../random/mod.ts";
import type { Experiment } from "./resolve.ts";
import type { EpisodeRecord } from "../../run/mod.ts";
import { bcaMeans, signFlipTests } from "../../stats/mod.ts";

/** Creates the batches of all resampling of one scenario. */
export function createBatches(experiment: Experiment) {
  const test = { next: createStream("permutation").next, permutations: experiment.permutations };
  return {
    mean: createBatch((samples: Parameters<typeof bcaMeans>[0]) => bcaMeans(samples, resampling(experiment))),
    test: createBatch((samples: Parameters<typeof signFlipTests>[0]) => signFlipTests(samples, test)),
  };
}

/** Samples to be resampled together. */
export type Batches = ReturnType<typeof createBatches>;

/** Options of a bootstrap. Every one draws from the same stream, so that the same episodes give the same bytes. */
export function resampling({ confidence, resamples }: Experiment) {
  return { next: createStream("bootstrap").next, confidence, resamples };
}

/** Clusters for resampling: whole trials if there are several, since the episodes of a learning agent are correlated. */
export function clustersOf(
  records: readonly EpisodeRecord[],
  { trials }: Experiment,
): { clusters?: number[] } {
  return trials > 1 ? { clusters: records.map(({ trial }) => trial) } : {};
}

/** Batches work that is cheaper together: items are collected, and all are run when the first result is asked for. */
function createBatch<T, R>(run: (items: readonly T[]) => readonly R[]): (item: T) => () => R {
  const items: T[] = [];
  let results: readonly R[] | undefined;
  return (item) => {
    const place = items.push(item) - 1;
    return () => (results ??= run(items))[place]!;
  };
}
