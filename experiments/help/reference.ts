/**
 * What the documentation says of every public name, from the sources as they are now, by `deno doc`.
 * @module
 */
import { fileURLToPath } from "node:url";
import {
  type ParameterNode,
  parametersText,
  plainParameter,
  type PropertyNode,
  type TypeNode,
  typeText,
} from "./type_text.ts";

/** A parameter of a function, or a property of its options. */
export interface ReferencePart {
  readonly name: string;
  /** In TypeScript, on one line. */
  readonly type: string;
  readonly optional: boolean;
  readonly about: string;
}

/** What is known of a public name. */
export interface ReferenceEntry {
  readonly name: string;
  /** Where it is imported from: "aiops/bench". */
  readonly from: string;
  readonly kind: string;
  /** In TypeScript, on one line. */
  readonly signature: string;
  readonly about: string;
  readonly parameters: readonly ReferencePart[];
  /** Properties of the parameters that are objects, and those of a type. */
  readonly options: readonly ReferencePart[];
  readonly returns: string;
  readonly throws: readonly string[];
  /** Code, or "". */
  readonly example: string;
}

interface Tag {
  readonly kind: string;
  readonly name?: string;
  readonly doc?: string;
  readonly tsType?: TypeNode;
}

interface Declaration {
  readonly kind: string;
  readonly location: { readonly filename: string; readonly line: number };
  readonly jsDoc?: { readonly doc?: string; readonly tags?: readonly Tag[] };
  // deno-lint-ignore no-explicit-any
  readonly def: any;
}

interface Documentation {
  readonly nodes: Record<string, { symbols: { name: string; declarations: Declaration[] }[] }>;
}

/** Declarations by name, of whichever module. */
type Declarations = ReadonlyMap<string, Declaration>;

const ROOT = new URL("../../", import.meta.url);

/** The public modules, and what they are imported as. */
function publicModules(): Record<string, string> {
  const { exports } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT))) as {
    exports: Record<string, string>;
  };
  return Object.fromEntries(
    Object.entries(exports).map(([name, path]) => [new URL(path, ROOT).href, `aiops${name.slice(1)}`]),
  );
}

let known: readonly ReferenceEntry[] | undefined;

/** The entries of all public names, sorted by name; the first call takes some seconds. @throws {Error} if `deno doc` fails */
export function reference(): readonly ReferenceEntry[] {
  return known ??= readReference();
}

function readReference(): readonly ReferenceEntry[] {
  const modules = publicModules();
  const { success, stdout, stderr } = new Deno.Command(denoProgram(), {
    args: ["doc", "--json", ...Object.keys(modules).map((url) => fileURLToPath(url))],
    cwd: fileURLToPath(ROOT),
    env: { NO_COLOR: "1" },
  }).outputSync();
  if (!success) throw new Error(`deno doc failed: ${new TextDecoder().decode(stderr).split("\n")[0]}`);
  return entriesOf(JSON.parse(new TextDecoder().decode(stdout)), modules);
}

/** This Deno, or the one by name where only that may be started. */
function denoProgram(): string {
  const path = Deno.execPath();
  return Deno.permissions.querySync({ name: "run", command: path }).state === "granted" ? path : "deno";
}

/** The entries of a documentation as `deno doc --json` prints it, sorted by name; what has several homes is told of the first. */
export function entriesOf(
  { nodes }: Documentation,
  modules: Readonly<Record<string, string>>,
): ReferenceEntry[] {
  const examples = new Map<string, string>();
  const byPlace = new Map<string, Declaration>();
  const declared = new Map<string, Declaration>();
  const place = ({ filename, line }: { filename: string; line: number }) => `${filename}:${line}`;
  const own = ({ kind }: Declaration) => kind !== "reference";
  const symbols = Object.keys(modules).flatMap((url) =>
    (nodes[url]?.symbols ?? []).map((symbol) => ({ ...symbol, from: modules[url]! }))
  );
  for (const { name, declarations } of symbols) {
    for (const one of declarations.filter(own)) {
      byPlace.set(place(one.location), one);
      const example = exampleIn(one);
      if (example !== "") examples.set(name, example);
      if (!declared.has(name) || one.kind === "interface") declared.set(name, one);
    }
  }
  const entries = new Map<string, ReferenceEntry>();
  for (const { name, declarations, from } of symbols) {
    const [first] = declarations;
    const found = first && !own(first) ? byPlace.get(place(first.def.target)) : first;
    if (found !== undefined && own(found) && !entries.has(name)) {
      entries.set(name, entryOf(name, { from, found, declared }));
    }
  }
  return [...entries.values()].map((entry) => ({
    ...entry,
    example: withPublicImports(entry.example || examples.get(entry.name) || "", entries),
  })).sort((a, b) => a.name < b.name ? -1 : 1);
}

function entryOf(
  name: string,
  { from, found, declared }: { from: string; found: Declaration; declared: Declarations },
): ReferenceEntry {
  const { kind, def, jsDoc } = found;
  const tags = jsDoc?.tags ?? [];
  const about = (parameter: string) => oneLine(tags.find((tag) => tag.name === parameter)?.doc);
  const parameters = parametersOf(found);
  return {
    name,
    from,
    kind,
    signature: signatureOf(name, found),
    about: (jsDoc?.doc ?? "").trim(),
    parameters: parameters.map((parameter) => {
      const plain = plainParameter(parameter);
      return {
        name: plain.name,
        type: typeText(plain.tsType),
        optional: plain.optional || plain.hasDefault,
        about: about(plain.name),
      };
    }),
    options: kind === "interface"
      ? propertiesOf(def, declared)
      : kind === "typeAlias"
      ? propertiesIn(def.tsType, declared)
      : parameters.flatMap((parameter) => propertiesIn(plainParameter(parameter).tsType, declared)),
    returns: oneLine(tags.find((tag) => tag.kind === "return")?.doc),
    throws: tags.filter((tag) => tag.kind === "throws")
      .map((tag) => `${typeText(tag.tsType)}: ${oneLine(tag.doc)}`),
    example: exampleIn(found),
  };
}

function parametersOf({ kind, def }: Declaration): readonly ParameterNode[] {
  if (kind === "function") return def.params;
  if (kind === "class") return def.constructors?.[0]?.params ?? [];
  return [];
}

function signatureOf(name: string, { kind, def }: Declaration): string {
  if (kind === "function") return `${name}(${parametersText(def.params)}): ${typeText(def.returnType)}`;
  if (kind === "class") return `new ${name}(${parametersText(def.constructors?.[0]?.params)})`;
  if (kind === "variable") return `${name}: ${typeText(def.tsType)}`;
  if (kind === "typeAlias") return `type ${name} = ${typeText(def.tsType)}`;
  return `${kind} ${name}`;
}

/** What an object of this type can hold. */
function propertiesIn(type: TypeNode | undefined, declared: Declarations): ReferencePart[] {
  if (type === undefined) return [];
  const { kind, value } = type;
  if (kind === "typeLiteral") return (value.properties ?? []).map(partOf);
  if (kind === "intersection" || kind === "union") {
    return distinct(value.flatMap((one: TypeNode) => propertiesIn(one, declared)));
  }
  if (kind === "typeOperator") return propertiesIn(value.tsType, declared);
  if (kind !== "typeRef") return [];
  const [first, second] = (value.typeParams ?? []) as TypeNode[];
  if (/^(Partial|Readonly|Required)$/.test(value.typeName)) {
    return propertiesIn(first, declared).map((part) =>
      value.typeName === "Partial" ? { ...part, optional: true } : part
    );
  }
  if (/^(Pick|Omit)$/.test(value.typeName)) {
    const names = new Set(typeText(second).match(/\w+/g) ?? []);
    return propertiesIn(first, declared).filter(({ name }) =>
      names.has(name) === (value.typeName === "Pick")
    );
  }
  const found = declared.get(value.typeName);
  if (found?.kind === "interface") return propertiesOf(found.def, declared);
  return found?.kind === "typeAlias" ? propertiesIn(found.def.tsType, declared) : [];
}

function propertiesOf(
  { properties = [], methods = [], extends: parents = [] }: {
    properties?: readonly PropertyNode[];
    methods?: readonly PropertyNode[];
    extends?: readonly TypeNode[];
  },
  declared: Declarations,
): ReferencePart[] {
  return distinct([
    ...[...properties, ...methods].map(partOf),
    ...parents.flatMap((parent) => propertiesIn(parent, declared)),
  ]);
}

function partOf({ name, optional = false, tsType, params, returnType, jsDoc }: PropertyNode): ReferencePart {
  const type = params === undefined
    ? typeText(tsType)
    : `(${parametersText(params)}) => ${typeText(returnType)}`;
  return { name, type, optional, about: oneLine(jsDoc?.doc) };
}

function distinct(parts: readonly ReferencePart[]): ReferencePart[] {
  return [...new Map(parts.toReversed().map((part) => [part.name, part])).values()].reverse();
}

function oneLine(text = ""): string {
  return text.trim().replace(/\s+/g, " ");
}

/** The code of the first example. */
function exampleIn({ jsDoc }: Declaration): string {
  const text = jsDoc?.tags?.find(({ kind }) => kind === "example")?.doc ?? "";
  return /```\w*\n([\s\S]*?)\n```/.exec(text)?.[1] ?? "";
}

/** An example with what it imports from its neighbours in the sources imported as anybody else imports it. */
function withPublicImports(example: string, entries: ReadonlyMap<string, { readonly from: string }>): string {
  return example.replace(/^import \{ (.*) \} from "\.[^"]*";$/gm, (line, names: string) => {
    const homes = Map.groupBy(
      names.split(", "),
      (name) => entries.get(name.replace(/^type /, "").replace(/ as .*$/, ""))?.from,
    );
    if (homes.has(undefined)) return line;
    return [...homes].map(([home, list]) => `import { ${list.join(", ")} } from "${home}";`).join("\n");
  });
}
