import { UsageError } from "../../lib/model/mod.ts";

/** Usual paths of Chromium, Chrome and Edge. */
const PLACES = [
  ...["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome"].flatMap((folder) =>
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"]
      .map((name) => `${folder}/${name}`)
  ),
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
  "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
];

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * The browser to use: the given one, or the first found at the usual paths.
 *
 * @throws {UsageError} if there is none
 */
export function findBrowser(asked: string | undefined): string {
  if (asked !== undefined) {
    if (isFile(asked)) return asked;
    throw new UsageError(`The option --browser needs the path of a Chromium or Chrome, found "${asked}"`);
  }
  const found = PLACES.find(isFile);
  if (found !== undefined) return found;
  throw new UsageError(
    "Cannot find a Chromium, Chrome or Edge: install one, or give its path with --browser",
  );
}

/** Why there is no browser to be driven, as a note for the name of a test that is left out; "" where there is one. */
export function whyNoBrowser(): string {
  try {
    findBrowser(undefined);
    return "";
  } catch (error) {
    return ` (skipped: ${(error as Error).message})`;
  }
}
