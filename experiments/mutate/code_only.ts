/** Matches what needs no look inside: comments, plain strings, regular expressions. */
const OPAQUE =
  /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|(?<=[(,=:] ?)\/(?![*/])(?:\\.|[^/\\\n])+\/[a-z]*/y;

/** Code in which a mistake says nothing: types, imports, the text of an error, the size of an array that is filled later. */
const QUIET = [
  /^(?:import|export type|type|export \{)[^;]*;/gm,
  /^(?:export )?interface [^]*?^\}/gm,
  /\bthrow new \w+\([^;]*\);/g,
  /(?<=\bnew \w+Array\()[^()\n]+(?=\))/g,
];

const blank = (text: string) => text.replace(/[^\n]/g, " ");

/** The end of a template literal that starts at `start`, and its text with everything but the code in `${}` blanked out. */
function template(source: string, start: number): { end: number; text: string } {
  let text = " ";
  let at = start + 1;
  while (at < source.length && source[at] !== "`") {
    if (source.startsWith("${", at)) {
      const inner = code(source, at + 2, "}");
      text += `  ${inner.text} `;
      at = inner.end + 1;
    } else {
      const length = source[at] === "\\" ? 2 : 1;
      text += blank(source.slice(at, at + length));
      at += length;
    }
  }
  return { end: at + 1, text: `${text} ` };
}

/** The code from `start` to the brace that closes it, or to the end. */
function code(source: string, start: number, closing?: "}"): { end: number; text: string } {
  let text = "";
  let depth = 0;
  let at = start;
  while (at < source.length) {
    OPAQUE.lastIndex = at;
    const opaque = OPAQUE.exec(source)?.[0];
    if (opaque !== undefined) {
      text += blank(opaque);
      at += opaque.length;
    } else if (source[at] === "`") {
      const inner = template(source, at);
      text += inner.text;
      at = inner.end;
    } else {
      if (source[at] === closing && depth === 0) break;
      if (source[at] === "{") depth++;
      if (source[at] === "}") depth--;
      text += source[at++];
    }
  }
  return { end: at, text };
}

/** The source with everything blanked out that is no code or in which a mistake says nothing: all places keep their offsets. */
export function codeOnly(source: string): string {
  return QUIET.reduce((text, pattern) => text.replace(pattern, blank), code(source, 0).text);
}
