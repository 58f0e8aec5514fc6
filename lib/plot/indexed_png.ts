import { zlibSync } from "fflate";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const MAX_COLOURS = 256;
/** Colour type 3 of a PNG: each pixel is a place in a palette. */
const INDEXED = 3;

/** Pixels of an opaque image, four bytes each: red, green, blue, alpha. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/**
 * An opaque image as a PNG with a palette of its 256 most frequent colours, about a third of the size of one with full colours: in pictures rarer
 * ones are only mixtures at the edges of lines, which turn into their nearest neighbours. Compressed by code in JavaScript, so that every machine
 * gives the same bytes.
 */
export function indexedPng({ width, height, pixels }: Image): Uint8Array {
  const colours = new Uint32Array(width * height);
  const counts = new Map<number, number>();
  for (let i = 0, last = -1, run = 0; i <= colours.length; i++) {
    const colour = i === colours.length
      ? -1
      : pixels[4 * i]! << 16 | pixels[4 * i + 1]! << 8 | pixels[4 * i + 2]!;
    if (colour !== last) {
      if (run > 0) counts.set(last, (counts.get(last) ?? 0) + run);
      last = colour;
      run = 0;
    }
    run++;
    if (i < colours.length) colours[i] = colour;
  }
  const byFrequency = [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([colour]) => colour);
  const palette = byFrequency.slice(0, MAX_COLOURS);
  const places = new Map(
    byFrequency.map((colour, i) => [colour, i < MAX_COLOURS ? i : nearest(colour, palette)]),
  );
  // Each row begins with the number of its filter: none.
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 1; x <= width; x++) rows[y * (width + 1) + x] = places.get(colours[i++]!)!;
  }
  return joined([
    new Uint8Array(SIGNATURE),
    chunk("IHDR", [...bigEndian(width), ...bigEndian(height), 8, INDEXED, 0, 0, 0]),
    chunk("PLTE", palette.flatMap((colour) => bigEndian(colour).slice(1))),
    chunk("IDAT", zlibSync(rows, { level: 6 })),
    chunk("IEND", []),
  ]);
}

/** The place of the palette's colour that is nearest, by the square of the distance. */
function nearest(colour: number, palette: readonly number[]): number {
  const channel = (of: number, shift: number) => of >> shift & 255;
  let [best, least] = [0, Infinity];
  palette.forEach((other, place) => {
    const distance = [0, 8, 16].reduce(
      (sum, shift) => sum + (channel(colour, shift) - channel(other, shift)) ** 2,
      0,
    );
    if (distance < least) [best, least] = [place, distance];
  });
  return best;
}

function chunk(type: string, data: ArrayLike<number>): Uint8Array {
  const named = joined([new TextEncoder().encode(type), Uint8Array.from(data)]);
  return joined([bigEndian(data.length), named, bigEndian(crc32(named))]);
}

function bigEndian(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => value >>> shift & 255);
}

function joined(parts: readonly ArrayLike<number>[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The checksum of a chunk (PNG specification, annex D). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crc >>> 8 ^ CRC_TABLE[(crc ^ byte) & 255]!;
  return (crc ^ 0xffffffff) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? byte >>> 1 ^ 0xedb88320 : byte >>> 1;
  return byte;
});
