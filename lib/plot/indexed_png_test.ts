import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { crc32, inflateSync } from "node:zlib";
import { indexedPng } from "./indexed_png.ts";
import { toDisplayPng, toPng } from "./png.ts";

/** The chunks of a PNG by type, each held against its checksum. */
function chunksOf(png: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(png.buffer, png.byteOffset);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    const named = png.subarray(at + 4, at + 8 + length);
    strictEqual(view.getUint32(at + 8 + length), crc32(named));
    chunks.set(new TextDecoder().decode(named.subarray(0, 4)), named.subarray(4));
    at += 12 + length;
  }
  return chunks;
}

/** Red, green and blue of each pixel of an indexed PNG. */
function coloursOf(png: Uint8Array, { width, height }: { width: number; height: number }): number[][] {
  const chunks = chunksOf(png);
  const [rows, palette] = [inflateSync(chunks.get("IDAT")!), chunks.get("PLTE")!];
  return Array.from({ length: width * height }, (_, i) => {
    const place = rows[Math.floor(i / width) * (width + 1) + 1 + i % width]!;
    return [...palette.subarray(3 * place, 3 * place + 3)];
  });
}

Deno.test("indexedPng() keeps every pixel of an image of up to 256 colours", () => {
  const colours = Array.from({ length: 256 }, (_, i) => [i, 255 - i, i * 7 % 256]);
  const pixels = Uint8Array.from(colours.flatMap((colour) => [...colour, 255]));
  deepStrictEqual(coloursOf(indexedPng({ width: 64, height: 4, pixels }), { width: 64, height: 4 }), colours);
});

Deno.test("indexedPng() turns the rarest colour beyond 256 into its nearest neighbour", () => {
  const grey = Array.from({ length: 256 }, (_, i) => [i, i, i]);
  const colours = [...grey, ...grey, [100, 101, 100]];
  const pixels = Uint8Array.from(colours.flatMap((colour) => [...colour, 255]));
  const size = { width: 513, height: 1 };
  deepStrictEqual(coloursOf(indexedPng({ ...size, pixels }), size), [...grey, ...grey, [100, 100, 100]]);
});

Deno.test("toDisplayPng() draws the light picture at twice its size, smaller than toPng() and each time alike", async () => {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30">
    <style>@media (prefers-color-scheme: dark) { [fill="#ffffff"] { fill: #000000 } }</style>
    <rect width="60" height="30" fill="#ffffff"/><text x="9" y="20">alarm</text></svg>`;
  const png = await toDisplayPng(drawing);
  const header = new DataView(chunksOf(png).get("IHDR")!.slice().buffer);
  const size = { width: header.getUint32(0), height: header.getUint32(4) };
  deepStrictEqual(size, { width: 120, height: 60 });
  deepStrictEqual(coloursOf(png, size)[0], [255, 255, 255]);
  ok(png.length < (await toPng(drawing)).length);
  deepStrictEqual(await toDisplayPng(drawing), png);
});
