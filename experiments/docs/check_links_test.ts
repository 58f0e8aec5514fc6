import { deepStrictEqual } from "node:assert";
import { brokenLinks } from "./check_links.ts";

Deno.test("brokenLinks() finds pages, anchors, pictures and paths of a machine that are not in the site", () => {
  const page = (body: string) => `<html><body>${body}</body></html>`;
  const site = new Map<string, string>([
    [
      "index.html",
      page(
        '<a href="a/b.html#there">x</a><a href="a/b.html#gone">x</a><a href="#here">x</a><p id="here">' +
          '<img src="pic.svg"><img src="a/gone.png"><a href="https://example.org/x">x</a>' +
          '<a href="file:&#x2F;&#x2F;&#x2F;home">x</a><a href="/root.html">x</a><img src="data:image/png;base64,AA">',
      ),
    ],
    [
      "a/b.html",
      page('<h2 id="there"><a href="../index.html">x</a><a href="../a/c.html">x</a><a href="~/X.html">x</a>'),
    ],
    ["a/~/X.html", page("")],
    ["pic.svg", "<svg/>"],
    ["style.css", 'a { b: url( href="gone.css") }'],
  ]);
  deepStrictEqual(brokenLinks(site), [
    "index.html links to a/b.html#gone",
    "index.html links to a/gone.png",
    "index.html links to file:///home",
    "index.html links to /root.html",
    "a/b.html links to ../a/c.html",
  ]);
});
