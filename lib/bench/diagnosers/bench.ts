import type { Incident, LabelledIncident, Signals } from "../../model/mod.ts";
import { calmCase } from "./calm.ts";
import { createJudge, type JudgeOptions } from "./judge.ts";
import { type Method, methodByName, missingFor } from "./method.ts";
import type { Verdict } from "./verdict.ts";
import { createViewer, type View } from "./view.ts";

/** How methods are put to the test. */
export interface BenchOptions extends Omit<JudgeOptions, "view"> {
  /** Names of diagnosers, or methods of one's own. */
  readonly methods: readonly (string | Method)[];
  /** What methods are given of the signals: each once. Default ["everything"]. */
  readonly views?: readonly View[];
  /** Whether a fault-free case out of each window before is judged too. Default true. */
  readonly calm?: boolean;
  /** What is done to each incident before any method sees it, as `publishedRecipe`. */
  readonly prepare?: (incident: Incident) => Incident;
}

/** A method that was not asked, and why. */
export interface LeftOut {
  /** Name of the method. */
  readonly method: string;
  /** The signals that it would have been given. */
  readonly view: View;
  /** What it needs and the first incident hasn't. */
  readonly needs: string;
}

/** A bench that puts one incident after another before all methods. */
export interface Bench {
  /** @throws {Error} naming the method and the incident, where a method throws */
  judge(labelled: LabelledIncident): Verdict[];
  /** Known once the first incident has been judged. */
  readonly leftOut: readonly LeftOut[];
}

/** Judges of one view's methods; the cases without a fault have their own, which don't disturb what was learnt. */
interface ViewJudges {
  see(labelled: LabelledIncident): LabelledIncident;
  judges: ReturnType<typeof createJudge>[];
}

/**
 * Methods side by side on the same incidents. What the first incident hasn't (a topology, spans, logs) decides who is left out.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createEnvironment } from "../../simulator/mod.ts";
 * import { simulateIncident } from "../../run/simulated_incident.ts";
 * import { createBench } from "./bench.ts";
 * const bench = createBench({ methods: ["rank-correlation", "front"], calm: false });
 * const verdicts = bench.judge(simulateIncident(createEnvironment(), { seed: 7 }));
 * strictEqual(verdicts.length, 2);
 * ```
 */
export function createBench(
  { views = ["everything"], calm = true, prepare, ...options }: BenchOptions,
): Bench {
  const methods = options.methods.map((method) => typeof method === "string" ? methodByName(method) : method);
  const leftOut: LeftOut[] = [];
  let judgesByView: { faulty: ViewJudges; calm: ViewJudges }[] | undefined;
  let lastBefore: Signals | undefined;
  const prepared = ({ incident, truth }: LabelledIncident) => ({
    incident: prepare?.(incident) ?? incident,
    truth,
  });

  /** The judges for all that the first incident of a run has. */
  function judgesOf(view: View, first: LabelledIncident): { faulty: ViewJudges; calm: ViewJudges } {
    const { incident } = createViewer(view)(first);
    const able = methods.filter((method) => {
      const needs = missingFor(method, incident);
      if (needs !== undefined) leftOut.push({ method: method.name, view, needs });
      return needs === undefined;
    });
    const create = (): ViewJudges => ({
      see: createViewer(view),
      judges: able.map((method) => createJudge(method, { ...options, view })),
    });
    return { faulty: create(), calm: create() };
  }

  function judgeAll(which: "faulty" | "calm", labelled: LabelledIncident): Verdict[] {
    return judgesByView!.flatMap((pair) => {
      const seen = pair[which].see(labelled);
      return pair[which].judges.map((judge) => judge(seen));
    });
  }

  return {
    leftOut,
    judge(labelled) {
      const whole = prepared(labelled);
      judgesByView ??= views.map((view) => judgesOf(view, whole));
      const verdicts = judgeAll("faulty", whole);
      const { before } = labelled.incident;
      // Incidents that share a window before would give the same fault-free case again.
      const quiet = calm && before !== lastBefore ? calmCase(labelled) : undefined;
      lastBefore = before;
      return quiet ? [...verdicts, ...judgeAll("calm", prepared(quiet))] : verdicts;
    },
  };
}
