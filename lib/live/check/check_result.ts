/** What a check found of one thing. */
export interface CheckResult {
  /** What was asked, as `actions[0] webhook`. */
  readonly asked: string;
  /**
   * `ok`; `note`: a person should know of it; `away`: it does not answer now, and may later; `wrong`: the configuration must be changed;
   * `not asked`: only an order would tell.
   */
  readonly verdict: "ok" | "note" | "away" | "wrong" | "not asked";
  /** What the answer was, in one line. */
  readonly text: string;
}

/** Whether a finding is an error of a check. */
export function isError({ verdict }: CheckResult): boolean {
  return verdict === "wrong" || verdict === "away";
}

/** The findings as a table of text: what was asked, the verdict, what the answer was. */
export function findingsText(given: readonly CheckResult[]): string {
  const findings = [{ asked: "asked", verdict: "answer", text: "what was found" }, ...given];
  const asked = Math.max(0, ...findings.map((one) => one.asked.length));
  const verdict = Math.max(0, ...findings.map((one) => one.verdict.length));
  return findings.map((one) =>
    `${one.asked.padEnd(asked)}  ${one.verdict.padEnd(verdict)}  ${one.text}`.trimEnd()
  ).join("\n");
}

/** The last line of a check: how much is wrong, and what could not be asked. */
export function verdictText(findings: readonly CheckResult[]): string {
  const count = (verdict: CheckResult["verdict"]) => findings.filter((one) => one.verdict === verdict).length;
  const errors = findings.filter(isError).length;
  const notes = count("note");
  const summary = [
    errors === 0 ? "Nothing is wrong" : `${errors} of ${findings.length} things are wrong`,
    ...(notes === 0 ? [] : [`${notes} ${notes === 1 ? "note" : "notes"} to read`]),
  ].join(", ");
  const unasked = findings.filter((one) => one.verdict === "not asked").map(({ asked }) => asked);
  return unasked.length === 0
    ? `${summary}. Everything was asked but what an order itself would do.`
    : `${summary}. Not asked, since only an order would tell: ${[...new Set(unasked)].join(", ")}.`;
}
