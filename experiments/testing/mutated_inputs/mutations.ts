import type { Stream } from "../../../lib/random/mod.ts";

/** Characters that damage puts in: none that makes another number or another word of one. */
const ODD_CHARACTERS = [
  '"',
  "'",
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  ";",
  "\\",
  "\u0000",
  "\ufffd",
  "\u001b",
  " ",
  "\n",
  "#",
  "<",
];
/** Bytes that aren't letters or digits in any encoding. */
const ODD_BYTES = [0x00, 0x01, 0x1b, 0x80, 0x93, 0xa0, 0xc3, 0xe9, 0xff];

/** What stands at a place: a number or a word must not become another one, or the truth would be another one. */
const isPart = (character: string | undefined) => character !== undefined && /[\p{L}\d.+-]/u.test(character);

type TextMutation = (text: string, stream: Stream) => string;

/** Damages of the text, by name. */
export const TEXT_MUTATIONS: Readonly<Record<string, TextMutation>> = {
  "none": (text) => text,
  "inserted": (text, stream) => {
    const at = stream.integer(text.length + 1);
    return text.slice(0, at) + stream.pick(ODD_CHARACTERS) + text.slice(at);
  },
  "removed": (text, stream) => {
    const at = placeOf(text, stream, (at) => !isPart(text[at]));
    return text.slice(0, at) + text.slice(at + 1);
  },
  "replaced": (text, stream) => {
    const at = placeOf(text, stream, (at) => !isPart(text[at]));
    return text.slice(0, at) + stream.pick(ODD_CHARACTERS) + text.slice(at + 1);
  },
  "swapped": (text, stream) => {
    const at = placeOf(text, stream, (at) => !isPart(text[at]) && !isPart(text[at + 1]));
    return text.slice(0, at) + (text[at + 1] ?? "") + text[at] + text.slice(at + 2);
  },
  "a letter more in a name": (text, stream) => {
    const at = placeOf(
      text,
      stream,
      (at) =>
        /[a-z]/.test(text[at]!) && /[a-z"]/.test(text[at + 1] ?? "") && /[a-z"_]/i.test(text[at - 1] ?? ""),
    );
    return text.slice(0, at) + "q" + text.slice(at);
  },
  "cut": (text, stream) =>
    text.slice(0, placeOf(text, stream, (at) => !(isPart(text[at]) && isPart(text[at - 1])))),
  "without its beginning": (text, stream) =>
    text.slice(placeOf(text, stream, (at) => !(isPart(text[at]) && isPart(text[at - 1])))),
  "a line twice": (text, stream) =>
    inLines(text, stream, (lines, at) => void lines.splice(at, 0, lines[at]!)),
  "a line lost": (text, stream) => inLines(text, stream, (lines, at) => void lines.splice(at, 1)),
  "lines in another order": (text, stream) =>
    inLines(text, stream, (lines, at) => {
      const other = Math.max(1, stream.integer(lines.length));
      [lines[at], lines[other]] = [lines[other]!, lines[at]!];
    }),
  "a line of another text": (text, stream) =>
    inLines(text, stream, (lines, at) => void lines.splice(at, 0, "-- 3 rows --")),
  "an empty line": (text, stream) => inLines(text, stream, (lines, at) => void lines.splice(at, 0, "")),
  "lines that end as on Windows": (text) => text.replaceAll("\n", "\r\n"),
  "everything twice": (text) => `${text}\n${text}`,
};

/** A place that is allowed, of 50 that are tried; else the end. */
function placeOf(text: string, stream: Stream, allowed: (at: number) => boolean): number {
  for (let i = 0; i < 50; i++) {
    const at = stream.integer(Math.max(1, text.length));
    if (allowed(at)) return at;
  }
  return text.length;
}

/** Changes lines behind the first one, if there are any. */
function inLines(text: string, stream: Stream, change: (lines: string[], at: number) => void): string {
  const lines = text.split("\n");
  if (lines.length < 3) return text;
  change(lines, 1 + stream.integer(lines.length - 2));
  return lines.join("\n");
}

const utf16 = (text: string, littleEndian: boolean): Uint8Array<ArrayBuffer> => {
  const view = new DataView(new ArrayBuffer(2 * text.length + 2));
  view.setUint16(0, 0xfeff, littleEndian);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i + 2, text.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
};

/** The bytes of a text, by encoding. */
export const ENCODINGS: Readonly<
  Record<string, (text: string) => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>>
> = {
  "utf-8": (text) => new TextEncoder().encode(text),
  "utf-8 with a mark": (text) => new TextEncoder().encode(`\ufeff${text}`),
  "utf-16le": (text) => utf16(text, true),
  "utf-16be": (text) => utf16(text, false),
  "gzip": async (text) =>
    new Uint8Array(
      await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
    ),
};

type ByteMutation = (bytes: Uint8Array<ArrayBuffer>, stream: Stream) => Uint8Array<ArrayBuffer>;

/** Damages of the file, by name. */
export const BYTE_MUTATIONS: Readonly<Record<string, ByteMutation>> = {
  "a byte more": (bytes, stream) => {
    const at = stream.integer(bytes.length + 1);
    return Uint8Array.from([...bytes.subarray(0, at), stream.pick(ODD_BYTES), ...bytes.subarray(at)]);
  },
  "noise behind": (bytes, stream) =>
    Uint8Array.from([...bytes, ...Array.from({ length: 40 }, () => stream.pick(ODD_BYTES))]),
  "noise alone": (bytes, stream) =>
    Uint8Array.from({ length: Math.min(bytes.length, 400) }, () => stream.integer(256)),
  "nothing": () => new Uint8Array(0),
};
