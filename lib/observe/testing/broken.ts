import type { Stream } from "../../random/mod.ts";

/** Mutations of a text; each may draw random numbers. */
const MUTATIONS: readonly ((text: string, draw: (n: number) => number) => string)[] = [
  (text, draw) => text.slice(0, draw(text.length)),
  (text, draw) => inBytes(text, (bytes) => bytes[draw(bytes.length)]! ^= 1 << draw(8)),
  (text, draw) => inBytes(text, (bytes) => bytes[draw(bytes.length)] = 0),
  (text, draw) => inBytes(text, (bytes) => bytes[draw(bytes.length)] = 0x80 + draw(128)),
  (text, draw) => inLines(text, (lines) => lines.splice(draw(lines.length), 1)),
  (text, draw) => inLines(text, (lines) => lines.splice(draw(lines.length), 0, lines[draw(lines.length)]!)),
  (text, draw) => inLines(text, (lines) => lines.push(lines.splice(draw(lines.length), 1)[0]!)),
  (text, draw) => inCells(text, draw, (cells, i) => cells.splice(i, 1)),
  (text, draw) => inCells(text, draw, (cells, i) => cells.splice(i, 0, cells[i]!)),
  (text, draw) => inCells(text, draw, (cells, i) => cells[i] = "1e999"),
  (text, draw) => inCells(text, draw, (cells, i) => cells[i] = "-9".repeat(1 + draw(20))),
  (text, draw) => inCells(text, draw, (cells, i) => cells[i] = ["", '"', "inf", "-1", "__proto__"][draw(5)]!),
  (text) => text.replaceAll("\n", "\r\n"),
  () => "",
];

function inBytes(text: string, change: (bytes: Uint8Array) => void): string {
  const bytes = new TextEncoder().encode(text);
  change(bytes);
  return new TextDecoder().decode(bytes);
}

function inLines(text: string, change: (lines: string[]) => void): string {
  const lines = text.split("\n");
  change(lines);
  return lines.join("\n");
}

function inCells(
  text: string,
  draw: (n: number) => number,
  change: (cells: string[], i: number) => void,
): string {
  return inLines(text, (lines) => {
    const at = draw(lines.length);
    const cells = lines[at]!.split(",");
    change(cells, draw(cells.length));
    lines[at] = cells.join(",");
  });
}

/** Texts by path with one of them mutated at random, for fuzz tests of readers. */
export function broken(
  texts: Readonly<Record<string, string>>,
  stream: Stream,
): Record<string, string> {
  const path = stream.pick(Object.keys(texts));
  return { ...texts, [path]: stream.pick(MUTATIONS)(texts[path]!, stream.integer) };
}
