import { z } from "zod";
import { anyFunction } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { unmetNeed } from "../../diagnose/mod.ts";
import type { Choice, Incident, LabelledIncident, Signals } from "../../model/mod.ts";
import { calmCase } from "./calm.ts";
import { createJudge, type JudgeOptions } from "./judge.ts";
import { type Method, methodByName } from "./method.ts";
import type { Verdict } from "./verdict.ts";
import { createViewer, type View } from "./view.ts";

const ARGUMENTS = z.object({
  options: z.looseObject({
    methods: z.array(z.unknown()),
    views: z.array(z.unknown()).optional(),
    calm: z.boolean().optional(),
    prepare: anyFunction.optional(),
  }),
});

/** Options of `createBench`. */
export interface BenchOptions extends Omit<JudgeOptions, "view"> {
  /** Diagnosers of the catalogue, or your own methods. */
  readonly methods: readonly (Choice | Method)[];
  /** Views of the signals that each method is given, one after another. Default ["everything"]. */
  readonly views?: readonly View[];
  /** Whether a fault-free case is cut out of each window before and judged too. Default true. */
  readonly calm?: boolean;
  /** Transforms each incident before any method sees it, such as `publishedRecipe`. */
  readonly prepare?: (incident: Incident) => Incident;
}

/** A method that was not run, and why. */
export interface LeftOut {
  /** Name of the method. */
  readonly method: string;
  /** The signals that it would have been given. */
  readonly view: View;
  /** What it needs and the first incident lacks. */
  readonly needs: string;
}

/** Runs all methods on one incident after another. */
export interface Bench {
  /**
   * Runs all methods on an incident, and on its fault-free case.
   *
   * @throws {Error} naming the method and the incident, if a method throws
   */
  judge(labelled: LabelledIncident): Verdict[];
  /** Methods that are not run; known once the first incident has been judged. */
  readonly leftOut: readonly LeftOut[];
}

function isMethod(method: Choice | Method): method is Method {
  return typeof method === "object" && typeof method.create === "function";
}

/** The judges of all methods on one view. Fault-free cases have judges of their own, so that fits can be shared between neighbouring incidents. */
interface ViewJudges {
  readonly see: (labelled: LabelledIncident) => LabelledIncident;
  readonly judges: ReturnType<typeof createJudge>[];
}

/**
 * Creates a bench that runs methods on the same incidents. A method that needs what the first incident lacks (a topology, spans, logs) is left
 * out.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
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
export function createBench(given: BenchOptions): Bench {
  checkOptions("createBench", ARGUMENTS, { options: given });
  const { views = ["everything"], calm = true, prepare, ...options } = given;
  const methods = options.methods.map((method) => isMethod(method) ? method : methodByName(method));
  const leftOut: LeftOut[] = [];
  let judgesByView: { faulty: ViewJudges; calm: ViewJudges }[] | undefined;
  let lastBefore: Signals | undefined;
  const prepared = ({ incident, truth }: LabelledIncident) => ({
    incident: prepare?.(incident) ?? incident,
    truth,
  });

  /** The judges of the methods that can run on the first incident. */
  function judgesOf(view: View, first: LabelledIncident): { faulty: ViewJudges; calm: ViewJudges } {
    const { incident } = createViewer(view)(first);
    const able = methods.filter((method) => {
      const needs = unmetNeed(method.needs ?? [], incident);
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
      // Incidents with the same window before would give the same fault-free case again.
      const quiet = calm && before !== lastBefore ? calmCase(labelled) : undefined;
      lastBefore = before;
      return quiet ? [...verdicts, ...judgeAll("calm", prepared(quiet))] : verdicts;
    },
  };
}
