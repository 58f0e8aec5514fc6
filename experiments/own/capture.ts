import { parseExpressionAt } from "acorn";
import { analyze } from "eslint-scope";
import { UsageError } from "../../lib/model/mod.ts";
import { showValue } from "../../lib/model/show_value.ts";
import { entryUrl } from "./source_url.ts";

/** An entry of this project that cells import, and what it exports. */
interface KnownModule {
  /** Its name in an import: `aiops/detect`. */
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** What a cell imports of these a worker imports too: it is the same value there. */
const ROOMS = [
  ...["model", "random", "stats", "simulator", "observe", "otlp", "detect", "diagnose", "decide"],
  ...["act", "learn", "run", "report", "bench", "gym"],
];

/** What is known while one part is captured. */
interface Capture {
  /** The part, as messages call it. */
  readonly thing: string;
  readonly globals: ReadonlySet<string>;
  readonly modules: readonly KnownModule[];
  /** Imports so far, by the name that each declares. */
  readonly imports: Map<string, string>;
  /** The statements so far, by the name that each declares; a name that is being worked on has an empty one. */
  readonly statements: Map<string, string>;
  /** The objects that the value at hand lies in. */
  readonly around: unknown[];
}

/**
 * The text of a module that exports a value of a notebook as `part`, so that workers can import it: a function with all that it uses from the top level
 * of other cells, which may be functions, classes, plain data, and what this project exports.
 *
 * @param thing what messages call it
 * @throws {UsageError} in one line naming what is used and can't be taken along
 */
export async function captured(value: unknown, thing: string): Promise<string> {
  const capture: Capture = {
    thing,
    globals: await workerGlobals(),
    modules: await knownModules(),
    imports: new Map(),
    statements: new Map(),
    around: [],
  };
  const expression = expressionOf(value, "it", capture);
  const { imports, statements } = capture;
  return [...imports.values(), ...statements.values(), `export const part = ${expression};`, ""].join("\n");
}

let modules: Promise<readonly KnownModule[]> | undefined;

function knownModules(): Promise<readonly KnownModule[]> {
  return modules ??= Promise.all(
    ["", ...ROOMS].map(async (room) => ({
      name: room === "" ? "aiops" : `aiops/${room}`,
      exports: await import(entryUrl(room)) as Record<string, unknown>,
    })),
  );
}

let globals: Promise<ReadonlySet<string>> | undefined;

/** The names that every worker knows by itself. */
function workerGlobals(): Promise<ReadonlySet<string>> {
  return globals ??= new Promise((resolve, reject) => {
    const url = "data:text/javascript,postMessage(Object.getOwnPropertyNames(globalThis)); close();";
    const worker = new Worker(url, { type: "module" });
    worker.onmessage = ({ data }) => resolve(new Set([...data, "undefined", "arguments"]));
    worker.onerror = (event) => reject(new Error(event.message));
  });
}

/** A value as an expression. @param where it stands, for messages */
function expressionOf(value: unknown, where: string, capture: Capture): string {
  if (typeof value === "function") return functionText(value, where, capture);
  if (value === undefined) return "undefined";
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof RegExp) return String(value);
  if (value instanceof Float64Array) return `Float64Array.of(${[...value].join(", ")})`;
  if (capture.around.includes(value)) throw refusal(capture, `${where} holds itself`);
  capture.around.push(value);
  const text = objectText(value, where, capture);
  capture.around.pop();
  return text;
}

function objectText(value: unknown, where: string, capture: Capture): string {
  if (Array.isArray(value)) {
    return `[${value.map((item, i) => expressionOf(item, `${where}[${i}]`, capture)).join(", ")}]`;
  }
  if (value instanceof Map || value instanceof Set) {
    return `new ${value instanceof Map ? "Map" : "Set"}(${objectText([...value], where, capture)})`;
  }
  const prototype = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype && prototype !== null) {
    throw refusal(capture, `${where} is ${showValue(value)}`);
  }
  const members = Object.entries(value as object).map(([key, member]) =>
    `${JSON.stringify(key)}: ${expressionOf(member, `${where}.${key}`, capture)}`
  );
  return `{ ${members.join(", ")} }`;
}

/** A function's own text as an expression; what it uses from elsewhere is added to the statements. */
// deno-lint-ignore ban-types
function functionText(given: Function, where: string, capture: Capture): string {
  const text = given.toString();
  const parsed = /\{\s*\[native code\]\s*\}$/.test(text) ? undefined : parsedFunction(text);
  if (parsed === undefined) {
    throw refusal(capture, `${where} has a text that can't be read, as that of a function that bind() made`);
  }
  for (const name of freeNames(parsed.text)) addName(name, capture);
  return parsed.text;
}

/** A function's text as an expression that stands alone; a method's is written as a member of an object. */
function parsedFunction(text: string): { readonly text: string } | undefined {
  const candidates = [`(${text})`, `Object.values({ ${text} })[0]`];
  const found = candidates.find((candidate) => {
    try {
      parseExpressionAt(candidate, 0, { ecmaVersion: "latest", sourceType: "module" });
      return true;
    } catch {
      return false;
    }
  });
  return found === undefined ? undefined : { text: found };
}

/** The names that an expression uses and does not declare. */
function freeNames(expression: string): readonly string[] {
  const tree = parseExpressionAt(expression, 0, {
    ecmaVersion: "latest",
    sourceType: "module",
    ranges: true,
    locations: true,
  });
  const program = {
    type: "Program",
    sourceType: "module",
    body: [{ type: "ExpressionStatement", expression: tree }],
  };
  const { globalScope } = analyze({ ...program, range: [tree.start, tree.end] } as never, {
    ecmaVersion: 2022,
    sourceType: "module",
  });
  return [
    ...new Set<string>(
      globalScope?.through.map((use: { identifier: { name: string } }) => use.identifier.name),
    ),
  ];
}

/** Adds the statement that declares a name which a function uses. @throws {UsageError} for one that can't be taken along */
function addName(name: string, capture: Capture): void {
  const { imports, statements, globals, modules, thing } = capture;
  if (imports.has(name) || statements.has(name) || globals.has(name)) return;
  const found = topLevelValue(name);
  if (found === undefined) {
    throw new UsageError(
      `${thing} uses "${name}", which no cell declares at its top level, so that a worker can't have it: ${HINT}`,
    );
  }
  const { value } = found;
  for (const module of modules) {
    const from = `from "${module.name}";`;
    if (value === module.exports) return void imports.set(name, `import * as ${name} ${from}`);
    if (typeof value !== "object" && typeof value !== "function" || value === null) continue;
    const exported = Object.keys(module.exports).find((key) => module.exports[key] === value);
    if (exported !== undefined) return void imports.set(name, `import { ${exported} as ${name} } ${from}`);
  }
  // Functions may call each other.
  statements.set(name, "");
  const expression = expressionOf(value, `"${name}"`, capture);
  statements.delete(name);
  statements.set(name, `let ${name} = ${expression};`);
}

/** The value of a name at the top level of the cells, which all scripts of a kernel share. */
function topLevelValue(name: string): { readonly value: unknown } | undefined {
  try {
    return { value: (0, eval)(name) };
  } catch {
    return undefined;
  }
}

const HINT = 'put both into a file and name it, as "./mine.ts#makePolicy"';

function refusal({ thing }: Capture, what: string): UsageError {
  return new UsageError(`${thing} can't be taken to a worker, since ${what}: ${HINT}`);
}
