import { dirname } from "node:path";
import { writeWhole } from "../../../lib/live/loop/state/write_whole.ts";
import { observationLine, openSource, readLiveConfig, systemClock } from "../../../lib/live/mod.ts";

/** What the recording was made with, beside it: the configuration and the topology may be others afterwards. */
const CIRCUMSTANCES = "circumstances.json";

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
    const { slo, stepSeconds, warmupSteps, timings } = config;
    const circumstances = { slo, stepSeconds, warmupSteps, timings, topology };
    writeWhole(`${dirname(path)}/${CIRCUMSTANCES}`, `${JSON.stringify(circumstances)}\n`);
  } finally {
    await source.close();
  }
}
