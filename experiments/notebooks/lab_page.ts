import type { Page } from "playwright-core";

const START_MS = 60_000;
const RUN_MS = 600_000;
const SETTLE_MS = 30_000;
/** Minimum size of a figure, in CSS pixels. */
const MIN_WIDTH = 200;
const MIN_HEIGHT = 80;
/** Height of a window before it grows to the notebook's. */
const VIEW_HEIGHT = 900;

const NOTEBOOK = ".jp-Notebook";
const OUTPUT = `${NOTEBOOK} .jp-OutputArea-output`;
const FIGURE =
  `${OUTPUT} img[src^="data:image/"], ${OUTPUT} .jp-RenderedSVG svg, ${OUTPUT} .jp-RenderedHTML svg`;
// JupyterLab shows tracebacks like text on the error stream.
const ERROR = `${OUTPUT}[data-mime-type="application/vnd.jupyter.stderr"]`;

/** What is visible of a notebook after all its cells have run. */
export interface PageReport {
  /** Number of figures of the minimum size. */
  readonly figures: number;
  /** Texts of errors and of outputs on the error stream. */
  readonly errors: readonly string[];
}

/** What is visible of a notebook that was opened and not run. */
export interface OpenedReport {
  /** Number of figures of the minimum size that are drawn and no wider than the page. */
  readonly figures: number;
  /** Number of tables that scroll. */
  readonly tables: number;
  /** Texts of cells of tables in which a line is broken that should not be. */
  readonly broken: readonly string[];
  /** Of outputs that say that they are not trusted. */
  readonly untrusted: readonly string[];
}

/** Selects a menu entry with the mouse. */
async function choose(page: Page, menu: string, entry: string): Promise<void> {
  await page.locator(".lm-MenuBar-itemLabel", { hasText: new RegExp(`^${menu}$`) }).click();
  await page.locator(".lm-Menu-itemLabel", { hasText: new RegExp(`^${entry}$`) }).click();
}

async function untilIdle(page: Page, timeout: number): Promise<void> {
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout });
  await page.locator("#jp-main-statusbar", { hasText: "Deno | Idle" }).waitFor({ timeout });
}

/** Waits until no cell is queued or running, which its prompt [*] shows. */
async function untilAllRan(page: Page): Promise<void> {
  const running = (selector: string) =>
    ![...document.querySelectorAll(selector)].some((prompt) => prompt.textContent?.includes("*"));
  await page.waitForFunction(running, `${NOTEBOOK} .jp-InputPrompt`, { timeout: RUN_MS });
  await untilIdle(page, RUN_MS);
}

/** Opens a notebook and clears its outputs, so that those seen later are of this run. */
async function openEmpty(page: Page, { url, cells }: { url: string; cells: number }): Promise<void> {
  await page.goto(url, { timeout: START_MS });
  // Cells are loaded one after another: outputs loaded after the clearing would remain.
  await page.locator(`${NOTEBOOK} .jp-Cell`).nth(cells - 1).waitFor({ timeout: START_MS });
  await untilIdle(page, START_MS);
  await choose(page, "Edit", "Clear Outputs of All Cells");
  await page.waitForFunction((output) => document.querySelector(output) === null, OUTPUT, {
    timeout: SETTLE_MS,
  });
}

async function runAll(page: Page): Promise<void> {
  await choose(page, "Run", "Run All Cells");
  await page.locator(`${NOTEBOOK} .jp-InputPrompt`, { hasText: /\[[\d*]+\]/ }).first().waitFor();
  await untilAllRan(page);
}

/** Adds what was being done to an error of the browser, which names a selector only. */
async function step(name: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw new Error(`Cannot ${name} in JupyterLab: ${(error as Error).message.split("\n")[0]}`);
  }
}

/** Counts the figures of the minimum size. */
function countFigures(page: Page): Promise<number> {
  return page.locator(FIGURE).evaluateAll(
    (figures, [width, height]) =>
      figures.map((figure) => figure.getBoundingClientRect())
        .filter((box) => box.width >= width && box.height >= height).length,
    [MIN_WIDTH, MIN_HEIGHT] as const,
  );
}

/** Waits for the figures, since outputs may arrive after the kernel is idle, and pictures are drawn later. */
async function untilFigures(page: Page, expected: number): Promise<number> {
  const deadline = Date.now() + SETTLE_MS;
  let figures = await countFigures(page);
  while (figures < expected && Date.now() < deadline) {
    await page.waitForTimeout(200);
    figures = await countFigures(page);
  }
  return figures;
}

/** Resizes the window to the height of the notebook, so that a screenshot shows all of it. */
async function showWhole(page: Page): Promise<void> {
  const hidden = await page.locator(".jp-WindowedPanel-outer").first()
    .evaluate((panel) => panel.scrollHeight - panel.clientHeight);
  const { width, height } = page.viewportSize()!;
  await page.setViewportSize({ width, height: height + Math.max(0, hidden) });
  await page.waitForTimeout(500);
}

/**
 * Runs all cells of a notebook from the menu, and reports what is on the page then.
 *
 * @param url of the notebook in JupyterLab
 * @param cells number of its cells
 * @param figures number of figures to wait for
 * @param screenshot path of a picture of the whole notebook
 */
export async function runFromMenu(
  page: Page,
  { url, cells, figures, screenshot }: { url: string; cells: number; figures: number; screenshot: string },
): Promise<PageReport> {
  try {
    await step("open the notebook", openEmpty(page, { url, cells }));
    await step("run all cells", runAll(page));
    const seen = await untilFigures(page, figures);
    await showWhole(page);
    return { figures: seen, errors: await page.locator(ERROR).allInnerTexts() };
  } finally {
    await page.screenshot({ path: screenshot });
  }
}

/** Figures that are drawn, and whole within their output. */
function countDrawn(page: Page): Promise<number> {
  return page.locator(FIGURE).evaluateAll(
    (figures, [width, height]) =>
      figures.filter((figure) => {
        const box = figure.getBoundingClientRect();
        const room = figure.closest(".jp-OutputArea-output")!.getBoundingClientRect();
        const isDrawn = !(figure instanceof HTMLImageElement) || figure.complete && figure.naturalWidth > 0;
        return isDrawn && box.width >= width && box.height >= height && box.right <= room.right + 1;
      }).length,
    [MIN_WIDTH, MIN_HEIGHT] as const,
  );
}

/**
 * Cells with a number that takes more than one line, and lines of tables of characters that are broken: where a line is drawn is measured, not
 * guessed from its style.
 */
function brokenCells(page: Page): Promise<string[]> {
  return page.locator(OUTPUT).evaluateAll((outputs) => {
    const linesOf = (element: Element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const tops = [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) =>
        Math.round(top)
      );
      return new Set(tops).size;
    };
    const cells = outputs.flatMap((output) => [...output.querySelectorAll("th, td")])
      .filter((cell) => /^[^a-z]*\d/i.test(cell.textContent!.trim()) || cell.tagName === "TH")
      .filter((cell) => linesOf(cell) > 1);
    const boxes = outputs.flatMap((output) => [...output.querySelectorAll("pre")])
      .filter((text) => /^(?:┌─|-{3,} {2}-{3,})/m.test(text.textContent!))
      .filter((text) => linesOf(text) > text.textContent!.trimEnd().split("\n").length);
    return [...cells, ...boxes].map((broken) => broken.textContent!.trim().slice(0, 60));
  });
}

/** How a notebook is looked at. */
export interface PageView {
  /** Width of the window, in CSS pixels. */
  readonly width: number;
  readonly theme: "light" | "dark";
  /** Path of a picture of the whole notebook. */
  readonly screenshot: string;
}

async function setTheme(page: Page, theme: PageView["theme"]): Promise<void> {
  await page.evaluate(
    (name) =>
      (window as unknown as {
        jupyterapp: { commands: { execute(id: string, args: unknown): Promise<void> } };
      }).jupyterapp.commands.execute("apputils:change-theme", { theme: name }),
    theme === "dark" ? "JupyterLab Dark" : "JupyterLab Light",
  );
  await page.locator(`body[data-jp-theme-light="${theme === "light"}"]`)
    .waitFor({ state: "attached", timeout: SETTLE_MS });
}

/**
 * Opens a notebook, runs nothing, and reports what is on the page in each view. The server must expose its application to the page.
 *
 * @param url of the notebook in JupyterLab
 * @param cells number of its cells
 * @param figures number of figures to wait for
 */
export async function openOnly(
  page: Page,
  { url, cells, figures, views }: {
    url: string;
    cells: number;
    figures: number;
    views: readonly PageView[];
  },
): Promise<{ seen: OpenedReport[]; unsorted: string[] }> {
  await step(
    "open the notebook",
    (async () => {
      await page.goto(url, { timeout: START_MS });
      await page.locator(`${NOTEBOOK} .jp-Cell`).nth(cells - 1).waitFor({ timeout: START_MS });
    })(),
  );
  const reports: OpenedReport[] = [];
  for (const { width, theme, screenshot } of views) {
    await page.setViewportSize({ width, height: VIEW_HEIGHT });
    await step(`show the ${theme} theme`, setTheme(page, theme));
    await untilFigures(page, figures);
    await showWhole(page);
    reports.push({
      figures: await countDrawn(page),
      tables: await page.locator(`${OUTPUT} .aiops-table`).count(),
      broken: await brokenCells(page),
      untrusted: await page.locator(OUTPUT, { hasText: "Cannot display an untrusted" }).allInnerTexts(),
    });
    await page.screenshot({ path: screenshot });
  }
  return { seen: reports, unsorted: await unsortedColumns(page) };
}

/** Clicks every heading of every table; returns those after which the numbers or texts of their column are not in order. */
function unsortedColumns(page: Page): Promise<string[]> {
  return page.locator(`${OUTPUT} .aiops-table table`).evaluateAll((tables) =>
    (tables as HTMLTableElement[]).flatMap((table) =>
      [...table.tHead!.rows[0]!.cells].filter((heading) => {
        heading.click();
        const cells = [...table.tBodies[0]!.rows].map((row) =>
          row.cells[heading.cellIndex]!.textContent!.trim()
        );
        const numbers = cells.map(parseFloat).filter((value) => !Number.isNaN(value));
        const isOrdered = heading.style.textAlign === "right"
          ? numbers.every((value, i) => i === 0 || numbers[i - 1]! <= value)
          : cells.every((cell, i) =>
            i === 0 || cells[i - 1]!.localeCompare(cell, "en", { numeric: true }) <= 0
          );
        return heading.getAttribute("aria-sort") !== "ascending" || !isOrdered;
      }).map((heading) => heading.textContent!)
    )
  );
}
