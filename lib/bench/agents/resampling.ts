import { createStream } from "../../random/mod.ts";
import type { Experiment } from "./resolve.ts";
import type { EpisodeRecord } from "../../run/mod.ts";
import { bcaMeans, signFlipTests } from "../../stats/mod.ts";

/** Batches of all that is resampled in one scenario. */
export function createBatches(experiment: Experiment) {
  const test = { next: createStream("permutation").next, permutations: experiment.permutations };
  return {
    mean: createBatch((samples: Parameters<typeof bcaMeans>[0]) => bcaMeans(samples, resampling(experiment))),
    test: createBatch((samples: Parameters<typeof signFlipTests>[0]) => signFlipTests(samples, test)),
  };
}

/** What is put in now and drawn together later. */
export type Batches = ReturnType<typeof createBatches>;

/** Every interval is drawn from the same stream, so that the same episodes give the same bytes. */
export function resampling({ confidence, resamples }: Experiment) {
  return { next: createStream("bootstrap").next, confidence, resamples };
}

/** Trials are resampled whole where there are several: episodes of one learner are alike. */
export function clustersOf(
  records: readonly EpisodeRecord[],
  { trials }: Experiment,
): { clusters?: number[] } {
  return trials > 1 ? { clusters: records.map(({ trial }) => trial) } : {};
}

/** Work that is cheaper together: items are put in one by one, and run when the first result is asked for. */
function createBatch<T, R>(run: (items: readonly T[]) => readonly R[]): (item: T) => () => R {
  const items: T[] = [];
  let results: readonly R[] | undefined;
  return (item) => {
    const place = items.push(item) - 1;
    return () => (results ??= run(items))[place]!;
  };
}
