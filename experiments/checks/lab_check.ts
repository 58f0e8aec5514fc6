import { requireName } from "../../lib/model/mod.ts";
import { helpText, readArguments } from "../cli/arguments.ts";
import { main } from "../cli/main.ts";
import { startBrowser } from "../notebooks/browser.ts";
import { findBrowser } from "../notebooks/find_browser.ts";
import { withCleanup } from "../notebooks/cleanup.ts";
import { type PageReport, runFromMenu } from "../notebooks/lab_page.ts";
import { startServer } from "../notebooks/lab_server.ts";

const OPTIONS = {
  notebook: { type: "string", value: "NAME", help: "the notebook (01-first-episode)" },
  browser: { type: "string", value: "PATH", help: "a Chromium or Chrome (looked for in the usual places)" },
  screenshot: { type: "string", value: "FILE", help: "where the picture goes (.lab-check/NAME.png)" },
  dark: { type: "boolean", help: "with JupyterLab's dark theme" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task lab-check [options]",
  about:
    "Opens a notebook in JupyterLab in a browser without a window, runs all cells from the menu and checks " +
    "that its figures are on the page and no error is. The notebook on the disk stays as it is.",
  options: OPTIONS,
  examples: ["deno task lab-check", "deno task lab-check --notebook 03-baselines --dark"],
});

/** The settings, with all defaults filled in. */
interface Plan {
  readonly path: string;
  readonly browser: string;
  readonly screenshot: string;
  readonly theme: string;
}

function readPlan(given: ReturnType<typeof readArguments<typeof OPTIONS>>): Plan {
  const known = [...Deno.readDirSync("notebooks")].map(({ name }) => name)
    .filter((name) => name.endsWith(".ipynb")).map((name) => name.replace(/\.ipynb$/, "")).sort();
  const name = requireName("notebook", given.notebook ?? "01-first-episode", known);
  return {
    path: `notebooks/${name}.ipynb`,
    browser: findBrowser(given.browser),
    screenshot: given.screenshot ?? `.lab-check/${name}.png`,
    theme: given.dark ? "JupyterLab Dark" : "JupyterLab Light",
  };
}

/** The used part of the JSON of a notebook. */
interface Notebook {
  cells: { outputs?: { name?: string; data?: Record<string, unknown> }[] }[];
}

/** What must be on the page, from the outputs saved in the notebook. */
interface Expected {
  readonly cells: number;
  readonly figures: number;
  /** Number of outputs on the error stream. */
  readonly warnings: number;
}

function expectedOf({ cells }: Notebook): Expected {
  const outputs = cells.flatMap(({ outputs = [] }) => outputs);
  const isFigure = (data: Record<string, unknown> = {}) =>
    "image/svg+xml" in data || [data["text/html"] ?? ""].flat().join("").includes("<svg");
  return {
    cells: cells.length,
    figures: Math.max(1, outputs.filter(({ data }) => isFigure(data)).length),
    warnings: outputs.filter(({ name }) => name === "stderr").length,
  };
}

function complaints(seen: PageReport, { figures, warnings }: Expected): string[] {
  const errors = seen.errors.length > warnings ? seen.errors : [];
  return [
    ...errors.map((error) => `a cell shows an error: ${error.trim().split("\n")[0]}`),
    ...(seen.figures < figures ? [`${seen.figures} of ${figures} figures are on the page`] : []),
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

/** Runs a notebook in JupyterLab in a browser and checks its figures. @throws {UsageError} for a mistake in the arguments */
export async function labCheck(args: readonly string[]): Promise<void> {
  const given = readArguments(args, OPTIONS);
  if (given.help) return console.log(HELP);
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
