import { requireName, UsageError } from "../../lib/model/mod.ts";
import { helpText, readArguments } from "../cli/arguments.ts";
import { main } from "../cli/main.ts";
import { startBrowser } from "../notebooks/browser.ts";
import { findBrowser } from "../notebooks/find_browser.ts";
import { withCleanup } from "../notebooks/cleanup.ts";
import { type PageReport, runFromMenu } from "../notebooks/lab_page.ts";
import { startServer } from "../notebooks/lab_server.ts";
import { type Expected, expectedOf } from "./expected.ts";
import { missing, openFirst } from "./first_opening.ts";

const OPTIONS = {
  notebook: { type: "string", value: "NAME", help: "the notebook (01-first-episode)" },
  browser: { type: "string", value: "PATH", help: "a Chromium or Chrome (looked for in the usual places)" },
  screenshot: { type: "string", value: "FILE", help: "where the picture goes (.lab-check/NAME.png)" },
  dark: { type: "boolean", help: "with JupyterLab's dark theme" },
  "first-opening": {
    type: "boolean",
    help: "open all notebooks (or one) of the last commit as a fresh clone has them, and run nothing",
  },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task lab-check [options]",
  about:
    "Opens a notebook in JupyterLab in a browser without a window, runs all cells from the menu and checks " +
    "that its figures are on the page and no error is. The notebook on the disk stays as it is.\n" +
    "With --first-opening nothing is run: all figures must be there and no number of a table broken, " +
    "at 1,000 and 1,400 px, in the light and the dark theme. Pictures go to .lab-check/first-opening/.",
  options: OPTIONS,
  examples: [
    "deno task lab-check",
    "deno task lab-check --notebook 03-baselines --dark",
    "deno task lab-check --first-opening",
  ],
});

/** The settings, with all defaults filled in. */
interface Plan {
  readonly path: string;
  readonly browser: string;
  readonly screenshot: string;
  readonly theme: string;
}

type Options = ReturnType<typeof readArguments<typeof OPTIONS>>;

function notebookNames(): string[] {
  return [...Deno.readDirSync("notebooks")].map(({ name }) => name)
    .filter((name) => name.endsWith(".ipynb")).map((name) => name.replace(/\.ipynb$/, "")).sort();
}

function readPlan(given: Options): Plan {
  const name = requireName("notebook", given.notebook ?? "01-first-episode", notebookNames());
  return {
    path: `notebooks/${name}.ipynb`,
    browser: findBrowser(given.browser),
    screenshot: given.screenshot ?? `.lab-check/${name}.png`,
    theme: given.dark ? "JupyterLab Dark" : "JupyterLab Light",
  };
}

function complaints(seen: PageReport, { figures, warnings }: Expected): string[] {
  const errors = seen.errors.length > warnings ? seen.errors : [];
  return [
    ...errors.map((error) => `a cell shows an error: ${error.trim().split("\n")[0]}`),
    ...(seen.figures < Math.max(1, figures) ? [`${seen.figures} of ${figures} figures are on the page`] : []),
  ];
}

function look(
  { path, browser, screenshot, theme }: Plan,
  { cells, figures }: Expected,
): Promise<PageReport> {
  return withCleanup(async (stack) => {
    await Deno.mkdir(".lab-check", { recursive: true });
    const folder = await Deno.makeTempDir({ dir: `${Deno.cwd()}/.lab-check` });
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const server = await startServer({ folder, log: ".lab-check/jupyterlab.log", theme });
    stack.defer(server.stop);
    await server.ready();
    const running = await startBrowser(browser);
    stack.defer(() => running.close());
    const page = await running.newPage({ viewport: { width: 1280, height: 900 } });
    return await runFromMenu(page, {
      url: `${server.url}doc/tree/${path}?token=${server.token}`,
      cells,
      figures,
      screenshot,
    });
  });
}

/** Opens notebooks as a fresh clone has them and says what a reader would miss. */
async function checkFirstOpening(given: Options): Promise<void> {
  for (const other of ["screenshot", "dark"] as const) {
    if (given[other] !== undefined) {
      throw new UsageError(`The options --first-opening and --${other} exclude each other`);
    }
  }
  const known = notebookNames();
  const names = given.notebook === undefined ? known : [requireName("notebook", given.notebook, known)];
  let failed = 0;
  await openFirst(names, {
    browser: findBrowser(given.browser),
    onNotebook: (opened) => {
      const lines = missing(opened);
      for (const line of lines) console.error(line);
      const { figures, views } = opened;
      console.log(
        `${opened.name}: ${figures} figures, ${views[0]!.seen.tables} tables ... ${
          lines.length === 0 ? "ok" : "FAILED"
        }`,
      );
      if (lines.length > 0) failed++;
    },
  });
  console.log(`${names.length - failed} passed, ${failed} failed`);
  if (failed > 0) Deno.exit(1);
}

/** Runs a notebook in JupyterLab in a browser and checks its figures. @throws {UsageError} for a mistake in the arguments */
export async function labCheck(args: readonly string[]): Promise<void> {
  const given = readArguments(args, OPTIONS);
  if (given.help) return console.log(HELP);
  if (given["first-opening"]) return await checkFirstOpening(given);
  const plan = readPlan(given);
  const before = await Deno.readTextFile(plan.path);
  const expected = expectedOf(JSON.parse(before));
  const seen = await look(plan, expected);
  const found = complaints(seen, expected);
  if (await Deno.readTextFile(plan.path) !== before) found.push("the run changed the notebook on the disk");
  for (const line of found) console.error(`${plan.path}: ${line}`);
  console.log(`${plan.path}: ${seen.figures} figures, picture in ${plan.screenshot}`);
  console.log(found.length === 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
  if (found.length > 0) Deno.exit(1);
}

if (import.meta.main) await main(labCheck);
