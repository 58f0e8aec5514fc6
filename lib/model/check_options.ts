import { z } from "zod";
import { showValue } from "./show_value.ts";
import { meantName } from "./suggest.ts";
import { UsageError } from "./usage_error.ts";

/** An issue of zod. */
type Issue = z.core.$ZodIssue;

/** Keys of an object up to which they are named where something else was found. */
const MAX_KEYS = 8;

/** What a message is made of besides the issue itself. */
interface Checked {
  readonly input: unknown;
  readonly schema: z.ZodType;
  /** What the whole value is called. */
  readonly root: string;
  /** Where the issue's path begins. */
  readonly prefix?: readonly PropertyKey[];
}

/**
 * Checks the options of a public function against a schema, unknown keys included where it is a strict object.
 *
 * @param thing what the message names first: the function, or what it creates
 * @param schema a zod schema; a `custom` issue of it says "must be …", and the value found is added
 * @param value what the caller gave
 * @param root what the whole value is called
 * @returns the value as the schema hands it out, defaults filled in
 * @throws {UsageError} in one line: the thing, the path, the rule, the value found and the nearest valid key or word
 *
 * @example
 * ```ts
 * import { strictEqual, throws } from "node:assert";
 * import { z } from "zod";
 * import { checkOptions } from "./check_options.ts";
 * const schema = z.strictObject({ seed: z.int().min(0).default(1) });
 * strictEqual(checkOptions("draw", schema, {}).seed, 1);
 * throws(() => checkOptions("draw", schema, { sed: 1 }), /^UsageError: draw: sed is not known: did you mean "seed"/);
 * throws(() => checkOptions("draw", schema, { seed: NaN }), /^UsageError: draw: seed must be a number, found NaN/);
 * ```
 */
export function checkOptions<S extends z.ZodType>(
  thing: string,
  schema: S,
  value: unknown,
  root = "the options",
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UsageError(
    `${thing}: ${messageOfAll(result.error.issues, { input: value, schema, root })}`,
  );
}

/**
 * Checks the JSON of a file against a schema, as `checkOptions` does; the message begins with the path.
 *
 * @param root what the whole is called
 * @param shown the input as a message may show it; by default as it is
 * @throws {UsageError} in one line
 */
export function checkJson<S extends z.ZodType>(
  schema: S,
  input: unknown,
  root: string,
  shown: (input: unknown) => unknown = (given) => given,
): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new UsageError(
    messageOfAll(result.error.issues, { input: shown(input), schema, root }),
  );
}

/** What `typeof` says of a member; "list" is an array. */
type MemberType = "string" | "function" | "number" | "object" | "list";
/** Members by name. */
type Members = Readonly<Record<string, MemberType>>;

/**
 * A schema of an object that has certain members, whatever else it has: for what a function of the library makes, or a user writes. An object that has
 * some of them is told which it lacks.
 *
 * @param members each with what `typeof` must say of it; "list" is an array
 * @param optional members that may be left out, but not be something else
 *
 * @example
 * ```ts
 * import { throws } from "node:assert";
 * import { checkOptions, objectWith } from "./check_options.ts";
 * const agent = objectWith({ name: "string", act: "function" });
 * throws(() => checkOptions("run", agent, "full", "agent"), /^UsageError: run: agent must be an object with name, act\(\), found "full"/);
 * throws(() => checkOptions("run", agent, { name: "a" }, "agent"), /^UsageError: run: agent lacks act\(\), found {"name":"a"}/);
 * ```
 */
export function objectWith<T extends object>(members: Members, optional: Members = {}): z.ZodType<T> {
  return z.custom<T>(
    (value) => problemOf(value, members, optional) === undefined,
    // What is checked besides may rely on the members.
    { error: ({ input }) => problemOf(input, members, optional), abort: true },
  );
}

/** What is wrong with the members of a value, as a rule that it breaks. */
function problemOf(value: unknown, members: Members, optional: Members): string | undefined {
  const names = Object.keys(members);
  const isThing = value !== null && (typeof value === "object" || typeof value === "function");
  const given = (isThing ? value : {}) as Record<string, unknown>;
  const lacking = names.filter((name) => !isOf(given[name], members[name]!));
  if (lacking.length > 0 || !isThing) {
    const isPart = typeof value === "object" && lacking.length < names.length;
    return `${isPart ? "lacks" : "must be an object with"} ${
      (isPart ? lacking : names).map((name) => memberText(name, members)).join(", ")
    }`;
  }
  const wrong = Object.keys(optional).find((name) =>
    given[name] !== undefined && !isOf(given[name], optional[name]!)
  );
  return wrong && `must have ${memberText(wrong, optional)} or leave it out`;
}

/** A member as messages name it: `decide()` is a function. */
function memberText(name: string, members: Members): string {
  return members[name] === "function" ? `${name}()` : name;
}

function isOf(member: unknown, type: MemberType): boolean {
  return type === "list" ? Array.isArray(member) : typeof member === type && member !== null;
}

/** A path into JSON as text, such as `agents[1].detector`; the root's name where it is empty. */
export function pathText(path: readonly PropertyKey[], root = "the options"): string {
  return path.map((key, i) => {
    if (typeof key === "number") return `[${key}]`;
    const name = /^[\w$-]+$/.test(String(key)) ? String(key) : JSON.stringify(String(key));
    return i === 0 ? name : `.${name}`;
  }).join("") || root;
}

/** The first issue as text; of a key that is missing with what stands in its place: the unknown key that is nearly it, or the first unknown one. */
function messageOfAll(issues: readonly Issue[], checked: Checked): string {
  const { input, schema } = checked;
  const first = issues[0]!;
  const missing = first.path.length > 0 && valueAt(input, first.path) === undefined;
  const unknown = missing
    ? issues.find(({ code, path }) => code === "unrecognized_keys" && path.length === first.path.length - 1)
    : undefined;
  if (unknown?.code !== "unrecognized_keys") return messageOf(first, checked);
  const known = knownKeys(schema, unknown.path, input);
  return unknown.keys.some((key) => meantName(key, known) === first.path.at(-1))
    ? messageOf(unknown, checked)
    : `${messageOf(first, checked)}; ${pathText([...unknown.path, unknown.keys[0]!])} is not known`;
}

function messageOf(issue: Issue, checked: Checked): string {
  const { input, schema, root, prefix = [] } = checked;
  const path = [...prefix, ...issue.path];
  const found = showValue(valueAt(input, path));
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = knownKeys(schema, path, input);
      const key = issue.keys.find((one) => meantName(one, known) !== undefined) ?? issue.keys[0]!;
      return `${pathText([...path, key], root)} is not known${
        known.length === 0 ? "" : `${hint(key, known, ". ")}Known: ${known.join(", ")}`
      }`;
    }
    case "invalid_value": {
      const known = issue.values.map(String);
      const value = valueAt(input, path);
      if (value === undefined && path.length > 0) {
        return `${pathText(path, root)} is missing: it must be one of ${known.join(", ")}`;
      }
      return `${pathText(path, root)} is ${found}${
        typeof value === "string" ? hint(value, known) : ": "
      }Known: ${known.join(", ")}`;
    }
    case "invalid_union": {
      if (issue.discriminator !== undefined) {
        const values = (issue as { readonly options?: readonly unknown[] }).options ?? [];
        return messageOf({ ...issue, code: "invalid_value", values: values as string[] }, checked);
      }
      const branch = closestBranch(issue.errors, valueAt(input, path));
      return branch === undefined
        ? `${pathText(path, root)} must be ${alternatives(issue.errors)}, found ${found}`
        : `${messageOf(branch, { ...checked, prefix: path })}${alsoList(branch, issue.errors)}`;
    }
    case "invalid_type":
      return path.length > 0 && valueAt(input, path) === undefined
        ? `${pathText(path, root)} is missing: it must be ${kindName(issue.expected)}`
        : `${pathText(path, root)} must be ${kindName(issue.expected)}${
          issue.expected === "object" && path.length > 0 ? withKeys(knownKeys(schema, path, input)) : ""
        }, found ${found}`;
    case "invalid_format":
      return `${pathText(path, root)} must be ${issue.message}, found ${found}`;
    case "too_small":
      return `${pathText(path, root)} must ${
        issue.origin === "array" || issue.origin === "string"
          ? `have ${issue.minimum} or more`
          : `be ${issue.inclusive ? "" : "more than "}${issue.minimum}${issue.inclusive ? " or more" : ""}`
      }, found ${found}`;
    case "too_big":
      return `${pathText(path, root)} must ${
        issue.origin === "array" || issue.origin === "string"
          ? `have at most ${issue.maximum}`
          : `be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`
      }, found ${found}`;
    case "custom":
      return `${pathText(path, root)} ${issue.message}, found ${found}`;
    default:
      return `${pathText(path, root)}: ${issue.message}, found ${found}`;
  }
}

/** The issue of the union branch that matches the type of the value, so that the message tells the mistake inside of it. */
function closestBranch(branches: readonly (readonly Issue[])[], value: unknown): Issue | undefined {
  const atRoot = ({ code, path }: Issue) =>
    path.length === 0 && ["invalid_type", "invalid_value", "custom"].includes(code);
  return branches.map(([issue]) => issue!).find((issue) =>
    typeof value === "string" ? issue.code === "invalid_value" : !atRoot(issue)
  );
}

/** That a list may stand in place of one of the known words. */
function alsoList(shown: Issue, branches: readonly (readonly Issue[])[]): string {
  const takesList = branches.some(([issue]) =>
    issue?.code === "invalid_type" && issue.expected === "array" && issue.path.length === 0
  );
  return shown.code === "invalid_value" && takesList ? ", or a list" : "";
}

function alternatives(branches: readonly (readonly Issue[])[]): string {
  const kinds = branches.map(([issue]) =>
    issue?.code === "invalid_type"
      ? kindName(issue.expected)
      : issue?.code === "invalid_value"
      ? "a name"
      : issue?.code === "custom"
      ? issue.message.replace(/^must be /, "")
      : "other"
  );
  return [...new Set(kinds)].join(" or ");
}

/** The keys that an object may have, where they are few enough to be told. */
function withKeys(keys: readonly string[]): string {
  return keys.length === 0 || keys.length > MAX_KEYS ? "" : ` with ${keys.join(", ")}`;
}

function kindName(expected: string): string {
  const names: Record<string, string> = {
    int: "a whole number",
    number: "a number",
    string: "a text",
    array: "a list",
    tuple: "a list",
    boolean: "true or false",
    function: "a function",
    object: "an object",
    record: "an object",
  };
  return names[expected] ?? expected;
}

function hint(name: string, known: readonly string[], otherwise = ": "): string {
  const nearest = meantName(name, known);
  return nearest === undefined ? otherwise : `: did you mean "${nearest}"? `;
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
    /** Of what a record holds by any name. */
    readonly valueType?: SchemaNode;
    readonly discriminator?: string;
    readonly values?: readonly unknown[];
    readonly shape?: Readonly<Record<string, SchemaNode>>;
  };
}

/** The keys allowed in the object at a path of an input. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[], input: unknown): string[] {
  let at = objectIn(schema as unknown as SchemaNode, input);
  for (const [i, key] of path.entries()) {
    const inside = typeof key === "number"
      ? at?.def.element
      : at?.def.shape?.[String(key)] ?? at?.def.valueType;
    at = objectIn(inside, valueAt(input, path.slice(0, i + 1)));
  }
  return Object.keys(at?.def.shape ?? {});
}

/** The object, record or array schema inside of defaults, optionals and unions; of a union by a discriminator that of the value. */
function objectIn(schema: SchemaNode | undefined, value: unknown): SchemaNode | undefined {
  if (schema === undefined) return undefined;
  const { type, innerType, options, discriminator } = schema.def;
  if (innerType !== undefined) return objectIn(innerType, value);
  if (type !== "union") return schema;
  const objects = options!.map((option) => objectIn(option, value)).filter((option) => option?.def.shape);
  return discriminator === undefined
    ? objects[0]
    : objects.find((option) =>
      option!.def.shape![discriminator]?.def.values?.includes(valueAt(value, [discriminator]))
    );
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
