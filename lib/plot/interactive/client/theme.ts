/** Whether the page around an element is dark: by what JupyterLab or VS Code says of it, by its background, or by the reader's setting. */
export function isDarkPage(host: Element): boolean {
  const body = document.body;
  const lab = body.getAttribute("data-jp-theme-light");
  if (lab !== null) return lab === "false";
  const code = body.getAttribute("data-vscode-theme-kind");
  if (code !== null) return code.includes("dark") || code === "vscode-high-contrast";
  for (let at: Element | null = host; at !== null; at = parentOf(at)) {
    const brightness = brightnessOf(getComputedStyle(at).backgroundColor);
    if (brightness !== undefined) return brightness < 0.5;
  }
  return getComputedStyle(document.documentElement).colorScheme.includes("dark") &&
    matchMedia("(prefers-color-scheme: dark)").matches;
}

export function parentOf(element: Element): Element | null {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

/** How bright a colour is, 0 to 1; nothing where one can look through it. */
export function brightnessOf(colour: string): number | undefined {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? ["0", "0", "0", "0"]).map(
    Number,
  );
  return alpha < 0.5 ? undefined : (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

/** Keeps the theme of a figure that of the page. */
export function followTheme(host: Element, figure: HTMLElement): void {
  const follow = () => void (figure.dataset.theme = isDarkPage(host) ? "dark" : "light");
  follow();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow);
  const observer = new MutationObserver(follow);
  for (const watched of [document.documentElement, document.body]) {
    observer.observe(watched, { attributes: true });
  }
}
