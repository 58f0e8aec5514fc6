import { requireName } from "../lib/model/mod.ts";
import { helpText, readArguments } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { findBrowser, startBrowser } from "./notebooks/browser.ts";
import { runFromMenu, type Seen } from "./notebooks/lab_page.ts";
import { startServer } from "./notebooks/lab_server.ts";

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
    "Opens a notebook in JupyterLab in a browser without a window, runs all cells from the menu and checks that " +
    "its figures are on the page and no error is. The notebook on the disk stays as it is.",
  options: OPTIONS,
  examples: ["deno task lab-check", "deno task lab-check --notebook 03-baselines --dark"],
});

/** What is to be done, with every default filled in. */
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

/** What is needed here of a notebook's JSON. */
interface Notebook {
  cells: { outputs?: { data?: Record<string, unknown> }[] }[];
}

/** How many figures are saved in a notebook: one for each output that holds an SVG. */
function savedFigures({ cells }: Notebook): number {
  const data = cells.flatMap(({ outputs = [] }) => outputs).map((output) => output.data ?? {});
  const isFigure = (kinds: Record<string, unknown>) =>
    "image/svg+xml" in kinds || [kinds["text/html"] ?? ""].flat().join("").includes("<svg");
  return data.filter(isFigure).length;
}

/** Ends what was started in the other order, also when this program is told to end. */
async function withCleanup<T>(work: (stack: AsyncDisposableStack) => Promise<T>): Promise<T> {
  const stack = new AsyncDisposableStack();
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGHUP"];
  const end = () => stack.disposeAsync().finally(() => Deno.exit(130));
  for (const signal of signals) Deno.addSignalListener(signal, end);
  try {
    return await work(stack);
  } finally {
    await stack.disposeAsync();
    for (const signal of signals) Deno.removeSignalListener(signal, end);
  }
}

function look(
  { path, browser, screenshot, theme }: Plan,
  expected: { cells: number; figures: number },
): Promise<Seen> {
  return withCleanup(async (stack) => {
    await Deno.mkdir(".lab-check", { recursive: true });
    const folder = await Deno.makeTempDir({ dir: `${Deno.cwd()}/.lab-check` });
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const server = await startServer({ folder, log: ".lab-check/jupyterlab.log", theme });
    stack.defer(server.stop);
    const running = await startBrowser(browser);
    stack.defer(() => running.close());
    const page = await running.newPage({ viewport: { width: 1280, height: 900 } });
    return await runFromMenu(page, {
      url: `${server.url}doc/tree/${path}?token=${server.token}`,
      screenshot,
      ...expected,
    });
  });
}

function complaints(
  { figures, errors }: Seen,
  { expected, unchanged }: { expected: number; unchanged: boolean },
) {
  return [
    ...errors.map((error) => `a cell shows an error: ${error.trim().split("\n")[0]}`),
    ...(figures < expected ? [`${figures} of ${expected} figures are on the page`] : []),
    ...(unchanged ? [] : ["the run changed the notebook on the disk"]),
  ];
}

await main(async () => {
  const given = readArguments(Deno.args, OPTIONS);
  if (given.help) return console.log(HELP);
  const plan = readPlan(given);
  const before = await Deno.readTextFile(plan.path);
  const notebook: Notebook = JSON.parse(before);
  const expected = Math.max(1, savedFigures(notebook));
  const seen = await look(plan, { cells: notebook.cells.length, figures: expected });
  const unchanged = await Deno.readTextFile(plan.path) === before;
  const found = complaints(seen, { expected, unchanged });
  for (const line of found) console.error(`${plan.path}: ${line}`);
  console.log(
    `${plan.path}: ${seen.figures} figures, ${seen.errors.length} errors; picture in ${plan.screenshot}`,
  );
  console.log(`${found.length === 0 ? 1 : 0} passed, ${found.length === 0 ? 0 : 1} failed`);
  if (found.length > 0) Deno.exit(1);
});
