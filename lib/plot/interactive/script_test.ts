import { deepStrictEqual, doesNotMatch, match, ok } from "node:assert";
import { pageScript } from "./script.ts";

const FOLDER = "lib/plot/interactive/client";
const sources = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => name.endsWith(".ts") && !name.endsWith("_test.ts"))
  .map((name) => ({ name, text: Deno.readTextFileSync(`${FOLDER}/${name}`) }));

/** What a module of the page has at its top level that can't be in its text, or isn't. */
function strayParts({ name, text }: { name: string; text: string }, script: string): string[] {
  const values = [...text.matchAll(/^(?:export )?(?:const|let|var|class|enum) +(\w+)/gm)].map(([, part]) =>
    part!
  );
  const functions = [...text.matchAll(/^(?:export )?(?:async )?function +(\w+)/gm)].map(([, part]) => part!);
  const imported = [...text.matchAll(/^import (?!type\b)[^;]*? from "([^"]+)"/gm)].map(([, from]) => from!);
  return [
    ...values.map((part) => `${name} has ${part}, which is no function`),
    ...functions.filter((part) => !script.includes(`function ${part}(`)).map((part) =>
      `${name}: ${part} is not in the page`
    ),
    ...imported.filter((from) => !/^\.\/\w+\.ts$/.test(from)).map((from) => `${name} imports ${from}`),
  ];
}

Deno.test("the program of a page has every function of its modules, and they need nothing else", () => {
  ok(sources.length > 10);
  const script = pageScript("");
  deepStrictEqual(sources.flatMap((source) => strayParts(source, script)), []);
  const names = sources.flatMap(({ text }) =>
    [...text.matchAll(/^export function (\w+)/gm)].map(([, name]) => name!)
  );
  deepStrictEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
});

Deno.test("the check of the page's modules finds what is planted", () => {
  const text =
    `import { a } from "../a.ts";\nimport type { B } from "../b.ts";\nconst c = 1;\nfunction d() {}\n`;
  deepStrictEqual(strayParts({ name: "x.ts", text }, ""), [
    "x.ts has c, which is no function",
    "x.ts: d is not in the page",
    "x.ts imports ../a.ts",
  ]);
});

Deno.test("the program of a page is JavaScript, and can't end the element that it stands in", () => {
  const script = pageScript("a { color: red }");
  new Function(script);
  match(script, /mountFigures\("a \{ color: red \}"\)/);
  doesNotMatch(script, /<\/script|<!--/i);
  doesNotMatch(script, /\bfetch\(|XMLHttpRequest|https?:\/\/(?!www\.w3\.org\/2000\/svg")/);
});
