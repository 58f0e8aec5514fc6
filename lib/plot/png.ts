import { z } from "zod";
import { anyNumber } from "../model/argument_schemas.ts";
import { checkOptions } from "../model/check_options.ts";
import { UsageError } from "../model/mod.ts";
// A package without code: only a static import adds it to the module graph, and so to the cache of Deno.
import fonts from "dejavu-fonts-ttf/package.json" with { type: "json" };
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { type Image, indexedPng } from "./indexed_png.ts";
import { type Picture, picture as pictureSchema, toSvg } from "./parts/svg.ts";

const ARGUMENTS = z.object({
  picture: z.union([z.string().regex(/<svg/, "a picture or the text of one"), pictureSchema]),
  options: z.strictObject({ scale: anyNumber.optional() }),
});

const FILES = {
  wasm: import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm"),
  regular: import.meta.resolve(`${fonts.name}/ttf/DejaVuSans.ttf`),
  bold: import.meta.resolve(`${fonts.name}/ttf/DejaVuSans-Bold.ttf`),
};

let fontBuffers: Promise<Uint8Array[]> | undefined;

/**
 * Renders a picture as a `.png` file, with the DejaVu fonts only, so that every machine gives the same bytes. The first
 * call reads three files from the cache of Deno.
 *
 * @param picture or the text of an SVG
 * @param options.scale pixels per unit of the picture, above 0 and at most 16, default 2
 * @throws {UsageError} for another scale
 */
export async function toPng(
  picture: Picture | string,
  options: {
    /** Pixels per unit of the picture, above 0 and at most 16. Default 2. */
    readonly scale?: number;
  } = {},
): Promise<Uint8Array> {
  checkOptions("toPng", ARGUMENTS, { picture, options });
  const { scale = 2 } = options;
  if (!(scale > 0 && scale <= 16)) throw new UsageError(`A scale is above 0 and at most 16, found ${scale}`);
  return await rendered(picture, scale, (image) => image.asPng());
}

/** Pixels per unit of the pictures that notebooks keep: sharp on screens of two pixels per point. */
const DISPLAY_SCALE = 2;

/**
 * A picture as notebooks keep it: at twice its size, with a palette, so that files stay small. The same bytes on every machine.
 *
 * @param picture with an opaque background
 */
export async function toDisplayPng(picture: Picture | string): Promise<Uint8Array> {
  return await rendered(picture, DISPLAY_SCALE, indexedPng);
}

/** Draws pixels and hands them out while they are in the renderer's memory. */
async function rendered<T>(
  picture: Picture | string,
  scale: number,
  use: (image: Image & { asPng(): Uint8Array }) => T,
): Promise<T> {
  const family = "DejaVu Sans";
  fontBuffers ??= prepare();
  const renderer = new Resvg(typeof picture === "string" ? picture : toSvg(picture), {
    fitTo: { mode: "zoom", value: scale },
    font: { fontBuffers: await fontBuffers, defaultFontFamily: family, sansSerifFamily: family },
  });
  const image = renderer.render();
  try {
    return use(image);
  } finally {
    image.free();
    renderer.free();
  }
}

/** Initialises the renderer, which is possible only once, and reads the fonts. */
async function prepare(): Promise<Uint8Array[]> {
  const [wasm, ...fonts] = await Promise.all(
    [FILES.wasm, FILES.regular, FILES.bold].map((url) => Deno.readFile(new URL(url))),
  );
  await initWasm(wasm!);
  return fonts;
}
