import { deepStrictEqual, strictEqual, throws } from "node:assert";
import type { LoggedDecision } from "../learn/mod.ts";
import {
  decisionRows,
  decisionsFromCsv,
  decisionsFromJsonLines,
  decisionsFromRows,
  decisionsToCsv,
  decisionsToJsonLines,
} from "./decision_rows.ts";

const PLAIN: LoggedDecision = {
  seed: 7,
  step: 40,
  signature: "-/slow/answering",
  action: "limit_traffic(0.4)",
  executed: false,
  propensity: 1 / 27,
  reward: -1 / 3,
  earned: -4,
};
const FULL: LoggedDecision = {
  ...PLAIN,
  step: 41,
  candidates: [
    { action: "noop", propensity: 26 / 27, features: Float64Array.of(0.1, -2) },
    { action: "limit_traffic(0.4)", propensity: 1 / 27, features: Float64Array.of(1e-9, 3) },
  ],
  shadows: { full: [0, 1], blind: [0.5, 0.25] },
};

Deno.test("a decision log comes back from CSV, from JSON lines and from rows to the last digit", () => {
  for (const log of [[PLAIN, FULL], [FULL], []]) {
    deepStrictEqual(decisionsFromCsv(decisionsToCsv(log)), log);
    deepStrictEqual(decisionsFromJsonLines(decisionsToJsonLines(log)), log);
    deepStrictEqual(decisionsFromRows(decisionRows(log)), log);
  }
});

Deno.test("a damaged log is refused in one line that names the row and what is wrong with it", () => {
  const text = decisionsToCsv([PLAIN, FULL]);
  throws(
    () => decisionsFromCsv(text.replace("propensity", "propens")),
    /^UsageError: Row 1 of the decision log: propensity is missing/,
  );
  throws(
    () => decisionsFromCsv(text.replace(",false,", ",maybe,")),
    /Row 1 .*executed must be true or false, found "maybe"/,
  );
  throws(
    () => decisionsFromCsv(text.replaceAll(/0\.037\d+/g, "0")),
    /Row 1 .*propensity must be more than 0/,
  );
  throws(() => decisionsFromJsonLines("{}\n"), /Row 1 .*seed is missing/);
  throws(() => decisionsFromJsonLines("{"), /Row 1 of the decision log is not JSON/);
  throws(() => decisionsFromRows([{ ...PLAIN, candidates: "[" }]), /Row 1 .*must be JSON/);
  throws(
    () => decisionsFromRows([{ ...decisionRows([FULL])[0], action: "restore" }]),
    /Row 1 .*one of the candidates, found "restore"/,
  );
  throws(
    () =>
      decisionsFromRows([...decisionRows([FULL]), {
        ...FULL,
        candidates: [{ action: PLAIN.action, propensity: 1, features: [1] }],
      }]),
    /Row 2 .*must have 2 features as those before, found 1/,
  );
  throws(
    () =>
      decisionsFromRows([{
        ...FULL,
        candidates: [{ action: FULL.action, propensity: 1, features: [] }, {
          ...{ action: "restore", propensity: 0, features: [1] },
        }],
      }]),
    /Row 1 .*must have 0 features as those before, found 1/,
  );
});

Deno.test("a decision that nobody had to choose has no features, and one that was chosen has them, in one log", () => {
  const forced = {
    ...FULL,
    propensity: 1,
    candidates: [{ action: FULL.action, propensity: 1, features: new Float64Array() }],
    shadows: { full: [1] },
  };
  const log = [forced, FULL, forced];
  deepStrictEqual(decisionsFromJsonLines(decisionsToJsonLines(log)), log);
  deepStrictEqual(decisionsFromCsv(decisionsToCsv(log)), log);
});

Deno.test("a row that contradicts its own candidates is refused: what a weight is made of must be one number", () => {
  const [row] = decisionRows([FULL]) as [ReturnType<typeof decisionRows>[number]];
  const given = (
    change: (candidates: { action: string; propensity: number }[]) => unknown,
    propensity = row.propensity,
  ) =>
  () => decisionsFromRows([{ ...row, propensity, candidates: change(JSON.parse(row.candidates!)) }]);
  strictEqual(given((same) => same)().length, 1);
  throws(given((same) => same, 1e-300), /Row 1 .*propensity must be that of the chosen candidate/);
  throws(given((same) => [...same, same[0]!]), /Row 1 .*stands there twice/);
  throws(
    given((same) => [...same, { ...same[0]!, action: "another", propensity: 0.5 }]),
    /Row 1 .*must sum to 1, found 1\.5/,
  );
});

Deno.test("a row whose shadows do not fit its candidates, or has none, is told as such, and a reward that sums can't hold", () => {
  const { candidates: _, ...bare } = { ...FULL, shadows: { blind: [0.25, 0.75] } };
  throws(
    () => decisionsFromRows([PLAIN, bare]),
    /^UsageError: Row 2 of the decision log: the shadow "blind" must have one probability, that of the action, since the row has no candidates, found 2$/,
  );
  throws(
    () => decisionsFromRows([{ ...decisionRows([FULL])[0], shadows: { blind: [1] } }]),
    new RegExp(
      `Row 1 .*"blind" must have a probability for each of the ${
        FULL.candidates!.length
      } candidates, found 1`,
    ),
  );
  strictEqual(decisionsFromRows([{ ...bare, shadows: { blind: [1] } }]).length, 1);
  for (const column of ["reward", "earned"]) {
    throws(
      () => decisionsFromRows([{ ...PLAIN, [column]: 1e308 }]),
      new RegExp(`Row 1 .*${column} must be at most 1000000000`),
    );
  }
});
