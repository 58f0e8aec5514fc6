import type { LogRecord, Span } from "../../model/mod.ts";
import { STEP_SECONDS } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import type { Network } from "../network.ts";
import { castOf } from "./cast.ts";
import { type Decoy, logDecoys } from "./decoys.ts";
import { Journal } from "./journal.ts";
import type { Moment } from "./moment.ts";
import { logNodes } from "./node_logs.ts";
import { logRequests } from "./request_logs.ts";
import { Walk } from "./walk.ts";

/** What can be collected besides metrics. */
export const SIGNALS = ["logs", "traces"] as const;

/** The name of a kind of signal. */
export type Signal = typeof SIGNALS[number];

/** The logs and spans of one step, as far as they are collected. */
export interface Recording {
  readonly logs?: readonly LogRecord[];
  readonly spans?: readonly Span[];
}

/**
 * Draws the logs and traces of steps. Each step has streams of its own, so that nothing but the seed, the step and the system's state
 * decides what is recorded: it needs no place in a snapshot, and an action shifts no later number.
 */
export function createRecorder(
  network: Network,
  { signals, tracesPerStep }: { signals: readonly Signal[]; tracesPerStep: number },
): (seed: number, moment: Moment, decoys: readonly Decoy[]) => Recording {
  const cast = castOf(network);
  const wants = (signal: Signal) => signals.includes(signal);
  return (seed, moment, decoys) => {
    const walk = new Walk({ moment, stream: createStream(seed, "traces", moment.step), cast });
    const arrived = moment.physics.truth.arrivals[network.front]! * STEP_SECONDS;
    for (let i = Math.min(tracesPerStep, Math.round(arrived)); i > 0; i--) walk.request();
    const spans = wants("traces") ? { spans: walk.spans } : {};
    if (!wants("logs")) return spans;
    const journal = new Journal();
    const desk = { journal, stream: createStream(seed, "logs", moment.step), moment, cast };
    logRequests(walk, desk);
    logNodes(desk);
    logDecoys(decoys, desk);
    return { logs: journal.records(), ...spans };
  };
}
