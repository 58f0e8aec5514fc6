import { unmetNeed } from "../../diagnose/mod.ts";
import type { Choice, Incident, LabelledIncident, Signals } from "../../model/mod.ts";
import type { View } from "./training/mod.ts";
import { calmCase } from "./calm.ts";
import { createJudge, type JudgeOptions } from "./judge.ts";
import { type Method, methodByName } from "./method.ts";
import type { Verdict } from "./verdict.ts";
import { createViewer } from "./viewer.ts";

/** How methods are put to the test. */
export interface BenchOptions extends Omit<JudgeOptions, "view"> {
  /** Diagnosers of the catalogue, or methods of your own. */
  readonly methods: readonly (Choice | Method)[];
  /** What methods are given of the signals: each once. Default ["everything"]. */
  readonly views?: readonly View[];
  /** Whether a fault-free case out of each window before is judged too. Default true. */
  readonly calm?: boolean;
  /** What is done to each incident before any method sees it, as `publishedRecipe`. */
  readonly prepare?: (incident: Incident) => Incident;
}

/** A method that was not asked, and why. */
export interface LeftOut {
  readonly method: string;
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

function isMethod(method: Choice | Method): method is Method {
  return typeof method === "object" && typeof method.create === "function";
}

/** Judges of one view's methods; the cases without a fault have their own, which don't disturb what was learnt. */
interface Bank {
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
  const methods = options.methods.map((method) => isMethod(method) ? method : methodByName(method));
  const leftOut: LeftOut[] = [];
  let banks: { faulty: Bank; calm: Bank }[] | undefined;
  let lastBefore: Signals | undefined;
  const prepared = ({ incident, truth }: LabelledIncident) => ({
    incident: prepare?.(incident) ?? incident,
    truth,
  });

  /** The judges for all that the first incident of a run has. */
  function bankOf(view: View, first: LabelledIncident): { faulty: Bank; calm: Bank } {
    const { incident } = createViewer(view)(first);
    const able = methods.filter((method) => {
      const needs = unmetNeed(method.needs ?? [], incident);
      if (needs !== undefined) leftOut.push({ method: method.name, view, needs });
      return needs === undefined;
    });
    const bank = (): Bank => ({
      see: createViewer(view),
      judges: able.map((method) => createJudge(method, { ...options, view })),
    });
    return { faulty: bank(), calm: bank() };
  }

  function judgeAll(which: "faulty" | "calm", labelled: LabelledIncident): Verdict[] {
    return banks!.flatMap((pair) => {
      const seen = pair[which].see(labelled);
      return pair[which].judges.map((judge) => judge(seen));
    });
  }

  return {
    leftOut,
    judge(labelled) {
      const whole = prepared(labelled);
      banks ??= views.map((view) => bankOf(view, whole));
      const verdicts = judgeAll("faulty", whole);
      const { before } = labelled.incident;
      // Incidents that share a window before would give the same fault-free case again.
      const quiet = calm && before !== lastBefore ? calmCase(labelled) : undefined;
      lastBefore = before;
      return quiet ? [...verdicts, ...judgeAll("calm", prepared(quiet))] : verdicts;
    },
  };
}
