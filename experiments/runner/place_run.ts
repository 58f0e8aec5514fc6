import { isThere, removeIfThere } from "../cli/disk.ts";
import { lockFolder } from "./checkpoint.ts";

/** A run that is whole but may not be in its place yet: the file is written into the checkpoint's folder last. */
const FINISHED = "finished";

/** Puts the run that `partial/run` holds into its place. A kill at any instant leaves what `finishPlacing` completes. */
export function placeRun(folder: string, partial: string): void {
  Deno.writeTextFileSync(`${partial}/${FINISHED}`, "");
  complete(folder, partial);
}

/** Completes what a killed process left undone at the end of a run, and removes what it left over. */
export function finishPlacing(folder: string, partial: string): void {
  removeIfThere(trashOf(partial));
  if (!isThere(`${partial}/${FINISHED}`)) return;
  const lock = lockFolder(partial);
  try {
    if (isThere(`${partial}/${FINISHED}`)) complete(folder, partial);
  } finally {
    lock.close();
  }
}

function complete(folder: string, partial: string): void {
  if (isThere(`${partial}/run`)) {
    const old = `${partial}/run-before`;
    if (isThere(folder)) {
      removeIfThere(old);
      Deno.renameSync(folder, old);
    }
    Deno.renameSync(`${partial}/run`, folder);
  }
  // Renamed first, so that a kill during the removal leaves no folder that looks like unfinished work.
  removeIfThere(trashOf(partial));
  Deno.renameSync(partial, trashOf(partial));
  removeIfThere(trashOf(partial));
}

function trashOf(partial: string): string {
  return `${partial.replace(/\.partial$/, "")}.trash`;
}
