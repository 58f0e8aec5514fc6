import { UsageError } from "../../lib/model/mod.ts";
import { type Plan, portsOf } from "./plan.ts";

const KEY_BYTES = 32;

/** The key that orders to the shop are signed with. */
export const secretPath = (folder: string) => `${folder}/control.key`;
/** The folder of what `deno task live` writes: it may not touch the rest. */
export const livePath = (folder: string) => `${folder}/live`;
/** Why the daemon could not open the shop. */
export const failurePath = (folder: string) => `${folder}/failure.txt`;

/**
 * Makes the shop's folder, or takes the one that is there. Other users may pass through it, since the database's files lie in it, but not list it.
 *
 * @throws {UsageError} if something else is there, or a folder of somebody else
 */
export async function prepareFolder(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o711 });
  const found = await Deno.lstat(folder);
  if (!found.isDirectory) throw new UsageError(`${folder} is not a folder: choose another one with --folder`);
  if (found.uid !== null && found.uid !== Deno.uid()) {
    throw new UsageError(`${folder} belongs to somebody else: choose another one with --folder`);
  }
  await Deno.chmod(folder, 0o711);
  await Deno.mkdir(livePath(folder), { recursive: true, mode: 0o700 });
  await Deno.remove(failurePath(folder)).catch(() => {});
}

/** Draws the key that orders are signed with, where there is none yet; its owner alone may read it. */
export async function makeSecret(folder: string): Promise<void> {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const options = { mode: 0o600, createNew: true };
  try {
    await Deno.writeTextFile(secretPath(folder), bytes.toHex(), options);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

/** The key that orders are signed with. */
export async function readSecret(folder: string): Promise<string> {
  return (await Deno.readTextFile(secretPath(folder))).trim();
}

/** Looks whether the shop's ports are free. @throws {UsageError} that names the first one that is taken, and what it is for */
export function requireFreePorts(plan: Plan): void {
  for (const [name, port] of portsOf(plan)) {
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      throw new UsageError(
        `The port ${port}, for ${name}, is taken: end what listens there or choose others with --port`,
      );
    }
  }
}
