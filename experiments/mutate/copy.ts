import { basename, dirname } from "node:path";

const PREFIX = "mutants-";
const LOCK = "lock";

/** What a copy needs no part of. */
const LEFT_OUT = [".git", ".venv", ".cells", "node_modules"];

/** What is copied of the results: those that are kept. */
const KEPT_RESULTS = ["reference", "README.md", "numbers.json"];

function copyFolder(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory, isFile } of Deno.readDirSync(from)) {
    if (LEFT_OUT.includes(name) || (basename(from) === "results" && !KEPT_RESULTS.includes(name))) continue;
    if (isDirectory) copyFolder(`${from}/${name}`, `${to}/${name}`);
    else if (isFile) Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}

/** A copy of the checkout; it is locked as long as its process lives. */
export interface Copy extends Disposable {
  readonly root: string;
}

/** Copies a checkout into a temporary folder. Disposing of the copy removes it. */
export function createCopy(checkout: string): Copy {
  const root = Deno.makeTempDirSync({ prefix: PREFIX });
  const lock = Deno.openSync(`${root}/${LOCK}`, { create: true, write: true });
  lock.lockSync(true);
  copyFolder(checkout, root);
  return {
    root,
    [Symbol.dispose]: () => {
      lock.close();
      Deno.removeSync(root, { recursive: true });
    },
  };
}

/** Removes the copies that killed processes left behind. @returns how many */
export function removeAbandonedCopies(): number {
  const probe = Deno.makeTempDirSync();
  Deno.removeSync(probe);
  const abandoned = [...Deno.readDirSync(dirname(probe))]
    .filter(({ name, isDirectory }) => isDirectory && name.startsWith(PREFIX))
    .map(({ name }) => `${dirname(probe)}/${name}`)
    .filter(isAbandoned);
  for (const root of abandoned) Deno.removeSync(root, { recursive: true });
  return abandoned.length;
}

function isAbandoned(root: string): boolean {
  using lock = openedLock(root);
  return lock?.tryLockSync(true) ?? false;
}

function openedLock(root: string): Deno.FsFile | null {
  try {
    return Deno.openSync(`${root}/${LOCK}`, { write: true });
  } catch {
    return null;
  }
}
