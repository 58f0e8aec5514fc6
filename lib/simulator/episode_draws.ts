import { createStream } from "../random/mod.ts";
import { type PlacedBenign, sampleBenign } from "./benign/sampling.ts";
import type { Settings } from "./environment_settings.ts";
import { type PlacedFault, sampleFault, sampleStart } from "./faults/sampling.ts";
import { type PlacedDecoy, sampleDecoys } from "./telemetry/decoys.ts";

/** What an episode is drawn from: its seed, or that with a secret. */
export type EpisodeKey = string | number;

/** What the episode of a seed is drawn from. */
export function episodeKey(seed: number, secret: string | undefined): EpisodeKey {
  return secret === undefined ? seed : `${seed}/${secret}`;
}

/** The seed for the agent's own random choices, 0 to 2^31 - 1: neither the seed of the episode nor its secret follows from it. */
export function drawAgentSeed(key: EpisodeKey): number {
  return createStream(key, "agent").integer(2 ** 31);
}

/** The faults of an episode; always draws as many numbers. */
export function drawFaults(key: EpisodeKey, settings: Settings): PlacedFault[] {
  const { network, nominal, warmupSteps, steps, faults: { request, count, severity, ...faults } } = settings;
  const { gapSteps: faultGapSteps, startSteps } = faults;
  const stream = createStream(key, "fault");
  const isFaultFree = stream.next() < faults.freeShare;
  const drawn: PlacedFault[] = [];
  for (let i = 0; i < count; i++) {
    const near = faultGapSteps === undefined || i === 0 ? undefined : { drawn, faultGapSteps };
    drawn.push(
      sampleFault({
        ...{ request, network, nominal, stream, warmupSteps, steps, severity },
        withinStep: faults.course.onset !== "step",
        kinds: faults.kinds,
        ...(startSteps && { startSteps }),
        ...(near && { near }),
      }),
    );
  }
  return isFaultFree ? [] : drawn;
}

/** Per node 1 where the standby of a database is behind. It does not depend on what is done, so that runs with different actions meet the same ones. */
export function drawStandbys(key: EpisodeKey, { network, timings: { failover } }: Settings): Uint8Array {
  const stream = createStream(key, "standby");
  return Uint8Array.from({ length: network.nodes }, () => stream.next() < failover.behindShare ? 1 : 0);
}

/** One list for all episodes without decoys. */
const NO_DECOYS: readonly PlacedDecoy[] = Object.freeze([]);

/** The decoys of an episode with these faults. */
export function drawDecoys(
  key: EpisodeKey,
  { settings, faults }: { settings: Settings; faults: readonly PlacedFault[] },
): readonly PlacedDecoy[] {
  const { decoyCount: count, network, warmupSteps, steps } = settings;
  if (count === 0) return NO_DECOYS;
  const stream = createStream(key, "decoys");
  const quietStart = sampleStart(stream.next(), { warmupSteps, steps });
  const starts = faults.map(({ startStep }) => startStep);
  return sampleDecoys({
    ...{ count, steps, network, stream },
    guilty: faults.map(({ service }) => service),
    firstStart: starts.length > 0 ? Math.min(...starts) : quietStart,
  });
}

/** The benign event of an episode, where one was asked for. */
export function drawBenign(key: EpisodeKey, settings: Settings): PlacedBenign | undefined {
  const { benign: request, network, nominal, warmupSteps, steps } = settings;
  if (request === undefined) return undefined;
  const stream = createStream(key, "benign");
  return sampleBenign({ request, network, nominal, stream, warmupSteps, steps });
}
