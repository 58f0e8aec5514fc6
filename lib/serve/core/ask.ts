import { createTelemetryReader } from "../../agent/telemetry_reader.ts";
import { createDetector } from "../../detect/mod.ts";
import { contextOf, createDiagnoser } from "../../diagnose/mod.ts";
import { type Choice, type Detection, type Diagnosis, UsageError } from "../../model/mod.ts";
import { createWindow, type Window } from "../../observe/mod.ts";
import type { Session } from "./session.ts";

/** The detector and the diagnoser that are asked where none is named: those of the agent `full`. */
export const DEFAULT_DETECTOR = "two-opinions";
export const DEFAULT_DIAGNOSER = "fused";

/** Latest observations that a diagnoser is shown, as in an agent that is composed of stages. */
const RECENT_STEPS = 24;

/** What a detector says of an episode so far. */
export interface Asked {
  /** Its answer to the latest observation. */
  readonly detection: Detection;
  /** Steps with an alarm. */
  readonly alarmSteps: readonly number[];
}

/**
 * Asks a detector, fitted on the warm-up, for all that was seen after it: it judges what an agent of ours that has it would.
 *
 * @param choice a detector of the catalogue, with parameters, as `cusum:clip=4`
 * @throws {UsageError} for an unknown detector or parameter, and before the first observation after the warm-up
 */
export function askDetector(session: Session, choice: Choice = DEFAULT_DETECTOR): Asked {
  return played(session, choice);
}

/**
 * Asks a diagnoser for the cause of what is seen now.
 *
 * @param choices a diagnoser and a detector of the catalogues
 * @throws {UsageError} for an unknown name or parameter, for one that needs logs or spans that are not recorded, and as `askDetector`
 */
export function askDiagnoser(
  session: Session,
  { diagnoser = DEFAULT_DIAGNOSER, detector = DEFAULT_DETECTOR }: {
    readonly diagnoser?: Choice;
    readonly detector?: Choice;
  } = {},
): Diagnosis {
  const { context: { topology, seed } } = session;
  const made = createDiagnoser(diagnoser, { ...contextOf(topology), seed });
  const { detection, healthy, recent } = played(session, detector);
  made.fit(healthy.signals());
  return made.diagnose(recent.signals(), detection);
}

/** Plays what was seen to a detector. */
function played(
  { context, history }: Session,
  choice: Choice,
): Asked & { readonly healthy: Window; readonly recent: Window } {
  const { topology, slo, seed, warmupSteps } = context;
  const detector = createDetector(choice, { topology, slo, seed });
  if (history.length <= warmupSteps) {
    throw new UsageError(
      `A detector learns from the ${warmupSteps} observations of the warm-up, and judges what comes after: found ${history.length} so far`,
    );
  }
  const reader = createTelemetryReader(context);
  const healthy = createWindow(topology, warmupSteps);
  const recent = createWindow(topology, RECENT_STEPS);
  const alarmSteps: number[] = [];
  let detection: Detection | undefined;
  history.forEach((given, i) => {
    const { observation, isRepeat } = reader.read(given);
    recent.push(observation);
    if (i < warmupSteps) {
      healthy.push(observation);
      if (i === warmupSteps - 1) detector.fit(healthy);
      return;
    }
    if (!isRepeat || detection === undefined) detection = detector.update(observation);
    if (detection.anomalous) alarmSteps.push(observation.step);
  });
  return { detection: detection!, alarmSteps, healthy, recent };
}
