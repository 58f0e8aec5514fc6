import { deepStrictEqual, ok } from "node:assert";
import { posix } from "node:path";

/** Sources by path from the project's root, as `lib/model/mod.ts`. */
type Sources = ReadonlyMap<string, string>;

const FOUNDATION_ROOMS = ["model", "random", "stats"];
/** The rooms from the ground up: a file may import from its own floor's room and from lower ones. */
const FLOORS: readonly (readonly string[])[] = [
  ["model"],
  ["random", "stats"],
  ["otlp", "simulator", "observe"],
  ["detect", "diagnose", "learn"],
  ["decide"],
  ["act"],
  ["agent"],
  ["run"],
  ["report"],
  ["plot"],
  ["bench", "gym", "live"],
  ["serve"],
];
/** Folders with more files than this are hard to take in. */
const MAX_FOLDER_FILES = 25;
/** The rooms of the loop against real systems and of agents from outside: they read the clock and talk to others, and the first writes. */
const IMPURE_ROOMS = ["live", "serve"];
const AGENT_ROOMS = ["observe", "detect", "diagnose", "decide", "act", "learn", "agent"];
const MODEL_PACKAGES = ["fastest-levenshtein", "zod"];

/** What makes a run differ from the last, or leaves something behind. */
const IMPURE = [
  /\bMath(?:\.|\[")random\b/,
  /\{[^}]*\brandom\b[^}]*\} = Math\b/,
  /\bTemporal\b/,
  /\b(?:localStorage|navigator|console|fetch)\b(?=[.(])/,
  /\bDate\.now\b/,
  /\bperformance\.(?:now|mark|measure|timeOrigin)\b/,
  /\bnew Date(?!\w)(?:\(\s*\))?(?!\()/,
  /\bDeno\b(?!\.(?:readTextFile|readFile|readDir|stat|lstat|open|errors|realPath)\w*\b)(?:\.\w+)?/,
  /\bcrypto\.(?:getRandomValues|randomUUID)\b/,
  /\bprocess\.(?:env|hrtime)\b/,
  /"node:(?!assert|path|url)[^"]*"/,
];

/**
 * What the system's mathematical library works out, with a last bit that depends on the processor: `pow` and `tanh` of lib/stats/portable
 * stand in for them. Squares and whole powers of 2, 10 and 16 are exact everywhere.
 */
const UNPORTABLE = [
  /\bMath\.(?:pow|tanh|sinh|cosh)\b/,
  /\b(?!(?:2|10|16) )[\w.\])]+ \*\* (?!2\b)/,
  /\[\]\)] \*\* (?!2\b)/,
  /\*\*=/,
];

/** The one place that touches Math.random: it puts a seeded stream in its stead while a package trains. */
const SWAPS_MATH_RANDOM = "lib/detect/parts/train_npm_forest.ts";

/** The source without its comments; what looks like one within a text stays. */
function withoutComments(source: string): string {
  return source.replace(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\*[^]*?\*\/|(^|\s)\/\/.*$/gm,
    (_, text = "", before = "") => text + before,
  );
}

/** Names by which the project's own files can be imported, with their files. */
const OWN_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(JSON.parse(Deno.readTextFileSync("deno.json")).imports as Record<string, string>)
    .filter(([, path]) => path.startsWith("./"))
    .flatMap(([name, path]): [string, string][] => [
      [name, path.slice(2)],
      [name.replace(/^aiops/, "@aiops/aiops"), path.slice(2)],
    ]),
);

/** What a file imports or exports again: paths from the root, or packages. */
function importsOf(path: string, source: string): string[] {
  const specifiers = withoutComments(source).matchAll(/\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g);
  return [...specifiers].map(([, name]) =>
    name!.startsWith(".") ? posix.join(posix.dirname(path), name!) : OWN_NAMES.get(name!) ?? name!
  );
}

/** Imports that can't be followed, or lead out of the library. */
function strayImports(sources: Sources): string[] {
  return [...sources].flatMap(([path, source]) => {
    const code = withoutComments(source);
    const stray = importsOf(path, source)
      .filter((to) => to.startsWith("experiments/") || /^(?:file|https?|data):/.test(to) || /[%\\]/.test(to))
      .map((to) => `${path} imports ${to}`);
    const hidden = /\bimport\s*\(\s*[^\s"']/.test(code) || /\bnew Worker\b/.test(code);
    const atRoot = /^lib\/[^/]+$/.test(path) && path !== "lib/mod.ts";
    return [
      ...stray,
      ...(hidden ? [`${path} imports what its text doesn't say`] : []),
      ...(atRoot ? [`${path} is in no room`] : []),
    ];
  });
}

/** The room of a file: the folder under `lib/`; "" for `lib/mod.ts` and for packages. */
function roomOf(path: string): string {
  return path.match(/^lib\/([^/]+)\//)?.[1] ?? "";
}

/** All files that a file reaches by imports, however long the way. */
function reachedFrom(path: string, sources: Sources): Set<string> {
  const reached = new Set<string>();
  const open = [path];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of importsOf(at, sources.get(at) ?? "")) {
      if (!reached.has(next)) open.push(next);
      reached.add(next);
    }
  }
  return reached;
}

/** Where files know of rooms that they may not know of. */
function roomViolations(sources: Sources): string[] {
  return [...sources].flatMap(([path, source]) => {
    const room = roomOf(path);
    const direct = importsOf(path, source);
    const rooms = new Set([...reachedFrom(path, sources)].map(roomOf));
    const knowsAgents = AGENT_ROOMS.some((other) => rooms.has(other));
    const found: string[] = [];
    if (
      FOUNDATION_ROOMS.includes(room) &&
      direct.some((to) => to.startsWith("lib/") && ![room, "model"].includes(roomOf(to)))
    ) {
      found.push(`${path} imports from another room`);
    }
    if (room === "model" && direct.some((to) => !to.startsWith("lib/") && !MODEL_PACKAGES.includes(to))) {
      found.push(`${path} imports a package`);
    }
    if (AGENT_ROOMS.includes(room) && rooms.has("simulator")) found.push(`${path} knows the simulator`);
    if (room === "simulator" && knowsAgents) found.push(`${path} knows agents`);
    const joins = direct.some((to) => roomOf(to) === "simulator") &&
      direct.some((to) => AGENT_ROOMS.includes(roomOf(to)));
    if (joins && !["run", "bench", "gym", "live", "serve"].includes(room) && path !== "lib/mod.ts") {
      found.push(`${path} joins simulator and agents`);
    }
    return found;
  });
}

/** Imports that go up a floor, or across one. */
function upwardImports(sources: Sources): string[] {
  const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));
  return [...sources].flatMap(([path, source]) => {
    const room = roomOf(path);
    if (room === "") return [];
    if (floorOf(room) < 0) return [`${path} is in a room without a floor`];
    return importsOf(path, source)
      .filter((to) => roomOf(to) !== "" && roomOf(to) !== room && floorOf(roomOf(to)) >= floorOf(room))
      .map((to) => `${path} imports upwards from ${to}`);
  });
}

/** Files that import themselves by a detour, each circle once, in the order of its imports. */
function circles(sources: Sources): string[] {
  const finished = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      found.push([...trail.slice(start), path].join(" -> "));
      return;
    }
    if (finished.has(path)) return;
    for (const next of importsOf(path, sources.get(path) ?? "")) {
      if (sources.has(next)) visit(next, [...trail, path]);
    }
    finished.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return found;
}

/** Folders with too many files to take in. */
function largeFolders(sources: Sources): string[] {
  const folders = Map.groupBy(sources.keys(), (path) => posix.dirname(path));
  return [...folders].filter(([, files]) => files.length > MAX_FOLDER_FILES).map(([folder]) => folder);
}

/** Files whose numbers may differ in the last bit from one processor to another. */
function unportable(sources: Sources): string[] {
  return [...sources]
    .filter(([path, source]) =>
      !path.endsWith("_test.ts") && UNPORTABLE.some((use) => use.test(withoutComments(source)))
    )
    .map(([path]) => path);
}

/** Where files read the clock, the environment or unseeded randomness, or write. */
function purityViolations(sources: Sources): string[] {
  return [...sources].flatMap(([path, source]) =>
    IMPURE.map((pattern) => withoutComments(source).match(pattern)?.[0])
      .filter((use) => use !== undefined && !(use === "Math.random" && path === SWAPS_MATH_RANDOM))
      .filter((use) => !IMPURE_ROOMS.includes(roomOf(path)) || use === "Math.random")
      .map((use) => `${path} uses ${use}`)
  );
}

/** The names that a cell declares at its top level, those of imports and of destructured constants too. */
function declaredIn(cell: string): string[] {
  const code = withoutComments(cell);
  const plain = code.matchAll(
    /^(?:export )?(?:const|let|var|(?:async )?function\*?|(?:abstract )?class|type|interface|enum) +([\w$]+)/gm,
  );
  const inBraces = code.matchAll(
    /^(?:const|let|var|import(?: type)?)\b[^={]*?[{[]([^=]*?)[}\]]\s*(?:=|from\b)/gm,
  );
  const whole = code.matchAll(/^import (?:type )?(?:\* as )?([\w$]+)/gm);
  const inner = [...inBraces].flatMap(([, names]) =>
    names!.split(",").map((name) => name.replace(/^.*(?: as |:)/s, "").replace(/^\s*type /, "").trim())
  );
  return [...plain, ...whole].map(([, name]) => name!).concat(inner)
    .filter((name) => name !== "" && name !== "type");
}

/** Names that more than one cell declares: the second would stop the kernel, or mean another thing from there on. */
function namesDeclaredTwice(cells: readonly string[]): string[] {
  const names = cells.flatMap((cell) => [...new Set(declaredIn(cell))]);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function librarySources(folder = "lib"): [string, string][] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }): [string, string][] => {
    const path = `${folder}/${name}`;
    if (isDirectory) return librarySources(path);
    return /(?<!_test|_bench)\.ts$/.test(name) ? [[path, Deno.readTextFileSync(path)]] : [];
  });
}

function codeCells(path: string): string[] {
  const { cells } = JSON.parse(Deno.readTextFileSync(path)) as {
    cells: { cell_type: string; source: string | string[] }[];
  };
  return cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => [source].flat().join(""));
}

const library = new Map(librarySources());

Deno.test("no file of the library knows of a room that it may not know of", () => {
  ok(library.size > 50);
  deepStrictEqual(roomViolations(library), []);
});

Deno.test("no import goes up a floor, no files import each other in a circle, no folder is too large to take in", () => {
  deepStrictEqual(strayImports(library), []);
  deepStrictEqual(upwardImports(library), []);
  deepStrictEqual(circles(new Map([...library, ...librarySources("experiments")])), []);
  deepStrictEqual(largeFolders(library), []);
});

Deno.test("each room has a face of its own, alike inside and outside of the project, and the main one is short", () => {
  const { exports, imports } = JSON.parse(Deno.readTextFileSync("deno.json"));
  const faces = Object.entries(exports).map(([name, path]) => [name.replace(/^\./, "aiops"), path]);
  deepStrictEqual(faces, Object.entries(imports).filter(([name]) => name.startsWith("aiops")));
  // Agents come from the face of `run`, which adds the oracle to them.
  const rooms = FLOORS.flat().filter((room) => room !== "agent");
  deepStrictEqual(rooms.filter((room) => exports[`./${room}`] !== `./lib/${room}/mod.ts`), []);
  const names = withoutComments(library.get("lib/mod.ts")!).matchAll(/\{([^}]*)\}/g);
  const count =
    [...names].flatMap(([, list]) => list!.split(",").filter((name) => name.trim() !== "")).length;
  ok(count >= 40 && count <= 55, String(count));
});

Deno.test("no file of the library reads the clock, the environment or unseeded randomness, or writes", () => {
  deepStrictEqual(purityViolations(library), []);
});

Deno.test("no file of the library raises to a power or takes a tanh by what differs between processors", () => {
  deepStrictEqual(unportable(library), []);
  const planted = [
    "Math.pow(2, 3)",
    "Math.tanh(x)",
    "x ** 3",
    "a[1] ** y",
    "f(x) ** -1",
    "x **= 2",
    "12 ** y",
  ];
  for (const use of planted) deepStrictEqual(unportable(new Map([["lib/x.ts", use]])), ["lib/x.ts"], use);
  const portable = "x ** 2; a[1] ** 2; f(x) ** 2; 2 ** n; 10 ** -3; pow(x, 3); Math.tan(x); // x ** 3";
  deepStrictEqual(unportable(new Map([["lib/x.ts", portable]])), []);
});

for (const { name } of Deno.readDirSync("notebooks")) {
  if (!name.endsWith(".ipynb")) continue;
  Deno.test(`no two cells of ${name} declare the same name`, () => {
    deepStrictEqual(namesDeclaredTwice(codeCells(`notebooks/${name}`)), []);
  });
}

Deno.test("the check of rooms finds what is planted, by a detour too", () => {
  const planted = new Map([
    ["lib/model/a.ts", `import { b } from "../stats/b.ts";\nimport x from "seedrandom";`],
    ["lib/random/a.ts", `import "../stats/b.ts";`],
    ["lib/stats/b.ts", `import "../model/usage_error.ts";`],
    ["lib/detect/a.ts", `export * from "../report/a.ts";`],
    ["lib/report/a.ts", `import {\n  type A,\n} from "../simulator/mod.ts";`],
    ["lib/simulator/mod.ts", `export const a = 1;`],
    ["lib/simulator/a.ts", `const a = await import("../decide/a.ts");`],
    ["lib/plot/a.ts", `import "../simulator/mod.ts";\nimport type { B } from "../act/a.ts";`],
    ["lib/learn/a.ts", `import { a } from "aiops";`],
    ["lib/mod.ts", `export * from "./simulator/mod.ts";\nexport * from "./act/a.ts";`],
    ["lib/act/a.ts", `/** import { a } from "../simulator/mod.ts" */\n// import "../simulator/mod.ts"`],
  ]);
  deepStrictEqual(roomViolations(planted), [
    "lib/model/a.ts imports from another room",
    "lib/model/a.ts imports a package",
    "lib/random/a.ts imports from another room",
    "lib/detect/a.ts knows the simulator",
    "lib/simulator/a.ts knows agents",
    "lib/plot/a.ts joins simulator and agents",
    "lib/learn/a.ts knows the simulator",
  ]);
});

Deno.test("the checks of floors, circles and folders find what is planted", () => {
  const planted = new Map([
    ["lib/stats/a.ts", `import { b } from "../plot/b.ts";`],
    ["lib/plot/b.ts", `import type { A } from "../stats/a.ts";\nexport { c } from "./c.ts";`],
    ["lib/plot/c.ts", `const b = await import("./b.ts"); // import "./d.ts"`],
    ["lib/plot/d.ts", `import "./c.ts";`],
    ["lib/detect/a.ts", `import "../diagnose/a.ts";`],
    ["lib/cellar/a.ts", ``],
  ]);
  deepStrictEqual(upwardImports(planted), [
    "lib/stats/a.ts imports upwards from lib/plot/b.ts",
    "lib/detect/a.ts imports upwards from lib/diagnose/a.ts",
    "lib/cellar/a.ts is in a room without a floor",
  ]);
  deepStrictEqual(circles(planted), [
    "lib/stats/a.ts -> lib/plot/b.ts -> lib/stats/a.ts",
    "lib/plot/b.ts -> lib/plot/c.ts -> lib/plot/b.ts",
  ]);
  const hidden = new Map([
    ["lib/detect/a.ts", `import { runTrial } from "aiops/run";\nimport { a } from "@aiops/aiops/simulator";`],
    ["lib/detect/b.ts", `import { detect } from "../../experiments/detect.ts";`],
    ["lib/b.ts", `export { runTrial } from "./run/mod.ts";`],
    ["lib/stats/c.ts", "const a = await import(`../run/mod.ts`);"],
    ["lib/stats/d.ts", `const a = "a // b", b = await import("../run/mod.ts");`],
  ]);
  deepStrictEqual(upwardImports(hidden), [
    "lib/detect/a.ts imports upwards from lib/run/mod.ts",
    "lib/stats/d.ts imports upwards from lib/run/mod.ts",
  ]);
  ok(roomViolations(hidden).includes("lib/detect/a.ts knows the simulator"));
  deepStrictEqual(strayImports(hidden), [
    "lib/detect/b.ts imports experiments/detect.ts",
    "lib/b.ts is in no room",
    "lib/stats/c.ts imports what its text doesn't say",
  ]);
  const names = Array.from({ length: 26 }, (_, i) => [`lib/stats/${i}.ts`, ""] as const);
  deepStrictEqual(largeFolders(new Map(names)), ["lib/stats"]);
  deepStrictEqual(largeFolders(new Map(names.slice(1))), []);
});

Deno.test("the check of purity finds each forbidden use, and none in comments or dates that are given", () => {
  const uses = [
    "Math.random",
    "Date.now",
    "performance.now",
    "new Date()",
    "Deno.env",
    "Deno.writeTextFileSync",
    "crypto.getRandomValues",
    "process.env",
    `"node:fs/promises"`,
    `"node:os"`,
    "Temporal",
    "performance.mark",
    "Deno.Command",
    `Math["random`,
  ];
  for (const use of uses) {
    deepStrictEqual(purityViolations(new Map([["lib/x.ts", `a(${use});`]])), [`lib/x.ts uses ${use}`]);
  }
  const pure = "new Date(seconds * 1000); // Date.now\n/** Math.random */ const Dated = new DateRange();";
  deepStrictEqual(purityViolations(new Map([["lib/x.ts", pure]])), []);
  deepStrictEqual(purityViolations(new Map([[SWAPS_MATH_RANDOM, "Math.random; Date.now();"]])), [
    `${SWAPS_MATH_RANDOM} uses Date.now`,
  ]);
});

Deno.test("the check of notebooks finds names declared in two cells, however declared", () => {
  const cells = [
    `import { a, type B, c as d } from "x";\nimport * as e from "y";\nconst { f, g: h } = z;\nlet i = 1;`,
    `const a = 1;\ntype B = 1;\nasync function d() {}\nconst e = 2;\nconst [f, h] = z;\nclass i {}\nfor (const c of z) {\n  const g = 1;\n}`,
  ];
  deepStrictEqual(namesDeclaredTwice(cells).sort(), ["B", "a", "d", "e", "f", "h", "i"]);
  deepStrictEqual(namesDeclaredTwice(["const a = 1;\nlet b = a;", "b = a;\n({ a, b });"]), []);
});
