import { createHash } from "node:crypto";
import { canonicalJson, requireName, UsageError } from "../../lib/model/mod.ts";

/** What is needed here of a notebook's JSON. */
export interface Notebook {
  cells: { cell_type: string; source: string | string[]; metadata: { tags?: string[] } }[];
}

/** A notebook's run with parameters other than its own. */
export interface ParameterRun {
  /** 12 hex digits that stand for the notebook's sources and the parameters. */
  readonly id: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The cell that declares the parameters anew. */
  readonly source: string;
}

interface Declaration {
  readonly keyword: string;
  readonly name: string;
  /** What stands behind the equals sign, up to the end of the line. */
  readonly text: string;
}

/**
 * Prepares a run of a notebook with other parameters.
 *
 * The injected cell declares a name again, with the keyword of the notebook: Deno's kernel allows that for `const` after
 * `const`, in later cells and in functions alike, while an assignment to a `const` fails.
 *
 * @param given `name=value` each; a value is JSON, or a text as it stands
 * @throws {UsageError} unless the notebook has a cell tagged `parameters` that declares each name with a value of that kind
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

/** The declarations at the left margin, one a line. */
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

/** Literals by what they look like; an expression whose kind can't be seen is left to the notebook. */
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

/** The value, if it is of the kind of the notebook's own. */
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

/** One declaration a line, in the order of the notebook's. */
function cellSource(declarations: readonly Declaration[], parameters: Record<string, unknown>): string {
  const lines = declarations.filter(({ name }) => Object.hasOwn(parameters, name))
    .map(({ keyword, name }) => `${keyword} ${name} = ${JSON.stringify(parameters[name])};`);
  return ["// Parameters", ...lines].join("\n");
}
