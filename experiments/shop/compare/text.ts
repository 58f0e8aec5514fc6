import { median } from "../../../lib/stats/mod.ts";
import type { Sheet } from "../../../lib/report/tables/html_table.ts";
import { partsText } from "../../../lib/report/tables/sheet.ts";
import { createTable, type Table } from "../../../lib/report/tables/table.ts";
import type { CurveName, CurvePair, FaultComparison } from "./compare.ts";
import { shareText } from "../../../lib/model/shown/share_text.ts";

const CURVES: readonly CurveName[] = ["latencyP95Ms", "errorRate"];

const coefficient = (value: number | null) => value === null ? "-" : value.toFixed(2);
const seconds = (value: number | null) => value === null ? "-" : String(Math.round(value));
const milliseconds = (value: number) => value.toFixed(0);
const percent = (value: number) => shareText(value, value > 0 && value < 0.1 ? 1 : 0).replace(" %", "");
const ratioText = (value: number | null) => value === null ? "-" : value.toFixed(value < 10 ? 2 : 0);

/** The values of a correlation or a ratio that exist. */
function existing(values: readonly (number | null | undefined)[]): number[] {
  return values.filter((value): value is number => typeof value === "number");
}

const medianText = (values: readonly number[], text: (value: number) => string) =>
  values.length === 0 ? "-" : text(median(values));

/** A row a fault with real / simulated values, medians below, and how many curves have no correlation. */
export function shopComparisonText(faults: readonly FaultComparison[]): string {
  const { note, ...sheet } = shopComparisonSheet(faults);
  return partsText([sheet, note]);
}

/** The same as a table for notebooks. */
export function shopComparisonTable(faults: readonly FaultComparison[]): Table {
  return createTable(shopComparisonSheet(faults));
}

function shopComparisonSheet(faults: readonly FaultComparison[]): Sheet & { readonly note: string } {
  const agents = [...new Set(faults.flatMap(({ recoveries }) => recoveries.map(({ agent }) => agent)))];
  const of = (one: FaultComparison, agent: string) => one.recoveries.find((pair) => pair.agent === agent);
  const correlations = (name: CurveName) => existing(faults.map(({ curves }) => curves[name].correlation));
  const ratios = (agent: string) => existing(faults.map((one) => of(one, agent)?.ratio));
  const levels = ({ levels: { real, simulated } }: CurvePair, text: (value: number) => string) =>
    `${text(real)} / ${text(simulated)}`;
  const sheet = {
    header: [
      ...["fault", "severity", "p95 rho", "p95 ms", "errors rho", "errors %"],
      ...agents.flatMap((agent) => [`${agent} s`, "ratio"]),
    ],
    rows: [
      ...faults.map((one) => [
        one.fault,
        `${one.severity.toFixed(2)} ${one.from}`,
        coefficient(one.curves.latencyP95Ms.correlation),
        levels(one.curves.latencyP95Ms, milliseconds),
        coefficient(one.curves.errorRate.correlation),
        levels(one.curves.errorRate, percent),
        ...agents.flatMap((agent) => {
          const pair = of(one, agent);
          return pair === undefined
            ? ["", ""]
            : [`${seconds(pair.real)} / ${seconds(pair.simulated)}`, ratioText(pair.ratio)];
        }),
      ]),
      [
        ...["median", "", medianText(correlations("latencyP95Ms"), coefficient), ""],
        ...[medianText(correlations("errorRate"), coefficient), ""],
        ...agents.flatMap((agent) => ["", medianText(ratios(agent), ratioText)]),
      ],
    ],
  };
  const [p95, errors] = CURVES.map((name) => faults.length - correlations(name).length);
  const note = [
    "real / simulated: medians from the fault on, and seconds to recovery; ratio: real over simulated, where both recover.",
    "rho: Spearman's rank correlation over the steps; there is none (-) where one of the two curves is constant, or the fault",
    `moves neither: the p95 of ${p95} of ${faults.length} faults, the error rate of ${errors} of ${faults.length}. Severity: by size of what is done to the shop;`,
    "most, least: that is more, or less, than the simulator's range; middle: it has no such size.",
  ].join("\n");
  return { ...sheet, note };
}
