import { type Action, NOOP, type Slo, STEP_SECONDS, type Timings, type Topology } from "../model/mod.ts";
import { checkEnvironmentOptions, type EnvironmentOptions } from "./environment_options.ts";
import { resolveSettings } from "./environment_settings.ts";
import { STEP } from "./physics/state.ts";
import type { RewardWeights } from "./reward.ts";
import { createSystem, type StepOutcome, type SystemEpisode } from "./system.ts";
import { canMiss } from "./telemetry/scrapes.ts";

/**
 * Many copies of one system, each in an episode of its own. They share the network, the physics and its working memory; what differs is a row
 * of numbers per copy.
 */
export interface SystemCopies {
  readonly count: number;
  readonly topology: Topology;
  readonly slo: Slo;
  readonly timings: Timings;
  readonly reward: RewardWeights;
  readonly steps: number;
  readonly warmupSteps: number;
  /** Whether values can be NaN. */
  readonly valuesCanMiss: boolean;
  /** Begins the episode of a seed in a copy; writes what monitoring shows of step 0 to `values`. Not checked. */
  reset(copy: number, seed: number, values: Float64Array): StepOutcome;
  /** Applies an action in a copy and advances it by one step; writes what monitoring shows to `values`. Not checked. */
  step(copy: number, action: Action, values: Float64Array): StepOutcome;
}

/**
 * Creates copies of a system, of the queueing model and without logs and traces.
 *
 * @throws {UsageError} as `createEnvironment`
 */
export function createCopies(count: number, options: EnvironmentOptions): SystemCopies {
  checkEnvironmentOptions(options);
  const settings = resolveSettings(options);
  const { topology, slo, timings, reward, steps, warmupSteps, scrapes } = settings;
  const system = createSystem(settings);
  const { buffer, globals } = system.state;
  const states = new Float64Array(count * buffer.length);
  /** The state of each copy, as a view. */
  const rows = Array.from(
    { length: count },
    (_, i) => states.subarray(i * buffer.length, (i + 1) * buffer.length),
  );
  const episodes: (SystemEpisode | undefined)[] = new Array(count).fill(undefined);

  function advance(action: Action, { scraper }: SystemEpisode, values: Float64Array): StepOutcome {
    const outcome = system.advance(action, values);
    if (scraper) {
      const step = globals[STEP]!;
      values.set(scraper.show({ step, timeSeconds: step * STEP_SECONDS, values }).values);
    }
    return outcome;
  }

  return {
    ...{ count, topology, slo, timings, reward, steps, warmupSteps },
    valuesCanMiss: scrapes !== undefined && canMiss(scrapes),
    reset(copy, seed, values) {
      const episode = system.draw(seed);
      episodes[copy] = episode;
      system.begin(episode);
      const outcome = advance(NOOP, episode, values);
      rows[copy]!.set(buffer);
      return outcome;
    },
    step(copy, action, values) {
      const episode = episodes[copy]!;
      const row = rows[copy]!;
      buffer.set(row);
      system.enter(episode);
      system.apply(action);
      const outcome = advance(action, episode, values);
      row.set(buffer);
      return outcome;
    },
  };
}
