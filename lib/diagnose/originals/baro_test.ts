import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { ownIncident, serviceMetrics } from "../../observe/mod.ts";
import { createDiagnoser } from "../catalogue.ts";
import { diagnoseIncident } from "../diagnose_incident.ts";
import { type IncidentCase, incidentCases, windowsOf } from "./fixtures.ts";

const CASES = incidentCases();

function judge(choice: string, made: IncidentCase) {
  const { services, before, after } = windowsOf(made);
  const diagnoser = createDiagnoser(choice, { services });
  diagnoser.fit(before);
  return diagnoser.diagnose(after);
}

Deno.test("baro names the service that fse-baro 0.2.2 names in at least 48 of 50 raw tables", () => {
  const different = CASES.filter((made) =>
    judge("baro", made).suspect !== made.indicators[made.baro[0]!]![0]
  );
  strictEqual(CASES.length, 50);
  ok(different.length <= 2, `seeds ${different.map(({ seed }) => seed)}`);
});

Deno.test("baro names them as well where the tables are read as an incident of one's own", () => {
  const different = CASES.filter((made) => {
    const header = ["time", ...made.indicators.map((names) => names.join("_"))];
    const rows = made.columns[0]!.map((
      _,
      row,
    ) => [60 * row, ...made.columns.map((column) => column[row] ?? "")]);
    const { table } = serviceMetrics(
      [header, ...rows].map((cells) => cells.join()).join("\n"),
      "made-up.csv",
    );
    const { incident } = ownIncident({ metrics: table }, { onset: 60 * made.onset });
    return diagnoseIncident(incident, "baro").suspect !== made.indicators[made.baro[0]!]![0];
  });
  ok(different.length <= 2, `seeds ${different.map(({ seed }) => seed)}`);
});

Deno.test("baro as published ranks all metrics of the 50 tables as fse-baro 0.2.2 does", () => {
  for (const made of CASES) {
    const { indicators } = judge("baro:constants=published", made);
    deepStrictEqual(
      indicators!.map(({ service, metric }) => `${service} ${metric}`),
      made.baro.map((place) => made.indicators[place]!.join(" ")),
      `seed ${made.seed}`,
    );
  }
});

Deno.test("the 50 tables hold constants, bytes beside ratios, gaps, and names with underscores and dashes", () => {
  const share = (has: (made: IncidentCase) => boolean) => CASES.filter(has).length / CASES.length;
  const constantBefore = ({ columns, onset }: IncidentCase) =>
    columns.some((column) => new Set(column.slice(0, onset)).size === 1);
  const level = (column: readonly (number | null)[]) => Math.max(...column.map((x) => x ?? 0));
  ok(share(constantBefore) > 0.4);
  ok(share(({ columns }) => columns.some((column) => column.includes(null))) > 0.5);
  ok(share(({ columns }) => Math.max(...columns.map(level)) > 1e6 * Math.min(...columns.map(level))) > 0.5);
  ok(share(({ indicators }) => indicators.some(([service]) => /[-_]/.test(service))) > 0.5);
});
