import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import type { Estimate } from "../../stats/mod.ts";
import type { AgentSummary, ExperimentSummary, ScenarioSummary } from "./summary.ts";
import { shareText } from "../../model/shown/share_text.ts";

const ARGUMENTS = z.object({ summary: objectWith({ scenarios: "list" }) });

/**
 * One sentence per scenario with its main result.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function conclusions(summary: ExperimentSummary): string[] {
  checkOptions("conclusions", ARGUMENTS, { summary });
  return summary.scenarios.map((scenario) => `On ${scenario.name}, ${finding(scenario, summary)}.`);
}

/** What the words on a learner need besides its own figures. */
interface Told {
  readonly reference: string;
  /** Episodes from which on the system is another. */
  readonly changes?: readonly number[] | undefined;
}

function finding({ agents, changes }: ScenarioSummary, summary: ExperimentSummary): string {
  const { reference } = summary;
  const own = agents.find(({ name }) => name === reference)!;
  const learners = agents.filter(({ learning }) => learning !== undefined);
  const slo = own.metrics.slo_steps;
  if (slo === undefined) return `${reference} was run over ${own.episodes} episodes`;
  const told = `${reference} breaches the SLO for ${estimate(slo.mean)} steps an episode`;
  const rivals = agents.filter(({ name }) => name !== reference && name !== "oracle");
  const won = own.headroom === undefined || !Number.isFinite(own.headroom.value)
    ? ""
    : `, ${shareText(own.headroom.value)} of the headroom between doing nothing and the oracle`;
  return [
    told + against(rivals, summary) + won,
    ...beyondCeiling(agents),
    ...changed(changes),
    ...learners.map((learner) => learnt(learner, { reference, changes })),
  ].join("; ");
}

/** Where the system changes in the course of a trial. */
function changed(changes: readonly number[] = []): string[] {
  if (changes.length === 0) return [];
  return [`the system changes in episode${changes.length === 1 ? "" : "s"} ${changes.join(", ")} of a trial`];
}

/** Corrected p-value below which a difference is told as one. */
const ALPHA = 0.05;

/**
 * The comparison with the rival that has the lowest mean: they are told apart where the interval of their difference leaves out 0, and Holm's correction
 * leaves of it what is below 5 %. Where it leaves nothing so of the whole experiment, since p of a few trials or permutations can't be as small as
 * that many comparisons ask for, it says nothing, and the interval decides alone.
 */
function against(rivals: readonly AgentSummary[], { scenarios }: ExperimentSummary): string {
  const mean = ({ metrics }: AgentSummary) => metrics.slo_steps!.mean.value;
  const nearest = rivals.reduce<AgentSummary | undefined>(
    (best, rival) => best === undefined || mean(rival) < mean(best) ? rival : best,
    undefined,
  );
  const comparison = nearest?.comparisons?.slo_steps;
  if (nearest === undefined || comparison === undefined) return "";
  const { value, low, high } = comparison.difference;
  const gap = `${number(Math.abs(value))} [${number(value < 0 ? -high : low)}, ${
    number(value < 0 ? -low : high)
  }]`;
  if (!hasInterval({ low, high })) {
    return `, too few to be told from ${nearest.name} (${estimate(comparison.difference)})`;
  }
  if (!(low > 0 || high < 0)) {
    return `, not distinguishable from ${nearest.name} (${estimate(comparison.difference)})`;
  }
  const canConfirm = scenarios.some(({ agents }) =>
    agents.some(({ comparisons = {} }) => Object.values(comparisons).some(({ pHolm }) => isBelow(pHolm)))
  );
  if (canConfirm && !isBelow(comparison.pHolm)) {
    return `, not distinguishable from ${nearest.name} among so many comparisons (${
      estimate(comparison.difference)
    }, p (Holm) ${probability(comparison.pHolm)})`;
  }
  return value > 0
    ? `, ${gap} fewer than the next best, ${nearest.name}`
    : `, ${gap} more than the best, ${nearest.name}`;
}

/** Whether a corrected p-value is one of a difference; read from JSON, one that is undefined is null. */
function isBelow(pHolm: number | null): boolean {
  return pHolm !== null && pHolm < ALPHA;
}

/** The oracle searches a limited number of plans: where an agent does better, it is no ceiling. */
function beyondCeiling(agents: readonly AgentSummary[]): string[] {
  const mean = ({ metrics }: AgentSummary) => metrics.slo_steps!.mean.value;
  const oracle = agents.find(({ name }) => name === "oracle");
  const better = oracle === undefined ? [] : agents.filter((agent) => mean(agent) < mean(oracle));
  return better.map((agent) =>
    `here the oracle is no ceiling: ${agent.name} breaches it for ${
      number(mean(agent))
    } steps, the oracle for ${number(mean(oracle!))}`
  );
}

/**
 * What became of a learner between its first episodes and its last. Its own change says little where the system changes in between or where it first
 * follows the playbook: it is held against the reference's on the same seeds.
 */
function learnt({ name, learning }: AgentSummary, { reference, changes = [] }: Told): string {
  const { first, last, change, part, against } = learning!;
  const told = `${number(first.value)} steps in its first ${part} episodes, ${
    number(last.value)
  } in its last`;
  if (against === undefined) {
    const alone = changes.length > 0 ? "goes with the system" : ownVerdict(change);
    return `${name} ${alone}: ${told} (change ${estimate(change)})`;
  }
  return `${name} ${verdict(against.change, reference)}: ${told}, where ${reference} takes ${
    number(against.first)
  } and ${number(against.last)} (change against it ${estimate(against.change)})`;
}

/** What a learner's own change shows, where there is nothing to hold it against and the system stays as it is. */
function ownVerdict({ low, high }: Estimate): string {
  return high < 0 ? "learns" : low > 0 ? "needs more steps in the end" : "shows no learning";
}

/** What the change of a learner's loss against the reference shows. */
function verdict({ low, high }: Estimate, reference: string): string {
  if (!hasInterval({ low, high })) return "has lived too few trials to tell whether it learns";
  return high < 0 ? "learns" : low > 0 ? `falls behind ${reference}` : "shows no learning";
}

/** Whether an estimate has an interval; read from JSON, limits that are undefined are null. */
function hasInterval({ low, high }: Pick<Estimate, "low" | "high">): boolean {
  return Number.isFinite(low) && Number.isFinite(high);
}

/** An estimate with its interval; "[–]" where there are too few cases for one. */
export function estimate({ value, low, high }: Estimate): string {
  if (!Number.isFinite(value)) return "-";
  return `${number(value)} ${hasInterval({ low, high }) ? `[${number(low)}, ${number(high)}]` : "[–]"}`;
}

/** A p-value as text. */
export function probability(p: number): string {
  return p < 0.001 ? "< .001" : p.toFixed(3).replace(/^0/, "");
}

/** A number as text: one decimal from 10 on, two below. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return "-";
  const text = value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
  // Rounding can leave a negative zero.
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** A count or a quantile of counts as text, without superfluous decimals. */
export function quantile(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toFixed(2))) : "";
}
