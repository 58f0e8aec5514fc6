import type { z } from "zod";
import { nearestName, UsageError } from "../../model/mod.ts";

/** An issue of zod. */
type Issue = z.core.$ZodIssue;

/** A path into JSON as text, such as `agents[1].detector`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.map((key, i) =>
    typeof key === "number" ? `[${key}]` : i === 0 ? String(key) : `.${String(key)}`
  )
    .join("") || "the experiment";
}

/** The first issue as one line: where it is, what was found and what is allowed there. */
export function mistake(
  error: z.ZodError,
  { input, schema }: { input: unknown; schema: z.ZodType },
): UsageError {
  return new UsageError(messageOf(error.issues[0]!, { input, schema }));
}

function messageOf(
  issue: Issue,
  { input, schema, prefix = [] }: { input: unknown; schema: z.ZodType; prefix?: readonly PropertyKey[] },
): string {
  const path = [...prefix, ...issue.path];
  const found = quoted(valueAt(input, path));
  switch (issue.code) {
    case "unrecognized_keys": {
      const key = issue.keys[0]!;
      const known = knownKeys(schema, path);
      return `${pathText([...path, key])} is not known${hint(key, known, ". ")}Known: ${known.join(", ")}`;
    }
    case "invalid_value": {
      const known = issue.values.map(String);
      const value = valueAt(input, path);
      return `${pathText(path)} is ${found}${typeof value === "string" ? hint(value, known) : ": "}Known: ${
        known.join(", ")
      }`;
    }
    case "invalid_union": {
      const branch = closestBranch(issue.errors, valueAt(input, path));
      return branch === undefined
        ? `${pathText(path)} must be ${alternatives(issue.errors)}, found ${found}`
        : messageOf(branch, { input, schema, prefix: path });
    }
    case "invalid_type":
      return valueAt(input, path) === undefined
        ? `${pathText(path)} is missing: it must be ${kindName(issue.expected)}`
        : `${pathText(path)} must be ${kindName(issue.expected)}, found ${found}`;
    case "invalid_format":
      return `${pathText(path)} must be ${issue.message}, found ${found}`;
    case "too_small":
      return `${pathText(path)} must ${
        issue.origin === "array" || issue.origin === "string"
          ? `have ${issue.minimum} or more`
          : `be ${issue.inclusive ? "" : "more than "}${issue.minimum}${issue.inclusive ? " or more" : ""}`
      }, found ${found}`;
    case "too_big":
      return `${pathText(path)} must ${
        issue.origin === "array" || issue.origin === "string"
          ? `have at most ${issue.maximum}`
          : `be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`
      }, found ${found}`;
    default:
      return `${pathText(path)}: ${issue.message}, found ${found}`;
  }
}

/** The issue of the union branch that matches the type of the value, so that the message tells the mistake inside of it. */
function closestBranch(branches: readonly (readonly Issue[])[], value: unknown): Issue | undefined {
  const atRoot = ({ code, path }: Issue) =>
    path.length === 0 && (code === "invalid_type" || code === "invalid_value");
  return branches.map(([issue]) => issue!).find((issue) =>
    typeof value === "string" ? issue.code === "invalid_value" : !atRoot(issue)
  );
}

function alternatives(branches: readonly (readonly Issue[])[]): string {
  return branches.map(([issue]) =>
    issue?.code === "invalid_type"
      ? kindName(issue.expected)
      : issue?.code === "invalid_value"
      ? "a name"
      : "other"
  ).join(" or ");
}

function kindName(expected: string): string {
  const names: Record<string, string> = {
    int: "a whole number",
    number: "a number",
    string: "a text",
    array: "a list",
    tuple: "a list",
    object: "an object",
    record: "an object",
  };
  return names[expected] ?? expected;
}

function hint(name: string, known: readonly string[], otherwise = ": "): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? otherwise : `: did you mean "${nearest}"? `;
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(
    (at: unknown, key) =>
      at === null || typeof at !== "object" ? undefined : (at as Record<PropertyKey, unknown>)[key],
    value,
  );
}

/** A node of a zod schema: the parts of zod's own definition that lead to the keys of an object. */
interface SchemaNode {
  readonly def: {
    readonly type: string;
    readonly innerType?: SchemaNode;
    readonly element?: SchemaNode;
    readonly options?: readonly SchemaNode[];
    readonly shape?: Readonly<Record<string, SchemaNode>>;
  };
}

/** The keys allowed in the object at a path. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at = objectIn(schema as unknown as SchemaNode);
  for (const key of path) {
    at = objectIn(typeof key === "number" ? at?.def.element : at?.def.shape?.[String(key)]);
  }
  return Object.keys(at?.def.shape ?? {});
}

/** The object or array schema inside of defaults, optionals and unions. */
function objectIn(schema: SchemaNode | undefined): SchemaNode | undefined {
  if (schema === undefined) return undefined;
  const { type, innerType, options } = schema.def;
  if (innerType !== undefined) return objectIn(innerType);
  if (type === "union") {
    return options!.map(objectIn).find((option) => option?.def.shape !== undefined);
  }
  return schema;
}

/**
 * Runs a check and puts a path before the message of its UsageError.
 *
 * @throws {UsageError} of the check
 */
export function underPath<T>(path: readonly PropertyKey[], check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${pathText(path)}: ${error.message}`);
    throw error;
  }
}
