import { dirname } from "node:path";
import { PART_ENDING } from "../config/files.ts";
import type { LiveConfig } from "../config/schema.ts";
import type { CheckResult } from "./check_result.ts";

/** Looks whether the loop's files can be written: what is there is opened, of what is not the folder is tried. Nothing is left behind. */
export function checkFiles(files: LiveConfig["files"]): CheckResult[] {
  return (["audit", "state", "lease", "decisions"] as const).flatMap((name): CheckResult[] => {
    const path = files[name];
    if (path === undefined) return [];
    const asked = `files.${name}`;
    const why = whyUnwritable(path);
    return [
      why === undefined
        ? { asked, verdict: "ok", text: `${path} can be written` }
        : { asked, verdict: "wrong", text: `cannot write ${path}: ${why}` },
    ];
  });
}

function whyUnwritable(path: string): string | undefined {
  try {
    const stat = statOf(path);
    if (stat?.isDirectory) return "it is a folder";
    if (stat !== undefined) {
      Deno.openSync(path, { append: true }).close();
      return undefined;
    }
    const folder = dirname(path);
    const above = statOf(folder);
    if (above === undefined) return `the folder ${folder} is not there`;
    if (!above.isDirectory) return `${folder} is not a folder`;
    Deno.openSync(path + PART_ENDING, { write: true, createNew: true }).close();
    Deno.removeSync(path + PART_ENDING);
    return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return undefined;
    return error instanceof Deno.errors.PermissionDenied ? "permission denied" : (error as Error).message;
  }
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
