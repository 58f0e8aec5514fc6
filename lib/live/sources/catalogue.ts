import { type Topology, UsageError } from "../../model/mod.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { readHeaders } from "../config/secret.ts";
import type { LiveConfig } from "../config/schema.ts";
import type { Clock } from "../contract.ts";
import { createPrometheusSource } from "./prometheus/prometheus.ts";
import { readObservations } from "./recording/read_observations.ts";
import { createRecordingSource } from "./recording/recording.ts";
import { createSimulatedSystem, type SimulatedSystem } from "./simulator/simulated_system.ts";
import { createSimulatorSource } from "./simulator/simulator.ts";
import type { WatchedSource } from "./state.ts";

/** A source that was opened. */
export interface OpenedSource {
  /** Gives the observations. */
  readonly source: WatchedSource;
  /** The simulated system behind it, where it is one: what an actuator acts on. */
  readonly system?: SimulatedSystem;
}

const SETTINGS = objectWith<Pick<LiveConfig, "source" | "stepSeconds"> & Partial<Pick<LiveConfig, "slo">>>({
  source: "object",
  stepSeconds: "number",
});
const OPTIONS = objectWith<{ readonly topology: Topology; readonly clock: Clock }>({
  topology: "object",
  clock: "object",
});

/**
 * Opens the source of a configuration, with its secrets read.
 *
 * @throws {UsageError} for a secret or a recording that can't be read, or without a configuration, a topology or a clock
 */
export async function openSource(
  settings: Pick<LiveConfig, "source" | "stepSeconds"> & Partial<Pick<LiveConfig, "slo">>,
  options: {
    /** The system that is observed. */
    readonly topology: Topology;
    /** What the source takes the time from, and sleeps by. */
    readonly clock: Clock;
  },
): Promise<OpenedSource> {
  const { source: config, stepSeconds, slo } = checkOptions(
    "openSource",
    SETTINGS,
    settings,
    "the configuration",
  );
  const { topology, clock } = checkOptions("openSource", OPTIONS, options);
  switch (config.type) {
    case "prometheus": {
      const headers = await readHeaders(config.headers, "source.headers");
      return {
        source: createPrometheusSource(config, {
          topology,
          clock,
          stepSeconds,
          headers,
          ...(slo && { slo }),
        }),
      };
    }
    case "simulator": {
      const system = createSimulatedSystem({ ...config, topology });
      return { source: createSimulatorSource(config, { system, clock, stepSeconds }), system };
    }
    case "recording": {
      const observations = await observationsOf(config.path, topology);
      return { source: createRecordingSource({ name: config.path, topology, observations }) };
    }
  }
}

async function observationsOf(path: string, topology: Topology) {
  let text;
  try {
    text = await Deno.readTextFile(path);
  } catch {
    throw new UsageError(`source.path: cannot read the recording "${path}"`);
  }
  try {
    return readObservations(text, topology.services.length);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${path}: ${error.message}`) : error;
  }
}
