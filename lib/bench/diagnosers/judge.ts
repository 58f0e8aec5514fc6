import { z } from "zod";
import { anyFunction } from "../../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { contextOfIncident, type Diagnoser } from "../../diagnose/mod.ts";
import { type Incident, type LabelledIncident, UsageError } from "../../model/mod.ts";
import { type View, VIEWS } from "./view.ts";
import type { Method } from "./method.ts";
import { setVerdictOf } from "./set_verdict.ts";
import type { Verdict } from "./verdict.ts";

const ARGUMENTS = z.object({
  method: objectWith({ name: "string" }),
  options: z.looseObject({ clock: anyFunction.optional(), view: z.enum(VIEWS).optional() }),
});

/** Digits that the CSV keeps, so that verdicts read back from it give the same measures. */
const CONFIDENCE_DIGITS = 6;

/** Options of `createJudge`. */
export interface JudgeOptions {
  /** A clock in ms. Default: all times are 0. */
  readonly clock?: () => number;
  /** The view that the incidents were reduced to, for the record only. Default "everything". */
  readonly view?: View;
}

/**
 * Creates a function that runs one method on incident after incident: the method sees the incident only, never the truth. A fit is shared by
 * consecutive incidents with the same window before.
 *
 * @throws {Error} naming the method and the incident, if the method throws or its confidence is not from 0 to 1
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function createJudge(
  method: Method,
  options: JudgeOptions = {},
): (labelled: LabelledIncident) => Verdict {
  checkOptions("createJudge", ARGUMENTS, { method, options });
  const { clock = () => 0, view = "everything" } = options;
  let last: { incident: Incident; diagnoser: Diagnoser } | undefined;
  let made = 0;

  function ask(incident: Incident) {
    const start = clock();
    const shared = last !== undefined && isSharedBy(last.incident, incident);
    if (last === undefined || !shared) {
      // Each diagnoser has its own seed, so that random ones draw differently on each incident.
      const diagnoser = method.create({ ...contextOfIncident(incident), seed: made++ });
      diagnoser.fit(incident.before);
      last = { incident, diagnoser };
    }
    const fitted = clock();
    const diagnosis = last.diagnoser.diagnose(incident.after);
    requireConfidence(diagnosis.confidence);
    return { diagnosis, fitMs: shared ? null : fitted - start, diagnoseMs: clock() - fitted };
  }

  return (labelled) => {
    const { incident, truth } = labelled;
    const { diagnosis, fitMs, diagnoseMs } = explained(() => ask(incident), method, incident);
    const causes = setVerdictOf(diagnosis, labelled);
    return {
      method: method.name,
      view,
      incident: incident.id,
      truth: truth.services,
      fault: truth.fault ?? null,
      named: diagnosis.ranking.filter(({ score }) => score > 0).map(({ service }) => service),
      confidence: Number(diagnosis.confidence.toFixed(CONFIDENCE_DIGITS)),
      ...(causes && { causes }),
      namedFault: diagnosis.fault ?? null,
      rationale: diagnosis.rationale,
      fitMs,
      diagnoseMs,
    };
  };
}

function requireConfidence(confidence: number): void {
  if (confidence >= 0 && confidence <= 1) return;
  throw new UsageError(`A confidence lies from 0 to 1, found ${confidence}`);
}

function isSharedBy(a: Incident, b: Incident): boolean {
  return a.before === b.before && a.services === b.services && a.symptom === b.symptom &&
    a.graph === b.graph && a.topology === b.topology;
}

function explained<T>(work: () => T, { name }: Method, { id }: Incident): T {
  try {
    return work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The method "${name}" failed on the incident "${id}": ${reason}`, { cause });
  }
}
