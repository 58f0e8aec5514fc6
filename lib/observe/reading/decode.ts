/** A text with the encoding that its bytes were read in. */
export interface DecodedText {
  readonly text: string;
  /** As in the Encoding Standard: utf-8, utf-16le, utf-16be or windows-1252; or utf-32le or utf-32be. */
  readonly encoding: string;
}

/** Bytes that are looked at for the zero bytes of UTF-16 without a mark. */
const SAMPLE_BYTES = 1000;

/**
 * Decodes a file by its byte order mark; without one as UTF-32 if every four bytes are a character, as UTF-16 if every second byte is 0, as UTF-8 if it is valid UTF-8, else as
 * Windows-1252, which older spreadsheets write.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { decodeText } from "./decode.ts";
 * deepStrictEqual(decodeText(Uint8Array.of(0xff, 0xfe, 0x61, 0)), { text: "a", encoding: "utf-16le" });
 * ```
 */
export function decodeText(bytes: Uint8Array<ArrayBuffer>): DecodedText {
  const wide = wideOrderOf(bytes);
  if (wide !== undefined) return { text: fromUtf32(bytes, wide), encoding: `utf-32${wide}` };
  const encoding = encodingOf(bytes);
  if (encoding !== undefined) return { text: new TextDecoder(encoding).decode(bytes), encoding };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8" };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252" };
  }
}

/** The order of the bytes of UTF-32; undefined for any other encoding. */
function wideOrderOf(bytes: Uint8Array): "le" | "be" | undefined {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (sample.length < 8) return undefined;
  const at = (remainder: number) => sample.filter((_, i) => i % 4 === remainder);
  const zeros = (remainder: number) => at(remainder).every((byte) => byte === 0);
  // Beyond the first plane, whose third byte is 0, there are only rare characters.
  if (zeros(2) && zeros(3) && at(0).some((byte) => byte !== 0)) return "le";
  return zeros(0) && zeros(1) && at(3).some((byte) => byte !== 0) ? "be" : undefined;
}

function fromUtf32(bytes: Uint8Array<ArrayBuffer>, order: "le" | "be"): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at, order === "le");
    parts.push(point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd");
  }
  return parts.join("").replace(/^\ufeff/, "");
}

/** The encoding that the first bytes tell; undefined for one byte a letter. */
function encodingOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zeros = [0, 0];
  sample.forEach((byte, i) => zeros[i % 2]! += Number(byte === 0));
  const most = sample.length / 4;
  if (sample.length < 4 || Math.max(...zeros) <= most) return undefined;
  return zeros[1]! > zeros[0]! ? "utf-16le" : "utf-16be";
}
