import type { FaultType } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { type LeftOutFile, packed } from "./left_out.ts";
import { KINDS } from "./scorer.ts";
import { type Example, type TrainingOptions, trainScorer } from "./train_scorer.ts";

/** The examples in which no service has a fault of a kind. @param inputs features of a service */
export function examplesWithout(
  kind: FaultType,
  examples: readonly Example[],
  inputs: number,
): readonly Example[] {
  const left = KINDS.indexOf(kind);
  return examples.filter(({ features, truth }) => {
    const nothing = features.length / inputs * KINDS.length;
    return truth.every((hypothesis) => hypothesis === nothing || hypothesis % KINDS.length !== left);
  });
}

/**
 * Trains a scorer without each kind of fault in turn, each on all of the examples but those with a fault of that kind.
 *
 * @param kinds those that are left out, one at a time
 * @param options of each training; each draws from a stream of its own, so that none depends on the others
 * @param onNetwork called after each training with the number of those that are done
 */
export function trainLeftOut(
  examples: readonly Example[],
  { kinds = KINDS, seed, onNetwork, ...options }:
    & Omit<TrainingOptions, "stream" | "onEpoch">
    & {
      readonly kinds?: readonly FaultType[];
      readonly seed: number;
      readonly onNetwork?: (done: number) => void;
    },
): LeftOutFile {
  const { featureNames: features, units } = options;
  const networks = kinds.map((kind, i) => {
    const known = examplesWithout(kind, examples, features.length);
    const weights = trainScorer(known, { ...options, stream: createStream(seed, "training without", kind) });
    onNetwork?.(i + 1);
    return [kind, packed(weights)] as const;
  });
  return { features, units, networks: Object.fromEntries(networks) };
}
