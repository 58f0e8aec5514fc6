import { textTable } from "../../report/table.ts";
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

/** The scores of several agents as tables: the stages, the times, what became of calm episodes, and what an episode costs. */
export function scoreText(summaries: readonly Summary[]): string {
  const whole = number(0);
  const tables = [];
  if (summaries.some(({ incidents }) => incidents.deniedSeconds !== null)) {
    tables.push(
      textTable(
        [
          "agent",
          "detected %",
          "service %",
          "service and kind %",
          "exact set %",
          "mitigated %",
          "users denied s",
        ],
        summaries.map((
          { agent, incidents: { detected, localised, analysed, exactSet, mitigated, ...rest } },
        ) => [
          agent,
          ...[detected, localised, analysed, exactSet, mitigated].map(percent),
          whole(rest.deniedSeconds),
        ]),
      ),
      textTable(
        ["agent", "TTD s", "TTL s", "TTA s", "TTM s"],
        summaries.map(({ agent, incidents }) => [
          agent,
          ...[incidents.ttdSeconds, incidents.ttlSeconds, incidents.ttaSeconds, incidents.ttmSeconds].map(
            whole,
          ),
        ]),
      ),
    );
  }
  if (summaries.some(({ calm }) => calm.falseActs !== null)) {
    tables.push(
      textTable(
        ["agent", "quiet %", "left alone %", "false acts", "denied when calm s"],
        summaries.map(({ agent, calm }) => [
          agent,
          percent(calm.quiet),
          percent(calm.untouched),
          number(2)(calm.falseActs),
          whole(calm.deniedSeconds),
        ]),
      ),
    );
  }
  tables.push(
    textTable(
      ["agent", "calls", "tokens"],
      summaries.map(({ agent, cost }) => [agent, whole(cost.calls), whole(cost.tokens)]),
    ),
  );
  return tables.join("\n\n");
}
