import { startBrowser } from "../notebooks/browser.ts";
import { withCleanup } from "../notebooks/cleanup.ts";
import { type OpenedReport, openOnly, type PageView } from "../notebooks/lab_page.ts";
import { startServer } from "../notebooks/lab_server.ts";
import { shippedNotebooks } from "../notebooks/shipped.ts";
import { trustNotebooks } from "../notebooks/workspace.ts";
import { expectedOf } from "./expected.ts";

/** Where pictures go. */
const SCREENSHOTS = ".lab-check/first-opening";
const WIDTHS = [1000, 1400] as const;
const THEMES = ["light", "dark"] as const;

/** A notebook as a fresh clone shows it. */
export interface FirstOpening {
  readonly name: string;
  /** Figures that are saved in it. */
  readonly figures: number;
  readonly views: readonly (PageView & { readonly seen: OpenedReport })[];
  /** Headings of tables that sort nothing when they are clicked. */
  readonly unsorted: readonly string[];
}

/**
 * Clones the last commit into a new folder, with trust of its own, as `deno task lab` gives it, opens notebooks there and runs nothing.
 *
 * @param names of the notebooks, without folder and extension
 */
export function openFirst(
  names: readonly string[],
  { browser, onNotebook }: { browser: string; onNotebook: (opened: FirstOpening) => void },
): Promise<void> {
  return withCleanup(async (stack) => {
    await Deno.mkdir(SCREENSHOTS, { recursive: true });
    const folder = await Deno.makeTempDir({ dir: `${Deno.cwd()}/.lab-check` });
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const root = `${folder}/clone`;
    await clone(root);
    const env = { JUPYTER_DATA_DIR: `${folder}/data` };
    await trustNotebooks(await shippedNotebooks(root), { root, env });
    const server = await startServer({
      ...{ folder, root, env, log: ".lab-check/jupyterlab.log", theme: "JupyterLab Light" },
    });
    stack.defer(server.stop);
    await server.ready();
    const running = await startBrowser(browser);
    stack.defer(() => running.close());
    for (const name of names) {
      const notebook = expectedOf(JSON.parse(await Deno.readTextFile(`${root}/notebooks/${name}.ipynb`)));
      const page = await running.newPage();
      const views = THEMES.flatMap((theme) =>
        WIDTHS.map((width) => ({ width, theme, screenshot: `${SCREENSHOTS}/${name}-${width}-${theme}.png` }))
      );
      // A workspace of its own, with the file browser open beside the notebook and no other document.
      const url = `${server.url}lab/workspaces/${name}/tree/notebooks/${name}.ipynb?token=${server.token}`;
      const { seen, unsorted } = await openOnly(page, { ...notebook, url, views });
      onNotebook({
        name,
        unsorted,
        figures: notebook.figures,
        views: views.map((view, i) => ({ ...view, seen: seen[i]! })),
      });
      await page.close();
      await server.stopKernels();
    }
  });
}

async function clone(root: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("git", { args: ["clone", "-q", ".", root] }).output();
  if (!success) throw new Error(`Cannot clone the project: ${new TextDecoder().decode(stderr).trim()}`);
}

/** What a reader would miss, as lines. */
export function missing({ name, figures, views, unsorted }: FirstOpening): string[] {
  const inViews = views.flatMap(({ width, theme, seen }) => {
    const where = `${name} at ${width} px, ${theme}`;
    return [
      ...(seen.figures === figures
        ? []
        : [`${where}: ${seen.figures} of ${figures} figures are shown whole`]),
      ...seen.untrusted.map((text) => `${where}: ${text}`),
      ...seen.broken.map((text) => `${where}: a cell of a table is broken: ${text}`),
    ];
  });
  return [...inViews, ...unsorted.map((heading) => `${name}: a click on "${heading}" does not sort`)];
}
