import { createStream } from "../../../lib/random/mod.ts";
import { bootstrap, median, wilsonInterval } from "../../../lib/stats/mod.ts";
import { textTable } from "../../../lib/report/table.ts";
import { NO_AGENT } from "./jobs.ts";

/** An incident that was run. */
export interface IncidentRow {
  /** The kind of fault. */
  readonly fault: string;
  /** The agent that acted; `noop`: none. */
  readonly agent: string;
  /** Its number among those of the same fault and agent, from 1. */
  readonly repeat: number;
  /** How long it was looked at. */
  readonly seconds: number;
  /** Seconds in which users got less than the SLO promises. */
  readonly violationSeconds: number;
  /** Null where users did not recover. */
  readonly recoverySeconds: number | null;
  /** Seconds' worth of requests that were turned away. */
  readonly turnedAwaySeconds: number;
  /** Seconds in which no users were seen. */
  readonly unseenSeconds: number;
  /** The service at fault. */
  readonly service: string;
  /** The service that was suspected; null: none. */
  readonly suspect: string | null;
  /** Actions that were carried out, by semicolons. */
  readonly actions: string;
  /** Orders that failed, or of which nobody knows. */
  readonly failedOrders: number;
  /** Proposals that were refused. */
  readonly refused: number;
  /** Whether people were called. */
  readonly escalated: boolean;
}

const TEXTS: ReadonlySet<string> = new Set<keyof IncidentRow>([
  "fault",
  "agent",
  "service",
  "suspect",
  "actions",
]);

/** Rows from the cells of a CSV file with a header. */
export function readRows([header = [], ...rows]: readonly (readonly string[])[]): IncidentRow[] {
  const valueOf = (name: string, text: string) =>
    TEXTS.has(name)
      ? (name === "suspect" && text === "" ? null : text)
      : name === "escalated"
      ? text === "true"
      : text === ""
      ? null
      : Number(text);
  return rows.map((row) =>
    Object.fromEntries(header.map((name, i) => [name, valueOf(name, row[i] ?? "")]))
  ) as unknown as IncidentRow[];
}

const SEED = 1;
const round = (value: number) => Number.isNaN(value) ? "-" : String(Math.round(value));

/** Median and bootstrap interval (95 %) of seconds, as text. */
function medianText(values: readonly number[], next: () => number): string {
  if (values.length === 0) return "-";
  const statistic = (indices: Int32Array) => median([...indices].map((i) => values[i]!));
  const { value, low, high } = bootstrap(values.length, statistic, { next });
  return Number.isNaN(low) ? round(value) : `${round(value)} [${round(low)}, ${round(high)}]`;
}

function shareText(count: number, of: number): string {
  if (of === 0) return "-";
  const { low, high } = wilsonInterval({ successes: count, cases: of });
  return `${count} of ${of} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

/** Medians and shares with 95 % intervals: for each agent over all faults, and for each fault. */
export function tableOf(rows: readonly IncidentRow[]): string {
  const next = createStream(SEED, "bootstrap").next;
  const agents = [...new Set(rows.map(({ agent }) => agent))];
  const faults = [...new Set(rows.map(({ fault }) => fault))];
  const line = (fault: string, agent: string) => {
    const own = rows.filter((row) => row.agent === agent && (fault === "all" || row.fault === fault));
    if (own.length === 0) return [];
    const recovered = own.flatMap(({ recoverySeconds }) => recoverySeconds === null ? [] : [recoverySeconds]);
    const right = own.filter(({ suspect, service }) => suspect === service).length;
    return [[
      fault,
      agent,
      medianText(own.map(({ violationSeconds }) => violationSeconds), next),
      medianText(own.map(({ turnedAwaySeconds }) => turnedAwaySeconds), next),
      shareText(recovered.length, own.length),
      medianText(recovered, next),
      agent === NO_AGENT ? "-" : shareText(right, own.length),
    ]];
  };
  return textTable(
    ["fault", "agent", "violation s", "turned away s", "recovered", "recovery s", "diagnosis right"],
    [
      ...agents.flatMap((agent) => line("all", agent)),
      ...faults.flatMap((fault) => agents.flatMap((agent) => line(fault, agent))),
    ],
  );
}
