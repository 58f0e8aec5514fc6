import { deepFreeze } from "../../model/deep_freeze.ts";
import type { LogRecord, Span } from "../../model/mod.ts";
import { STEP_SECONDS } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import type { Network } from "../topology/network.ts";
import { createServiceDirectory } from "./service_directory.ts";
import { type Decoy, logDecoys } from "./decoys.ts";
import { LogBuffer } from "./logs/log_buffer.ts";
import type { SystemView } from "./system_view.ts";
import { logNodes } from "./logs/node_logs.ts";
import { logRequests } from "./logs/request_logs.ts";
import { Walk } from "./traces/walk.ts";
import { createWording, type Wording, type WORDINGS } from "./wording.ts";

/** The kinds of signal that can be recorded besides metrics. */
export const SIGNALS = ["logs", "traces"] as const;
deepFreeze(SIGNALS);

/** The name of a kind of signal. */
export type Signal = typeof SIGNALS[number];

/** The logs and spans of one step; absent if not recorded. */
export interface Recording {
  readonly logs?: readonly LogRecord[];
  readonly spans?: readonly Span[];
}

/**
 * Returns a function that draws the logs and traces of a step. Each step has its own streams, so that a recording depends on nothing
 * but the seed, the step and the state of the system, and needs no place in a snapshot.
 */
export function createRecorder(
  network: Network,
  { signals, tracesPerStep, wording: words, steps }: {
    signals: readonly Signal[];
    tracesPerStep: number;
    /** Whether each kind of trouble has its own words. */
    wording: typeof WORDINGS[number];
    /** Steps of an episode. */
    steps: number;
  },
): (key: string | number, system: SystemView, decoys: readonly Decoy[]) => Recording {
  const directory = createServiceDirectory(network);
  let told: { key: string | number; wording: Wording } | undefined;
  const wordingOf = (key: string | number) => {
    if (told?.key !== key) {
      told = { key, wording: createWording(words, { key, nodes: network.nodes, steps }) };
    }
    return told.wording;
  };
  const wants = (signal: Signal) => signals.includes(signal);
  return (key, system, decoys) => {
    const wording = wordingOf(key);
    const walk = new Walk({ system, stream: createStream(key, "traces", system.step), directory, wording });
    const arrived = system.physics.truth.arrivals[network.front]! * STEP_SECONDS;
    for (let i = Math.min(tracesPerStep, Math.round(arrived)); i > 0; i--) walk.request();
    const spans = wants("traces") ? { spans: walk.spans } : {};
    if (!wants("logs")) return spans;
    const buffer = new LogBuffer();
    const context = { buffer, stream: createStream(key, "logs", system.step), system, directory, wording };
    logRequests(walk, context);
    logNodes(context);
    logDecoys(decoys, context);
    return { logs: buffer.records(), ...spans };
  };
}
