import { startBrowser } from "../../notebooks/browser.ts";
import { findBrowser } from "../../notebooks/find_browser.ts";

/**
 * Looks at the page of a loop in a browser, in dark and light, and approves what waits with the keyboard alone. It prints what it saw as JSON. `Deno.args`: the
 * page's address, and where pictures go.
 */
const [url, pictures] = Deno.args as [string, string | undefined];

const browser = await startBrowser(findBrowser(undefined));
try {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  const foreign: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on(
    "request",
    (request) => new URL(request.url()).origin === new URL(url).origin || foreign.push(request.url()),
  );
  const backgrounds: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(url);
    await page.locator("#connection", { hasText: /^live$/ }).waitFor();
    backgrounds.push(await page.evaluate("getComputedStyle(document.body).backgroundColor") as string);
    if (pictures) await page.screenshot({ path: `${pictures}/${colorScheme}.png`, fullPage: true });
  }
  const before = (await page.locator("#status").textContent())!;
  await page.locator("#status").filter({ hasNotText: before }).waitFor();
  const sections = await page.evaluate(
    "[...document.querySelectorAll('section')].map((section) => section.id)",
  );
  const drawn = await page.evaluate(
    "[...document.querySelectorAll('svg')].map((svg) => svg.getBoundingClientRect().height > 50)",
  );

  /** Presses Tab until what is focused is asked for. */
  const tabTo = async (condition: string) => {
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(condition)})`)) return;
    }
    throw new Error(`No Tab leads to ${condition}`);
  };
  await tabTo("a.primary");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#confirm");
  const question = await page.textContent("h1");
  await page.keyboard.type("Ann of the browser");
  await page.keyboard.press("Enter");
  await page.locator("h1", { hasText: /^It is/ }).waitFor();
  const answer = await page.textContent("h1");
  const complaints = [...errors];
  await page.goBack();
  const again = await page.textContent("h1");
  await page.goto(url);
  await page.locator("#timeline", { hasText: "Ann of the browser" }).waitFor();
  await page.setViewportSize({ width: 380, height: 700 });
  const overflows = await page.evaluate(
    "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1",
  );
  console.log(
    JSON.stringify({
      errors: complaints,
      again,
      foreign,
      backgrounds,
      sections,
      drawn,
      question,
      answer,
      overflows,
    }),
  );
} finally {
  await browser.close();
}
Deno.exit(0);
