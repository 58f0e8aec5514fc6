import type { BrowserContext, Page } from "playwright-core";
import { startBrowser } from "../notebooks/browser.ts";
import { findBrowser } from "../notebooks/find_browser.ts";

/**
 * Looks around in interactive figures in a browser, opened as files, and prints what it saw as JSON. `Deno.args`: a folder with
 * `timeline.html`, `graph.html`, `topology.html` and `fragments.json`, two fragments. Pictures go into the folder too.
 */
const [folder] = Deno.args as [string];
const errors: string[] = [];
const requests: string[] = [];

async function open(context: BrowserContext, name: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("console", (message) => message.type() === "error" && errors.push(`${name}: ${message.text()}`));
  page.on("pageerror", (error) => errors.push(`${name}: ${error.message}`));
  page.on("request", (request) => /^(?:file|data):/.test(request.url()) || requests.push(request.url()));
  await page.goto(`file://${folder}/${name}`);
  return page;
}

const part = (page: Page, figure = 0) => page.locator(".window").nth(figure).getAttribute("aria-valuetext");
const words = (page: Page, figure = 0) => page.locator(".words").nth(figure).innerText();
const theme = (page: Page) => page.locator(".figure").first().getAttribute("data-theme");

/** Where things are on the drawing, in its own pixels. */
function placesOn(page: Page) {
  return page.locator(".course-drawing").evaluate((drawing) => {
    const number = (node: Element, name: string) => Number(node.getAttribute(name));
    const all = (selector: string) => [...drawing.querySelectorAll(selector)];
    const boxOf = (node: Element) => {
      const { left, right } = node.getBoundingClientRect();
      return [left, right].map((x) => x - drawing.getBoundingClientRect().left) as [number, number];
    };
    return {
      width: drawing.getBoundingClientRect().width,
      times: all("text.tick").filter((node) => node.textContent!.includes(":"))
        .map((node) => ({ text: node.textContent!, x: number(node, "x") })),
      breaches: all(".bar.breach").map((node) => ({
        x: number(node, "x"),
        end: number(node, "x") + number(node, "width"),
      })),
      notes: all("text.note").map((node) => ({ text: node.textContent!, box: boxOf(node) })),
      bars: all(".bar.fault, .bar.suspect").map(boxOf),
      limits: all(".panel").map((panel) => ({
        label: panel.querySelector(".label")!.textContent!,
        limit: panel.querySelector(".limit-text")?.textContent ?? "",
        y: [...panel.querySelectorAll("line.limit")].map((line) => number(line, "y1")),
        ticks: [...panel.querySelectorAll("text.tick")]
          .map((tick) => ({ text: tick.textContent!, y: number(tick, "y") - 3.5 })),
      })),
    };
  });
}

/** The buttons of the toolbar that are pressed. */
const pressed = (page: Page) =>
  page.locator('.toolbar button[aria-pressed="true"]').evaluateAll((found) =>
    found.map((button) => button.textContent ?? "")
  );

/** What a look at an episode's page shows: values under the pointer, zoom in all its ways, the slider by keyboard. */
async function lookAtTimeline(context: BrowserContext) {
  const page = await open(context, "timeline.html");
  const drawing = page.locator(".course-drawing");
  await drawing.waitFor();
  const box = (await drawing.boundingBox())!;
  const at = (share: number) => box.x + 76 + (box.width - 90) * share;
  const opened = await part(page);
  const places = await placesOn(page);

  const hovered = [];
  for (const share of [0.1, 0.3, 0.55, 0.9]) {
    await page.mouse.move(at(share), box.y + 220);
    const text = await page.locator(".tip-head").innerText();
    const rows = await page.locator(".tip tbody tr").evaluateAll((found) =>
      found.map((row) => [...row.children].map((cell) => cell.textContent ?? ""))
    );
    hovered.push({ step: Number(text.match(/step (\d+)/)![1]), rows });
  }
  await page.screenshot({ path: `${folder}/hover.png`, fullPage: true });
  await page.mouse.move(5, 5);
  const tipGone = await page.locator(".tip").isHidden();

  await page.getByRole("button", { name: "show the whole episode" }).click();
  const whole = await part(page);
  const pressedOfWhole = await pressed(page);
  await page.mouse.move(at(0.25), box.y + 220);
  await page.mouse.down();
  await page.mouse.move(at(0.4), box.y + 220, { steps: 4 });
  await page.mouse.move(at(0.5), box.y + 220, { steps: 4 });
  await page.mouse.up();
  const dragged = await part(page);
  await page.mouse.dblclick(at(0.5), box.y + 220);
  const back = await part(page);
  await page.mouse.wheel(0, -200);
  await page.waitForTimeout(100);
  const scrolled = await part(page);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -200);
  await page.locator(`.window:not([aria-valuetext="${scrolled}"])`).waitFor();
  await page.keyboard.up("Control");
  const wheeled = await part(page);
  const strip = (await page.locator(".window").boundingBox())!;
  await page.mouse.move(strip.x + strip.width / 2, strip.y + 20);
  await page.mouse.down();
  await page.mouse.move(strip.x + strip.width / 2 - 100, strip.y + 20, { steps: 4 });
  await page.mouse.up();
  const moved = await part(page);
  await page.locator(".window").press("End");
  const keyed = await part(page);
  const pressedOfPart = await pressed(page);
  await page.getByRole("button", { name: "show the incident" }).click();
  const pressedOfIncident = await pressed(page);

  const slider = page.getByRole("slider", { name: "Step" });
  // The double press has gone to a step before the incident.
  await page.getByRole("button", { name: "to where something happens next" }).click();
  const steps = [];
  for (const key of ["", "ArrowRight", "ArrowRight", "PageUp", "PageUp", "End", "Home"]) {
    if (key !== "") await slider.press(key);
    steps.push({
      value: Number(await slider.inputValue()),
      said: await slider.getAttribute("aria-valuetext"),
      words: await words(page),
      suspect: await page.locator(".node.suspect .service").allTextContents(),
      atFault: await page.locator(".node.at-fault .service").allTextContents(),
      blame: await page.locator(".node .blame").allTextContents(),
    });
  }
  await page.getByRole("button", { name: "show the incident" }).click();
  await page.getByRole("button", { name: "lines of db" }).click();
  const lines = await page.locator(".panel").first().locator(".line").count();

  const themes = [await theme(page)];
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator('.figure[data-theme="dark"]').waitFor();
  themes.push(await theme(page));
  await page.evaluate("document.body.setAttribute('data-jp-theme-light', 'true')");
  await page.locator('.figure[data-theme="light"]').waitFor();
  themes.push(await theme(page));
  const overflows = [];
  for (const width of [1400, 1000, 600]) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(100);
    overflows.push(
      await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"),
    );
    await page.screenshot({ path: `${folder}/timeline-${width}.png`, fullPage: true });
  }
  await page.close();
  return {
    opened,
    places,
    pressed: [pressedOfWhole, pressedOfPart, pressedOfIncident],
    hovered,
    tipGone,
    whole,
    dragged,
    back,
    scrolled,
    wheeled,
    moved,
    keyed,
    steps,
    lines,
    themes,
    overflows,
  };
}

/** Two figures on one page, put there as JupyterLab and as VS Code do, the first before it is in the document. */
async function lookAtTwo(context: BrowserContext) {
  const page = await open(context, "blank.html");
  const fragments = JSON.parse(await Deno.readTextFile(`${folder}/fragments.json`)) as string[];
  await page.evaluate(([first, second]) => {
    const lab = document.createElement("div");
    lab.innerHTML = first!;
    for (const script of lab.querySelectorAll("script")) {
      const copy = document.createElement("script");
      for (const { name, value } of script.attributes) copy.setAttribute(name, value);
      copy.textContent = script.textContent;
      script.replaceWith(copy);
    }
    document.body.append(lab);
    const code = document.createElement("div");
    document.body.append(code);
    code.innerHTML = second!;
    for (const script of [...code.getElementsByTagName("script")]) {
      const copy = document.createElement("script");
      copy.text = script.textContent ?? "";
      if (script.type !== "") copy.setAttribute("type", script.type);
      code.appendChild(copy).parentNode!.removeChild(copy);
    }
  }, fragments);
  await page.locator(".course-drawing").nth(1).waitFor();
  const before = [await words(page, 1), await part(page, 1)];
  await page.getByRole("slider", { name: "Step" }).first().press("End");
  await page.getByRole("button", { name: "show the whole episode" }).first().click();
  const seen = {
    figures: await page.locator(".figure").count(),
    first: await part(page, 0),
    secondStayed: JSON.stringify(before) === JSON.stringify([await words(page, 1), await part(page, 1)]),
    ids: await page.evaluate("document.querySelectorAll('[id]').length"),
    shortcuts: await page.evaluate("document.activeElement.closest('[data-lm-suppress-shortcuts]') !== null"),
  };
  await page.close();
  return seen;
}

/** The service graph of an episode by its slider, and one of a topology by keys. */
async function lookAtGraphs(context: BrowserContext) {
  const episode = await open(context, "graph.html");
  const blame = async () => await episode.locator(".node .blame").allTextContents();
  await episode.locator(".course-drawing").waitFor();
  const before = await blame();
  await episode.getByRole("slider", { name: "Step" }).press("Home");
  const after = await blame();
  const panels = await episode.locator(".panel").count();
  await episode.close();
  const topology = await open(context, "topology.html");
  await topology.locator(".node").first().focus();
  const facts = [await topology.locator(".facts").innerText()];
  await topology.keyboard.press("ArrowRight");
  facts.push(await topology.locator(".facts").innerText());
  await topology.close();
  return { before, after, panels, facts };
}

/** What is there where scripts don't run. */
async function lookWithoutScripts(context: BrowserContext) {
  const page = await open(context, "timeline.html");
  const picture = page.locator("[data-aiops-figure] img");
  await picture.waitFor();
  const { width, height } = (await picture.boundingBox())!;
  return { width, height, alt: await picture.getAttribute("alt") };
}

const browser = await startBrowser(findBrowser(undefined));
try {
  const viewport = { width: 1200, height: 900 };
  const context = await browser.newContext({ viewport, colorScheme: "light" });
  const still = await browser.newContext({ viewport, javaScriptEnabled: false });
  const seen = {
    timeline: await lookAtTimeline(context),
    two: await lookAtTwo(context),
    graphs: await lookAtGraphs(context),
    still: await lookWithoutScripts(still),
  };
  console.log(JSON.stringify({ errors, requests, ...seen }));
} finally {
  await browser.close();
}
Deno.exit(0);
