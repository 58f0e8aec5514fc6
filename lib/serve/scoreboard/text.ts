import { textTable } from "../../report/table.ts";
import type { Comparison } from "./compare.ts";
import type { Measured, Summary } from "./summarise.ts";

/** A share in percent with its interval. */
function percent(measured: Measured): string {
  return shown(measured, (value) => (100 * value).toFixed(0));
}

function number(digits: number): (measured: Measured) => string {
  return (measured) => shown(measured, (value) => value.toFixed(digits));
}

function shown(measured: Measured, format: (value: number) => string): string {
  if (measured === null) return "-";
  const { value, low, high } = measured;
  return Number.isNaN(low) ? format(value) : `${format(value)} (${format(low)}..${format(high)})`;
}

/** The scores of several agents as tables: the stages, the times, what became of calm episodes, what an episode costs, and the first against the others. */
export function scoreText(summaries: readonly Summary[], comparisons: readonly Comparison[] = []): string {
  return scoreSheets(summaries, comparisons).map(({ header, rows }) => textTable(header, rows)).join("\n\n");
}

/** The same tables, cell by cell. */
export function scoreSheets(
  summaries: readonly Summary[],
  comparisons: readonly Comparison[],
): { readonly header: string[]; readonly rows: string[][] }[] {
  const whole = number(0);
  const sheets = [];
  const hasIncidents = summaries.some(({ incidents }) => incidents.deniedSeconds !== null);
  const hasCalm = summaries.some(({ calm }) => calm.falseActs !== null);
  if (hasIncidents) {
    sheets.push({
      header: [
        "agent",
        "detected %",
        "service %",
        "service and kind %",
        "exact set %",
        "mitigated %",
        "users denied s",
      ],
      rows: summaries.map((
        { agent, incidents: { detected, localised, analysed, exactSet, mitigated, ...rest } },
      ) => [
        agent,
        ...[detected, localised, analysed, exactSet, mitigated].map(percent),
        whole(rest.deniedSeconds),
      ]),
    }, {
      header: ["agent", "TTD s", "TTL s", "TTA s", "TTM s"],
      rows: summaries.map(({ agent, incidents }) => [
        agent,
        ...[incidents.ttdSeconds, incidents.ttlSeconds, incidents.ttaSeconds, incidents.ttmSeconds].map(
          whole,
        ),
      ]),
    });
  }
  if (hasCalm) {
    sheets.push({
      header: ["agent", "quiet %", "left alone %", "false acts", "denied when calm s"],
      rows: summaries.map(({ agent, calm }) => [
        agent,
        percent(calm.quiet),
        percent(calm.untouched),
        number(2)(calm.falseActs),
        whole(calm.deniedSeconds),
      ]),
    });
  }
  sheets.push({
    header: ["agent", "calls", "tokens"],
    rows: summaries.map(({ agent, cost }) => [agent, whole(cost.calls), whole(cost.tokens)]),
  });
  if (comparisons.length > 0) {
    sheets.push({
      header: [
        `${summaries[0]!.agent} minus`,
        ...hasIncidents ? ["mitigated %", "users denied s"] : [],
        ...hasCalm ? ["false acts"] : [],
      ],
      rows: comparisons.map(({ than, mitigated, deniedSeconds, falseActs }) => [
        than,
        ...hasIncidents ? [percent(mitigated), whole(deniedSeconds)] : [],
        ...hasCalm ? [number(2)(falseActs)] : [],
      ]),
    });
  }
  return sheets;
}
