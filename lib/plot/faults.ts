import { mean } from "../stats/mod.ts";
import { heatMap } from "./heat_map.ts";
import {
  agentsWithEpisodes,
  type ByAgent,
  type Outcome,
  type OutcomeInfo,
  outcomeInfo,
  outcomesOf,
} from "./outcome.ts";
import type { Picture } from "./svg.ts";

interface Cell {
  readonly fault: string;
  readonly agent: string;
  readonly value: number;
}

/**
 * Fault by agent as a heat map: the mean outcome of each agent in the episodes with that kind of fault. The
 * hardest faults are on top; the best of each row, the oracle aside, is framed.
 *
 * @param options.metric a column of the results, default `slo_steps`
 * @throws {RangeError} if there is no agent, one without episodes, or no episode with a fault in which the
 *   outcome happened
 * @throws {UsageError} for an unknown metric
 */
export function plotFaults(
  byAgent: ByAgent,
  { metric = "slo_steps" }: { readonly metric?: Outcome } = {},
): Picture {
  const info = outcomeInfo(metric);
  const sign = info.better === "less" ? -1 : 1;
  const rows = rowsOf(byAgent, metric)
    .toSorted((a, b) => sign * (mean(a.map(({ value }) => value)) - mean(b.map(({ value }) => value))));
  if (rows.length === 0) throw new RangeError(`A map of faults needs a fault with ${metric}, found none`);
  const best = new Set(rows.flatMap((row) => bestOf(row, sign)));
  const order = Object.keys(byAgent);
  const cells = rows.flat().map((cell) => ({
    row: cell.fault.replaceAll("_", " "),
    column: cell.agent,
    value: cell.value,
    best: best.has(cell),
  }));
  const words = info.better === "less" ? "darker is worse" : "darker is better";
  return heatMap({
    title: finding(rows, { best, info, sign }),
    subtitle: `mean ${info.name} per episode; ${words}; the hardest faults on top, the best of each framed` +
      (order.includes("oracle") && order.length > 1 ? ", the oracle aside" : ""),
    cells,
    digits: info.digits,
  });
}

/** A row for each kind of fault, with a cell for each agent that met it. */
function rowsOf(byAgent: ByAgent, metric: Outcome): Cell[][] {
  const agents = agentsWithEpisodes(byAgent);
  const faults = new Set(agents.flatMap(([, records]) => records.map(({ fault_type }) => fault_type)));
  return [...faults].filter((fault) => fault !== null).map((fault) =>
    agents.flatMap(([agent, records]) => {
      const values = outcomesOf(records.filter(({ fault_type }) => fault_type === fault), metric);
      return values.length > 0 ? [{ fault, agent, value: mean(values) }] : [];
    })
  ).filter((row) => row.length > 0);
}

function bestOf(row: readonly Cell[], sign: number): Cell[] {
  const honest = row.filter(({ agent }) => agent !== "oracle");
  const rivals = honest.length > 0 ? honest : row;
  const most = Math.max(...rivals.map(({ value }) => sign * value));
  return rivals.filter(({ value }) => sign * value === most);
}

function finding(
  rows: readonly Cell[][],
  { best, info, sign }: { best: ReadonlySet<Cell>; info: OutcomeInfo; sign: number },
): string {
  const wins = [...Map.groupBy(best, ({ agent }) => agent)].sort(([, a], [, b]) => b.length - a.length);
  const [agent, won] = wins[0]!;
  const worst = rows.flat().filter((cell) => cell.agent === agent)
    .reduce((a, b) => sign * b.value < sign * a.value ? b : a);
  const others = rows.flat().some((cell) => cell.agent === "oracle") ? "No agent but the oracle" : "No agent";
  return `${others} does better than ${agent} against ${won.length} of ${rows.length} kinds of fault; ` +
    `its own hardest is ${worst.fault.replaceAll("_", " ")}: ${
      worst.value.toFixed(info.digits)
    } ${info.name}`;
}
