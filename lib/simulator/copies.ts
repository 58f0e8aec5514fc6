import { type Action, NOOP, type Slo, STEP_SECONDS, type Timings, type Topology } from "../model/mod.ts";
import { STREAM_NUMBERS, streamOn } from "../random/stream.ts";
import { checkEnvironmentOptions, type EnvironmentOptions } from "./environment_options.ts";
import { resolveSettings } from "./environment_settings.ts";
import { ORDER_STEPS, STEP } from "./physics/state.ts";
import type { RewardWeights } from "./reward.ts";
import { createSystem, type StepOutcome, type SystemEpisode } from "./system.ts";
import { canMiss } from "./telemetry/scrapes.ts";
import type { Traffic } from "./workload.ts";

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

/** Steps for which the rate of a copy's traffic is worked out at once: as many numbers as a line of the cache has. */
const RATES_AHEAD = 8;

/**
 * Creates copies of a system, of the queueing model and without logs and traces.
 *
 * @throws {UsageError} as `createEnvironment`
 */
export function createCopies(count: number, options: EnvironmentOptions): SystemCopies {
  checkEnvironmentOptions(options);
  const settings = resolveSettings(options);
  const { topology, slo, timings, reward, steps, warmupSteps, scrapes, measuredAt } = settings;
  const system = createSystem(settings);
  const { buffer, globals, ordered } = system.state;
  // What every step of a copy reads lies side by side: what is spread over the heap has left the cache when the copy comes again. Half of a state
  // are replicas that are under way, of which there mostly are none: those lie elsewhere, and are left alone unless a copy has some.
  const ordersAt = (ordered.byteOffset - buffer.byteOffset) / Float64Array.BYTES_PER_ELEMENT;
  const ratesAt = buffer.length - ordered.length + STREAM_NUMBERS;
  const width = ratesAt + RATES_AHEAD;
  const numbers = new Float64Array(count * width);
  const orders = new Float64Array(count * ordered.length);
  /** Whether replicas are under way in the state that the system has. */
  let areOrdered = false;
  const position = new Float64Array(STREAM_NUMBERS);
  const noise = streamOn(position);
  const episodes: (SystemEpisode | undefined)[] = new Array(count).fill(undefined);
  const traffics: Traffic[] = [];
  /** The copy that is stepped. */
  let at = 0;
  /** The traffic of the copy that is stepped, whose steps are asked for one after the other. */
  const trafficHere: Traffic = {
    rate: (step) => {
      const from = at * width + ratesAt;
      const place = step % RATES_AHEAD;
      if (place === 0) {
        const ahead = Math.min(RATES_AHEAD, steps + 1 - step);
        for (let i = 0; i < ahead; i++) numbers[from + i] = traffics[at]!.rate(step + i);
      }
      return numbers[from + place]!;
    },
    daily: (step) => traffics[at]!.daily(step),
  };

  /** The episode of a seed, whose noise and traffic are read from the numbers of the copy. */
  function draw(copy: number, seed: number): SystemEpisode {
    const { noise: own, traffic, ...drawn } = system.draw(seed);
    const { c, s0, s1, s2 } = own.save();
    position.set([c, s0, s1, s2]);
    traffics[copy] = traffic;
    return { ...drawn, noise, traffic: trafficHere };
  }

  // Copied in loops: `set` would need a view per copy, which lies elsewhere.

  /** Puts the numbers of a copy where the system works on them. */
  function load(copy: number): void {
    let from = copy * width;
    for (let i = 0; i < ordersAt; i++) buffer[i] = numbers[from++]!;
    for (let i = ordersAt + ordered.length; i < buffer.length; i++) buffer[i] = numbers[from++]!;
    for (let i = 0; i < STREAM_NUMBERS; i++) position[i] = numbers[from++]!;
    const areNow = globals[ORDER_STEPS]! > 0;
    if (areNow) ordered.set(orders.subarray(copy * ordered.length, (copy + 1) * ordered.length));
    else if (areOrdered) ordered.fill(0);
    areOrdered = areNow;
  }

  /** Puts them back. */
  function store(copy: number): void {
    let to = copy * width;
    for (let i = 0; i < ordersAt; i++) numbers[to++] = buffer[i]!;
    for (let i = ordersAt + ordered.length; i < buffer.length; i++) numbers[to++] = buffer[i]!;
    for (let i = 0; i < STREAM_NUMBERS; i++) numbers[to++] = position[i]!;
    if (globals[ORDER_STEPS]! === 0) return;
    areOrdered = true;
    orders.set(ordered, copy * ordered.length);
  }

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
    valuesCanMiss: measuredAt !== "server" || scrapes !== undefined && canMiss(scrapes),
    reset(copy, seed, values) {
      at = copy;
      const episode = draw(copy, seed);
      episodes[copy] = episode;
      system.begin(episode);
      const outcome = advance(NOOP, episode, values);
      store(copy);
      return outcome;
    },
    step(copy, action, values) {
      at = copy;
      const episode = episodes[copy]!;
      load(copy);
      system.enter(episode);
      system.apply(action);
      const outcome = advance(action, episode, values);
      store(copy);
      return outcome;
    },
  };
}
