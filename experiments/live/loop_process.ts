import { type CheckResult, findingsText, isError, verdictText } from "../../lib/live/check/check_result.ts";
import type { Mode } from "../../lib/live/mod.ts";
import { UsageError } from "../../lib/model/mod.ts";
import { redactSecrets } from "../../lib/live/config/redact.ts";
import { main } from "../cli/main.ts";
import { endSignal } from "./child.ts";
import { assemble } from "./assemble.ts";
import type { LoopWork } from "./start.ts";

/** Exit code of a check that has found something wrong. */
const WRONG = 2;

/** The loop, in the process whose permissions are those of its configuration. */
async function runLoop([text]: readonly string[]): Promise<void> {
  const { path, mode, check, quiet, zone, steps, beginAnew = false } = JSON.parse(text!) as LoopWork;
  const end = endSignal();
  const live = await assemble(path, mode, { quiet, ...(zone !== undefined && { zone }) });
  let code = 0;
  try {
    const findings = await live.check(end, { dryRuns: check });
    if (check) {
      console.log(redactSecrets(findingsText(findings)));
      console.log(verdictText(findings));
      if (findings.some(isError)) code = WRONG;
    } else {
      tellOf(findings, mode);
      for (const signal of ["SIGUSR1", "SIGUSR2"] as const) {
        Deno.addSignalListener(signal, () => live.loop.stopActing(signal));
      }
      await live.run(end, { steps, beginAnew });
    }
  } finally {
    await live.close();
  }
  // The pipe to the process that started this one would keep it alive.
  Deno.exit(code);
}

/**
 * Tells at the start what a person should know. What is away may come back, and what only actions need stops no loop that gives none.
 *
 * @throws {UsageError} for the first thing that is wrong
 */
function tellOf(findings: readonly CheckResult[], mode: Mode): void {
  const isFatal = ({ verdict, asked }: CheckResult) =>
    verdict === "wrong" && !(mode === "observe" && asked.startsWith("actions"));
  const wrong = findings.find(isFatal);
  if (wrong !== undefined) throw new UsageError(`${wrong.asked}: ${wrong.text}`);
  for (const { asked, verdict, text } of findings) {
    if (verdict === "note" || verdict === "wrong") console.log(redactSecrets(`Note: ${asked}: ${text}`));
    if (verdict === "away") {
      console.log(
        redactSecrets(`Not there yet: ${asked}: ${text}. The loop goes on without it until it answers`),
      );
    }
  }
}

if (import.meta.main) await main(runLoop);
