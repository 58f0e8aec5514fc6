import type { Redis } from "ioredis";
import { type SubmittedRun, submittedRuns } from "./run_store.ts";

/** Sees whether runs wait for workers of other code than this. */
export interface VersionCheck {
  /** @throws {Error} in one line if all runs that wait are of other code */
  refuseOthers(): Promise<void>;
  /** A line for each run of other code that none was said of before. */
  news(): Promise<string[]>;
}

/** Creates the check of one version of the code. */
export function createVersionCheck(
  redis: Redis,
  { code, commit }: { code: string; commit: string | null },
): VersionCheck {
  const told = new Set<string>();
  const lineOf = ({ name, run, code: its, commit: itsCommit }: SubmittedRun) =>
    `The run ${run} of "${name}" needs workers of ${version(its, itsCommit)}, this is ${
      version(code, commit)
    }` +
    (itsCommit === null || itsCommit === commit
      ? ": submit it again from this code"
      : `: git checkout ${itsCommit.slice(0, 12)}`);
  return {
    refuseOthers: async () => {
      const runs = await submittedRuns(redis);
      const others = runs.filter((run) => run.code !== code);
      if (others.length > 0 && others.length === runs.length) throw new Error(lineOf(others[0]!));
    },
    news: async () => {
      const fresh = (await submittedRuns(redis)).filter((run) => run.code !== code && !told.has(run.run));
      for (const { run } of fresh) told.add(run);
      return fresh.map(lineOf);
    },
  };
}

function version(code: string, commit: string | null): string {
  return commit === null
    ? `code ${code.slice(0, 12)}`
    : `commit ${commit.slice(0, 12)} (code ${code.slice(0, 12)})`;
}
