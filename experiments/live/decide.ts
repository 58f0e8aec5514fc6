import { type LiveSettings, type Permissions, permissionsOf } from "../../lib/live/mod.ts";
import { UsageError } from "../../lib/model/mod.ts";
import { runWithin } from "./child.ts";

/** What the process is told that decides an approval. */
export interface DecisionWork {
  /** Path of the configuration. */
  readonly path: string;
  /** The approval. */
  readonly id: string;
  readonly decision: "approve" | "reject";
  /** Who decides. */
  readonly by: string;
  /** Whether to print a link in place of deciding. */
  readonly link: boolean;
}

/**
 * What deciding may touch: the page's address, the configuration, the state in which the approval waits, the secret.
 *
 * @throws {UsageError} without a secret in the configuration: the loop then signs with a key that nobody else knows
 */
export function approvalPermissions(settings: LiveSettings): Permissions {
  const { approval: { secret }, listen, files } = settings.config;
  if (secret === undefined) {
    throw new UsageError(
      "approval.secret is missing: decide on the page, or give the configuration a secret",
    );
  }
  if (listen.port === 0) throw new UsageError("listen.port is 0: nobody knows where the loop listens");
  const address = `${listen.hostname === "0.0.0.0" ? "127.0.0.1" : listen.hostname}:${listen.port}`;
  return {
    ...permissionsOf({ ...settings, config: { ...settings.config, actions: [] } }),
    net: [address],
    run: [],
    read: [...settings.readFrom, files.state, ..."file" in secret ? [secret.file] : []],
    write: [],
    env: "env" in secret ? [secret.env] : [],
  };
}

/** Decides, or prints a link. @returns the exit code */
export function startDecision(work: DecisionWork, permissions: Permissions): Promise<number> {
  return runWithin("decision_process.ts", work, permissions);
}
