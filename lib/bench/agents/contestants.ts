import { z } from "zod";
import { policies } from "../../decide/mod.ts";
import { detectors, thresholds } from "../../detect/mod.ts";
import { diagnosers } from "../../diagnose/mod.ts";
import {
  type Catalogue,
  type Choice,
  type Entry,
  type ParameterValue,
  requireName,
  UsageError,
} from "../../model/mod.ts";
import { checkOptions, objectWith, underPath } from "../../model/check_options.ts";
import { isPlanning, planningPolicies } from "../../run/planner.ts";
import { createAgent } from "../../run/trial.ts";
import {
  createOwnAgent,
  NO_OWN_PARTS,
  ownAgentOptions,
  type OwnKind,
  ownLabel,
  type OwnParts,
} from "./own_parts.ts";
import { isOwn, shownPart } from "./own_reference.ts";

const ARGUMENTS = z.object({ options: z.union([z.string(), objectWith({ agent: "string" })]) });

/** An agent of an experiment: a named one, with parts replaced. */
export interface Contestant {
  /** Its name in tables. */
  readonly name: string;
  /** The named agent that it is made from, or the reference of one of one's own. */
  readonly agent: string;
  /** Name and parameters of a part that replaces the agent's own, such as `cusum:clip=4`. */
  readonly detector?: string;
  /** As `detector`, for the threshold. */
  readonly threshold?: string;
  /** As `detector`, for the diagnoser. */
  readonly diagnoser?: string;
  /** As `detector`, for the policy. */
  readonly policy?: string;
  /** Of one with parts of its own: whether it learns from episode to episode, as was found when they were loaded. */
  readonly learns?: boolean;
}

/** A choice; a parameter that is a list stands for each of its values. */
export type Grid = string | Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>;

/** An agent as the file of an experiment has it; lists of choices or values form a grid. */
export type AgentInput = string | {
  readonly name?: string;
  readonly agent: string;
  readonly detector?: Grid | readonly Grid[];
  readonly threshold?: Grid | readonly Grid[];
  readonly diagnoser?: Grid | readonly Grid[];
  readonly policy?: Grid | readonly Grid[];
  /** Worked out anew; a resolved experiment has it. */
  readonly learns?: boolean;
};

const CATALOGUES: Readonly<Record<string, Catalogue<Entry>>> = {
  detector: detectors,
  diagnoser: diagnosers,
  policy: policies,
  threshold: thresholds,
};
/** Larger grids are likely to be mistakes. */
const MAX_GRID = 500;

/**
 * Expands an entry of an experiment's list of agents: to one agent, or to one for each combination of the values in its
 * lists.
 *
 * @param path of the entry in the experiment, for messages
 * @param own parts of one's own that it may name
 * @throws {UsageError} for an unknown agent, part or parameter, with the nearest name, and for a grid of more than 500
 *   agents
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { contestantsOf } from "./contestants.ts";
 * const swept = contestantsOf({ agent: "full", detector: { name: "cusum", clip: [4, 16] } });
 * deepStrictEqual(swept.map(({ name }) => name), ["full detector=cusum:clip=4", "full detector=cusum:clip=16"]);
 * ```
 */
export function contestantsOf(
  given: AgentInput,
  path: readonly PropertyKey[] = [],
  own: OwnParts = NO_OWN_PARTS,
): Contestant[] {
  checkOptions("contestantsOf", ARGUMENTS, { options: given });
  const { name, agent: base, learns: _, ...parts } = typeof given === "string" ? { agent: given } : given;
  const agent = isOwn(base) ? underPath(path, () => ownLabel("agent", base, own)) : base;
  const swaps = Object.entries(parts).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([part, value]) => ({ part, labels: underPath([...path, part], () => labelsOf(part, value, own)) }));
  const size = swaps.reduce((product, { labels }) => product * labels.length, 1);
  if (size > MAX_GRID) throw new UsageError(`A grid holds at most ${MAX_GRID} agents, found ${size}`);
  let rows: Readonly<Record<string, string>>[] = [{}];
  for (const { part, labels } of swaps) {
    rows = rows.flatMap((row) => labels.map((label) => ({ ...row, [part]: label })));
  }
  return rows.map((row) => {
    underPath(path, () => createContestant({ name: agent, agent, ...row }, own));
    const told = swaps.filter(({ labels }) => name === undefined || labels.length > 1);
    const suffix = told.map(({ part }) => ` ${part}=${shownPart(row[part]!)}`).join("");
    return { name: (name ?? shownPart(agent)) + suffix, agent, ...row };
  });
}

/** Parts that take the place of a contestant's own in one scenario: of each a name with parameters. */
export type PartChoices = Readonly<
  Partial<Record<"detector" | "threshold" | "diagnoser" | "policy", string>>
>;

/**
 * The parts that contestants have in one scenario in place of their own, by the contestant's name, with the shortest text for each choice.
 *
 * @param given as the file has it: each part one choice, no grid
 * @param path of `given` in the experiment, for messages
 * @throws {UsageError} for a contestant that does not take part, or an unknown part, entry or parameter, with the nearest name
 */
export function scenarioParts(
  given: Readonly<Record<string, Readonly<Record<string, Grid>>>>,
  contestants: readonly Contestant[],
  path: readonly PropertyKey[],
  own: OwnParts = NO_OWN_PARTS,
): Readonly<Record<string, PartChoices>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, parts]) => {
      const names = contestants.map((one) => one.name);
      const contestant = underPath(
        path,
        () => contestants.find((one) => one.name === requireName("agent", name, names))!,
      );
      const chosen = Object.fromEntries(
        Object.entries(parts).map(([part, value]) => [
          part,
          underPath([...path, name, part], () => oneLabelOf(part, value, own)),
        ]),
      );
      underPath([...path, name], () => createContestant({ ...contestant, ...chosen }, own));
      return [name, chosen];
    }),
  );
}

function oneLabelOf(part: string, value: Grid, own: OwnParts): string {
  const labels = labelsOf(part, value, own);
  if (labels.length === 1) return labels[0]!;
  throw new UsageError(`a scenario sets one ${part}, found ${labels.length}`);
}

/** The labels of all choices of a part. */
function labelsOf(part: string, value: Grid | readonly Grid[], own: OwnParts): string[] {
  const catalogueOf = (choice: Choice) =>
    part === "policy" && isPlanning(choice) ? planningPolicies : CATALOGUES[part]!;
  const grids = Array.isArray(value) ? value as readonly Grid[] : [value as Grid];
  return grids.flatMap(expanded).map((choice) =>
    isOwn(typeof choice === "string" ? choice : choice.name)
      ? ownLabel(part as OwnKind, choice, own)
      : catalogueOf(choice).choose(choice).label
  );
}

function expanded(grid: Grid): Choice[] {
  if (typeof grid === "string") return textGrid(grid);
  let choices: Readonly<Record<string, ParameterValue>>[] = [{}];
  for (const [key, value] of Object.entries(grid)) {
    if (key === "name" && Array.isArray(value)) {
      throw new UsageError(
        `name must be a text, found ${JSON.stringify(value)}: several choices are a list of { name, … }`,
      );
    }
    const values = Array.isArray(value) ? value as readonly ParameterValue[] : [value as ParameterValue];
    choices = choices.flatMap((choice) => values.map((one) => ({ ...choice, [key]: one })));
    requireSize(choices.length);
  }
  return choices as Choice[];
}

/** A text with lists of values, as `cusum:clip=[4,8],allowance=1`, as one text for each combination. */
function textGrid(text: string): string[] {
  const lists = /=\s*\[([^[\]]*)\]/.exec(text);
  if (lists === null) return [text];
  const values = lists[1]!.split(",").map((value) => value.trim());
  if (values.includes("")) {
    throw new UsageError(
      `A list of values is [value,value,…] with no gap in it, found "${lists[0].slice(1)}" in "${text}"`,
    );
  }
  const [before, after] = [text.slice(0, lists.index), text.slice(lists.index + lists[0].length)];
  requireSize(values.length);
  const texts = values.flatMap((value) => textGrid(`${before}=${value}${after}`));
  requireSize(texts.length);
  return texts;
}

function requireSize(count: number): void {
  if (count > MAX_GRID) throw new UsageError(`A grid holds at most ${MAX_GRID} agents, found more`);
}

/**
 * Creates the agent of a contestant, under the contestant's name.
 *
 * @param own parts of one's own that it may name
 * @throws {UsageError} for a part that is not there or not loaded
 */
export function createContestant(
  { name, agent, learns, ...parts }: Contestant,
  own: OwnParts = NO_OWN_PARTS,
): ReturnType<typeof createAgent> {
  if (!isOwn(agent)) {
    const made = createAgent(agent, ownAgentOptions(parts, own));
    return { ...made, name, ...(learns !== undefined && { learns }) };
  }
  if (Object.keys(parts).length > 0) throw new UsageError(`The agent "${agent}" has no parts to swap`);
  const made = createOwnAgent(agent, own);
  // Not a copy: one of a class of one's own would lose its methods.
  return {
    name,
    learns: learns ?? made.learns ?? false,
    begin: (context) => made.begin(context),
    act: (observation) => made.act(observation),
    learn: (feedback) => made.learn(feedback),
    saveState: () => made.saveState(),
    loadState: (state) => made.loadState(state),
  };
}

/** Whether a contestant has a part of one's own, or is one. */
export function hasOwnParts({ name: _, learns: __, ...choices }: Contestant): boolean {
  return Object.values(choices).some(isOwn);
}
