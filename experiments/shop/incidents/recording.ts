import { writeWhole } from "../../../lib/live/loop/state/write_whole.ts";
import { observationLine, openSource, readLiveConfig, systemClock } from "../../../lib/live/mod.ts";

/**
 * Writes what an agent could see of an incident, and of the calm before it, into a file that the source `recording` of a configuration reads, and
 * that is drawn and compared afterwards.
 *
 * @param configPath the agent's own configuration
 * @param path the file: JSON Lines
 * @param seconds how far back it reaches
 */
export async function recordObservations(configPath: string, path: string, seconds: number): Promise<void> {
  const { config, topology } = await readLiveConfig(configPath);
  const { source } = await openSource(config, { topology, clock: systemClock });
  try {
    const past = await source.past(Math.ceil(seconds / config.stepSeconds));
    writeWhole(path, past.map((one) => `${observationLine(one)}\n`).join(""));
  } finally {
    await source.close();
  }
}
