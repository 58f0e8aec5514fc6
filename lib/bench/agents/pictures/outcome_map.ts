import { UsageError } from "../../../model/mod.ts";
import type { EpisodeRecord } from "../../../run/mod.ts";
import { mean } from "../../../stats/mod.ts";
import { heatMap } from "../../../plot/parts/heat_map.ts";
import {
  agentsWithEpisodes,
  type ByAgent,
  type Outcome,
  type OutcomeInfo,
  outcomeInfo,
  outcomesOf,
} from "./outcome.ts";
import type { Picture } from "../../../plot/parts/svg.ts";

/** The rows of a heat map. */
export interface Rows {
  /** Singular and plural, for titles. */
  readonly one: string;
  readonly many: string;
  /** The preposition: "in" scenarios, "against" faults. */
  readonly met: "in" | "against";
  /** The row of an episode; null if it belongs to none. */
  readonly of: (record: EpisodeRecord) => string | null;
  /** Whether the hardest row is on top; else rows are in order of first appearance. */
  readonly hardestFirst: boolean;
}

interface Cell {
  readonly row: string;
  readonly agent: string;
  readonly value: number;
}

/**
 * Mean outcome by row and agent as a heat map; the best agent of each row is framed (the oracle aside).
 *
 * @throws {UsageError} without agents, for one without episodes, or if no row has the outcome
 * @throws {UsageError} for an unknown metric
 */
export function outcomeMap(
  byAgent: ByAgent,
  { metric, rows: kind }: { readonly metric: Outcome; readonly rows: Rows },
): Picture {
  const info = outcomeInfo(metric);
  const sign = info.better === "less" ? -1 : 1;
  const found = rowsOf(byAgent, { metric, kind });
  if (found.length === 0) throw new UsageError(`A map needs a ${kind.one} with ${metric}, found none`);
  const rows = kind.hardestFirst
    ? found.toSorted((a, b) => sign * (mean(a.map(({ value }) => value)) - mean(b.map(({ value }) => value))))
    : found;
  const best = new Set(rows.flatMap((row) => bestOf(row, sign)));
  const order = Object.keys(byAgent);
  const words = info.better === "less" ? "darker is worse" : "darker is better";
  return heatMap({
    title: finding(rows, { best, info, sign, kind }),
    subtitle:
      `mean ${info.name} per episode; ${words}; ${
        kind.hardestFirst ? `the hardest ${kind.many} on top, ` : ""
      }the best of each framed` + (order.includes("oracle") && order.length > 1 ? ", the oracle aside" : ""),
    cells: rows.flat().map((cell) => ({
      row: cell.row.replaceAll("_", " "),
      column: cell.agent,
      value: cell.value,
      best: best.has(cell),
    })),
    digits: info.digits,
  });
}

/** The rows, with a cell for each agent that has episodes in it. */
function rowsOf(
  byAgent: ByAgent,
  { metric, kind }: { readonly metric: Outcome; readonly kind: Rows },
): Cell[][] {
  const agents = agentsWithEpisodes(byAgent)
    .map(([agent, records]) => ({ agent, byRow: Map.groupBy(records, kind.of) }));
  const names = new Set(agents.flatMap(({ byRow }) => [...byRow.keys()]));
  return [...names].filter((row) => row !== null).map((row) =>
    agents.flatMap(({ agent, byRow }) => {
      const values = outcomesOf(byRow.get(row) ?? [], metric);
      return values.length > 0 ? [{ row, agent, value: mean(values) }] : [];
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
  { best, info, sign, kind }: { best: ReadonlySet<Cell>; info: OutcomeInfo; sign: number; kind: Rows },
): string {
  const wins = [...Map.groupBy(best, ({ agent }) => agent)].sort(([, a], [, b]) => b.length - a.length);
  const [agent, won] = wins[0]!;
  const worst = rows.flat().filter((cell) => cell.agent === agent)
    .reduce((a, b) => sign * b.value < sign * a.value ? b : a);
  const aside = agent !== "oracle" && rows.flat().some((cell) => cell.agent === "oracle")
    ? ", the oracle aside"
    : "";
  return `${agent} has the best mean ${kind.met} ${won.length} of ${rows.length} ${kind.many}${aside}; ` +
    `its own hardest is ${worst.row.replaceAll("_", " ")}: ${worst.value.toFixed(info.digits)} ${info.name}`;
}
