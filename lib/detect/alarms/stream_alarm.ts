import { anyFunction } from "../../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { type JsonValue, UsageError } from "../../model/mod.ts";
import { z } from "zod";
import { sealed } from "../state/sealed.ts";
import { readState } from "../state/state.ts";
import type { StreamDetector, StreamPoint } from "../detector.ts";
import { judgeScore, type Threshold } from "./threshold.ts";

const SCORES_TO_LEARN_FROM_ARGUMENTS = z.object({ create: anyFunction, warmup: z.array(z.unknown()) });
const CREATE_STREAM_ALARM_ARGUMENTS = z.object({
  options: z.strictObject({
    create: anyFunction,
    threshold: objectWith({ name: "string", fit: "function", update: "function" }),
  }),
});

/** The verdict on a point. */
export interface Judged {
  /** The detector's score. */
  readonly score: number;
  /** The level that the score had to exceed to be an alarm; Infinity while there can be none. */
  readonly level: number;
  /** Whether the score exceeded the level. */
  readonly alarm: boolean;
}

/** A detector with a threshold behind it: points in, alarms out, at about the false-alarm rate that the threshold was asked for. */
export interface StreamAlarm {
  /** The names of detector and threshold. */
  readonly name: string;
  /** Learns what is normal and how high scores are then. Called once, with two points or more, oldest first. */
  fit(warmup: readonly StreamPoint[]): void;
  /** Judges a point, then learns from it. */
  update(point: StreamPoint): Judged;
  /** The whole state, fit for JSON. */
  saveState(): JsonValue;
  /** Continues from the state of an alarm of the same detector and threshold. @throws {UsageError} for any other state */
  loadState(state: JsonValue): void;
}

/** The parts of a stream alarm. */
export interface StreamAlarmOptions {
  /** Makes the detector; called twice, see `scoresToLearnFrom`. */
  readonly create: () => StreamDetector;
  /** A threshold that is not fitted yet. */
  readonly threshold: Threshold;
}

/**
 * The scores of the second half of a warm-up by a detector that was fitted to the first: what a threshold can be fitted to when there is
 * only the warm-up.
 *
 * @throws {UsageError} for fewer than two points
 */
export function scoresToLearnFrom(
  create: () => StreamDetector,
  warmup: readonly StreamPoint[],
): Float64Array {
  checkOptions("scoresToLearnFrom", SCORES_TO_LEARN_FROM_ARGUMENTS, { create, warmup });
  if (warmup.length < 2) {
    throw new UsageError(`A threshold needs a warm-up of 2 points or more, found ${warmup.length}`);
  }
  const half = warmup.length >> 1;
  const detector = create();
  detector.fit(warmup.slice(0, half));
  return Float64Array.from(warmup.slice(half), (point) => detector.update(point));
}

/**
 * Puts a threshold behind a detector.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example One false alarm a week, for a point every five seconds
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createStreamDetector } from "../catalogue.ts";
 * import { createThreshold } from "./catalogue.ts";
 * import { createStreamAlarm } from "./stream_alarm.ts";
 * const alarm = createStreamAlarm({
 *   create: () => createStreamDetector("robust-z", { dimensions: 1, seed: 1 }),
 *   threshold: createThreshold("peaks", { falseAlarmRate: 5 / 604_800 }),
 * });
 * const point = (step: number, value: number) => ({ timeSeconds: 5 * step, values: Float64Array.of(value) });
 * alarm.fit(Array.from({ length: 300 }, (_, step) => point(step, Math.sin(step * step))));
 * strictEqual(alarm.update(point(300, 0.5)).alarm, false);
 * strictEqual(alarm.update(point(301, 90)).alarm, true);
 * ```
 */
export function createStreamAlarm(options: StreamAlarmOptions): StreamAlarm {
  checkOptions("createStreamAlarm", CREATE_STREAM_ALARM_ARGUMENTS, { options });
  const { create, threshold } = options;
  const detector = create();
  const name = `${detector.name}, ${threshold.name}`;
  const schema = z.object({ detector: z.json(), threshold: z.json() });
  return {
    name,
    fit: (warmup) => {
      threshold.fit(scoresToLearnFrom(create, warmup));
      detector.fit(warmup);
    },
    update: (point) => {
      const score = detector.update(point);
      return { score, ...judgeScore(threshold, score, detector) };
    },
    ...sealed({ thing: "alarm", name }, {
      saveState: () => ({ detector: detector.saveState(), threshold: threshold.saveState() }),
      loadState: (state) => {
        const read = readState(name, schema, state, "alarm");
        detector.loadState(read.detector as JsonValue);
        threshold.loadState(read.threshold as JsonValue);
      },
    }),
  };
}
