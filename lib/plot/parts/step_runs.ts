/** Consecutive steps with the same key. */
export interface StepRun<Key> {
  readonly key: Key;
  /** First step, and the one after the last. */
  readonly from: number;
  readonly until: number;
}

/**
 * Joins consecutive steps with the same key to runs, so that each is drawn as one shape.
 *
 * @param keyOf the key of a step; undefined: the step belongs to no run
 */
export function stepRuns<Step extends { readonly step: number }, Key>(
  steps: readonly Step[],
  keyOf: (step: Step) => Key | undefined,
): StepRun<Key>[] {
  const runs: StepRun<Key>[] = [];
  for (const at of steps) {
    const key = keyOf(at);
    if (key === undefined) continue;
    const last = runs.at(-1);
    const goesOn = last?.key === key && last.until === at.step;
    if (goesOn) runs.pop();
    runs.push({ key, from: goesOn ? last.from : at.step, until: at.step + 1 });
  }
  return runs;
}
