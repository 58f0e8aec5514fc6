import { createHash } from "node:crypto";
import { canonicalJson, requireName, UsageError } from "../../lib/model/mod.ts";

/** The used part of the JSON of a notebook. */
export interface Notebook {
  cells: { cell_type: string; source: string | string[]; metadata: { tags?: string[] } }[];
}

/** A run of a notebook with other parameters. */
export interface ParameterRun {
  /** 12 hexadecimal digits of a hash of the sources of the notebook and the parameters. */
  readonly id: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The cell that declares the parameters again. */
  readonly source: string;
}

interface Declaration {
  readonly keyword: string;
  readonly name: string;
  /** The text after the equals sign, up to the end of the line. */
  readonly text: string;
}

/**
 * Prepares a run of a notebook with other parameters.
 *
 * The injected cell declares the names again with the keyword of the notebook: the kernel of Deno allows `const` after
 * `const`, in later cells and in functions, while an assignment to a `const` fails.
 *
 * @param given `name=value` each; a value is JSON, or else a string
 * @throws {UsageError} unless the notebook has a cell tagged `parameters` that declares each name with a value of the
 *   same kind
 */
export function prepareRun(
  notebook: Notebook,
  { title, given }: { title: string; given: readonly string[] },
): ParameterRun {
  const declarations = declarationsIn(parametersCell(notebook, title));
  const parameters: Record<string, unknown> = {};
  for (const [name, text] of given.map(splitAssignment)) {
    const known = declarations.map((declaration) => declaration.name);
    const declaration = declarations[known.indexOf(requireName("parameter", name, known))]!;
    if (Object.hasOwn(parameters, name)) throw new UsageError(`The parameter ${name} is given twice`);
    parameters[name] = fittingValue(declaration, text);
  }
  return { id: runId(notebook, parameters), parameters, source: cellSource(declarations, parameters) };
}

function runId({ cells }: Notebook, parameters: Record<string, unknown>): string {
  const sources = cells.map(({ cell_type, source }) => ({ cell_type, source: [source].flat().join("") }));
  return createHash("sha256").update(canonicalJson({ cells: sources, parameters })).digest("hex").slice(
    0,
    12,
  );
}

function parametersCell({ cells }: Notebook, title: string): string {
  const cell = cells.find(({ cell_type, metadata }) =>
    cell_type === "code" && metadata.tags?.includes("parameters")
  );
  if (cell) return [cell.source].flat().join("");
  throw new UsageError(
    `The option --param needs a notebook with a cell tagged "parameters", found none in ${title}`,
  );
}

/** The declarations at the left margin, one per line. */
function declarationsIn(source: string): Declaration[] {
  const pattern = /^(const|let)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?::[^=]*)?=\s*(.*)$/gmu;
  return [...source.matchAll(pattern)].map(([, keyword, name, text]) => ({
    keyword: keyword!,
    name: name!,
    text: text!.trim(),
  }));
}

function splitAssignment(text: string): [string, string] {
  const [, name, value] = text.match(/^([^=]+)=(.*)$/s) ?? [];
  if (name !== undefined && value !== undefined) return [name.trim(), value];
  throw new UsageError(`The option --param needs name=value, found "${text}"`);
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Kinds of literals by their text; an expression of unknown kind is left to the notebook. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ["number", /^[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?$/i],
  ["string", /^("[^"]*"|'[^']*'|`[^`]*`)$/],
  ["boolean", /^(true|false)$/],
  ["array", /^\[/],
  ["object", /^\{/],
];

function declaredKind(text: string): string | undefined {
  const literal = text.replace(/\s*\/\/.*$/, "").replace(/;\s*$/, "").replace(/\s+(as|satisfies)\s.*$/, "");
  return KINDS.find(([, pattern]) => pattern.test(literal))?.[0];
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** The value, if it has the kind of the value in the notebook. */
function fittingValue({ name, text: own }: Declaration, text: string): unknown {
  const value = parseValue(text);
  const kind = declaredKind(own);
  const found = kindOf(value);
  if (found === "number" && !Number.isFinite(value)) {
    throw new UsageError(`The parameter ${name} needs a finite number, found ${text}`);
  }
  if (kind === undefined || kind === found) return value;
  const hint = kind === "string" ? ` (a text is written '"${text}"')` : "";
  const shown = value === null ? "null" : `the ${found} ${JSON.stringify(value)}`;
  throw new UsageError(
    `The parameter ${name} needs a value of kind ${kind}, found ${shown}${hint}`,
  );
}

/** One declaration per line, in the order of the notebook. */
function cellSource(declarations: readonly Declaration[], parameters: Record<string, unknown>): string {
  const lines = declarations.filter(({ name }) => Object.hasOwn(parameters, name))
    .map(({ keyword, name }) => `${keyword} ${name} = ${JSON.stringify(parameters[name])};`);
  return ["// Parameters", ...lines].join("\n");
}
