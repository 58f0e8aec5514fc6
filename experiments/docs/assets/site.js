// What a page can do: light or dark, the navigation on small screens, copying code, and the search.
(() => {
  const page = document.documentElement;
  const root = page.dataset.root;

  document.getElementById("theme").addEventListener("click", () => {
    const dark = page.classList.toggle("dark");
    try {
      localStorage.setItem("theme", dark ? "dark" : "light");
    } catch {
      // Without storage the choice holds for this page.
    }
  });

  const menu = document.getElementById("menu");
  menu.addEventListener("click", () => {
    const open = document.body.classList.toggle("menu-open");
    menu.setAttribute("aria-expanded", String(open));
  });
  document.querySelector("main").addEventListener("click", () => document.body.classList.remove("menu-open"));

  document.querySelector('nav [aria-current="page"]')?.scrollIntoView({ block: "nearest" });

  for (const pre of document.querySelectorAll("main pre:not(.output)")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(pre.querySelector("code").textContent.trimEnd());
      button.textContent = "copied";
      setTimeout(() => button.textContent = "copy", 1500);
    });
    pre.append(button);
  }

  // The search: its index is made of the entries when it is first used.
  const input = document.getElementById("search");
  const results = document.getElementById("results");
  const MOST_RESULTS = 12;
  let index;
  let chosen = -1;

  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${root}assets/${name}`;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  function prepare() {
    index ??= Promise.all(["minisearch.js", "search.js", "search-entries.js"].map(load))
      .then(() => globalThis.createSearch(globalThis.MiniSearch, globalThis.SEARCH_ENTRIES));
    return index;
  }

  function show(found, text) {
    chosen = -1;
    results.replaceChildren(
      ...found.slice(0, MOST_RESULTS).map(({ title, where, url }) => {
        const link = document.createElement("a");
        link.href = root + url;
        const name = document.createElement("span");
        name.className = "title";
        name.textContent = title;
        const place = document.createElement("span");
        place.className = "where";
        place.textContent = where;
        link.append(name, place);
        return link;
      }),
    );
    if (found.length === 0) {
      const none = document.createElement("p");
      none.textContent = `Nothing about “${text}”`;
      results.append(none);
    }
    results.hidden = false;
  }

  async function search() {
    const text = input.value.trim();
    if (text === "") {
      results.hidden = true;
      return;
    }
    const find = await prepare();
    if (input.value.trim() === text) show(find(text), text);
  }

  input.addEventListener("focus", prepare);
  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    const links = [...results.querySelectorAll("a")];
    if (event.key === "Escape") {
      results.hidden = true;
      input.blur();
    } else if (event.key === "Enter") {
      links[Math.max(0, chosen)]?.click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      chosen = Math.min(links.length - 1, Math.max(0, chosen + step));
      links.forEach((link, i) => link.classList.toggle("chosen", i === chosen));
      links[chosen]?.scrollIntoView({ block: "nearest" });
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) results.hidden = true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(?:INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      input.focus();
    }
  });
})();
