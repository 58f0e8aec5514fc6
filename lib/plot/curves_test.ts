import { UsageError } from "../model/mod.ts";
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { plotCurves } from "./curves.ts";
import { toSvg } from "./parts/svg.ts";

const options = { title: "A finding", x: { label: "episodes" }, y: { label: "power (%)" } };
const rows = [
  { series: "low", x: 2, y: 1 },
  { series: "low", x: 1, y: 0 },
  { series: "high", x: 1, y: 5 },
  { series: "high", x: 2, y: 6, low: 5, high: 7 },
];

/** The paths of the groups that Plot labels so. */
function pathsOf(svg: string, label: string): string[] {
  return [...svg.matchAll(new RegExp(`<g [^>]*aria-label="${label}"[^>]*>(.*?)</g>`, "gs"))]
    .flatMap(([, marks]) => [...marks!.matchAll(/ d="([^"]*)"/g)].map(([, d]) => d!));
}

Deno.test("plotCurves() draws a line from left to right for each series, and bands where there are limits", () => {
  const svg = toSvg(plotCurves(rows, options));
  const lines = pathsOf(svg, "line");
  strictEqual(lines.length, 2);
  for (const line of lines) {
    const [from, to] = line.slice(1).split("L").map((point) => Number(point.split(",")[0]));
    ok(from! < to!, line);
  }
  for (const text of ["A finding", "episodes", "power (%)"]) ok(svg.includes(`>${text}<`), text);
});

Deno.test("plotCurves() names each line beside its end, the upper one above", () => {
  const texts = [...plotCurves(rows, options).querySelectorAll("text")];
  const heightOf = (name: string) =>
    Number(texts.find(({ textContent }) => textContent === name)!.getAttribute("y"));
  ok(heightOf("high") < heightOf("low"));
});

Deno.test("plotCurves() orders the names of lines that end in one point as the lines came", () => {
  const meet = [[0, 1], [4, 4], [9, 9]].map(([start, _], i) => ({ series: `s${i}`, x: 0, y: start! }));
  const end = meet.map(({ series }) => ({ series, x: 1, y: 5 }));
  const names = [...plotCurves([...meet, ...end], options).querySelectorAll("text")]
    .filter(({ textContent }) => /^s\d$/.test(textContent!))
    .sort((a, b) => Number(a.getAttribute("y")) - Number(b.getAttribute("y")))
    .map(({ textContent }) => textContent);
  deepStrictEqual(names, ["s2", "s1", "s0"]);
});

Deno.test("plotCurves() refuses no rows and gives the same bytes twice", () => {
  throws(() => plotCurves([], options), UsageError);
  strictEqual(toSvg(plotCurves(rows, options)), toSvg(plotCurves(rows, options)));
});
