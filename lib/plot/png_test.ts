import { UsageError } from "../model/mod.ts";
import { deepStrictEqual, notDeepStrictEqual, rejects } from "node:assert";
import { toPng } from "./png.ts";

const drawing = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30" style="font-family: system-ui, sans-serif">
  <rect width="60" height="30" fill="#fff"/><text x="9" y="20">${text}</text></svg>`;

/** Width and height as a PNG's header tells them. */
function sizeOf(png: Uint8Array): number[] {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

Deno.test("toPng() gives the same PNG each time, at twice the picture's size", async () => {
  const png = await toPng(drawing("a"));
  deepStrictEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  deepStrictEqual(sizeOf(png), [120, 60]);
  deepStrictEqual(await toPng(drawing("a")), png);
  deepStrictEqual(sizeOf(await toPng(drawing("a"), { scale: 3 })), [180, 90]);
});

Deno.test("toPng() has a glyph for every sign that the pictures write", async () => {
  const missing = await toPng(drawing("\u{10FFFD}"));
  for (const sign of "→←–—■▂┄≤≥±×·…%ΔσαβΩ●○▲◆") {
    notDeepStrictEqual(await toPng(drawing(sign)), missing, `${sign} has no glyph`);
    notDeepStrictEqual(await toPng(drawing(sign)), await toPng(drawing("")), `${sign} is not drawn`);
  }
});

Deno.test("toPng() refuses a scale that is not above 0", async () => {
  for (const scale of [0, -1, NaN, 100]) await rejects(() => toPng(drawing("a"), { scale }), UsageError);
});
