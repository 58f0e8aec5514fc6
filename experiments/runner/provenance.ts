import { type Experiment, planBlocks } from "../../lib/bench/agents/mod.ts";
import { codeHash, ROOT, sha256 } from "./identity.ts";

/** The origin of results, sufficient to reproduce them. Only the last three fields differ between runs. */
export interface Provenance {
  readonly run: string;
  /** The command that reproduces the run. */
  readonly command: string;
  readonly seeds: { readonly first: number; readonly last: number; readonly count: number };
  readonly episodes: number;
  /** SHA-256 of `episodes.csv`. */
  readonly episodesHash: string;
  /** Commit of the repository; null outside of one. */
  readonly commit: string | null;
  /** Whether files differed from the commit; null outside of a repository. */
  readonly dirty: boolean | null;
  /** SHA-256 of all sources with the lock file, and of the lock file alone. */
  readonly codeHash: string;
  readonly lockHash: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationSeconds: number;
}

/** The provenance of a finished run. */
export function provenanceOf(
  experiment: Experiment,
  { run, command, episodesHash, startedMs, finishedMs }: {
    run: string;
    command: string;
    episodesHash: string;
    startedMs: number;
    finishedMs: number;
  },
): Provenance {
  const { seeds, trials } = experiment;
  const listed = "count" in seeds
    ? { first: seeds.first, last: seeds.first + seeds.count * trials - 1, count: seeds.count * trials }
    : { first: Math.min(...seeds), last: Math.max(...seeds), count: seeds.length };
  const changes = git("status", "--porcelain");
  return {
    run,
    command,
    seeds: listed,
    episodes: planBlocks(experiment).reduce((sum, { count }) => sum + count, 0),
    episodesHash,
    commit: presentCommit(),
    dirty: changes === null ? null : changes !== "",
    codeHash: codeHash(),
    lockHash: sha256(Deno.readFileSync(new URL("deno.lock", ROOT))),
    versions: { ...Deno.version, ...packageVersions() },
    platform: Deno.build.target,
    startedAt: new Date(startedMs).toISOString(),
    finishedAt: new Date(finishedMs).toISOString(),
    durationSeconds: Math.round((finishedMs - startedMs) / 100) / 10,
  };
}

/** The commit that is checked out; null outside of a repository. */
export function presentCommit(): string | null {
  return git("rev-parse", "HEAD");
}

/** The output of git in the project folder; null without git or a repository. */
function git(...args: string[]): string | null {
  try {
    const { success, stdout } = new Deno.Command("git", {
      // A repository's own settings must not name a program to run.
      args: ["--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", ...args],
      cwd: ROOT,
      stderr: "null",
    }).outputSync();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch {
    return null;
  }
}

function packageVersions(): Record<string, string> {
  const { imports } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT))) as {
    imports: Record<string, string>;
  };
  return Object.fromEntries(
    Object.entries(imports).flatMap(([name, target]) => {
      const version = /^(?:npm|jsr):.+@\^?([\d.]+)$/.exec(target)?.[1];
      return version === undefined ? [] : [[name, version]];
    }),
  );
}
