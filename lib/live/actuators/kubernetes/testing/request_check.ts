import openapi from "./openapi.json" with { type: "json" };

/** An operation of the API. */
interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly contentTypes?: readonly string[];
  /** Schema of the body. */
  readonly body?: string;
  /** Schema of what a patch is for. */
  readonly patches?: string;
}

interface Schema {
  readonly fields: Readonly<Record<string, string>>;
  readonly required: readonly string[];
}

const OPERATIONS: readonly Operation[] = openapi.operations;
const SCHEMAS: Readonly<Record<string, Schema>> = openapi.schemas;
/** What names of objects and namespaces are made of (RFC 1123). */
const NAME = "[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?";

/** A request that the OpenAPI knows. */
export interface KnownRequest {
  readonly operationId: string;
  readonly namespace: string;
  readonly name: string;
  readonly body: unknown;
}

/**
 * Holds a request against the extract of Kubernetes' OpenAPI.
 *
 * @throws {Error} that says what the OpenAPI does not allow
 */
export async function checkRequest(request: Request): Promise<KnownRequest> {
  const { pathname, searchParams } = new URL(request.url);
  for (const operation of OPERATIONS.filter(({ method }) => method === request.method)) {
    const pattern = operation.path.replaceAll(/\{(\w+)\}/g, `(?<$1>${NAME})`);
    const match = pathname.match(new RegExp(`^${pattern}$`));
    if (match === null) continue;
    const { operationId, query } = operation;
    for (const name of searchParams.keys()) {
      if (!query.includes(name)) throw new Error(`${operationId} has no query parameter ${name}`);
    }
    const dryRun = searchParams.get("dryRun");
    if (dryRun !== null && dryRun !== "All") throw new Error(`dryRun must be All, found ${dryRun}`);
    const text = await request.text();
    const type = request.headers.get("content-type");
    if (operation.contentTypes === undefined) {
      if (text !== "") throw new Error(`${operationId} takes no body`);
    } else if (!operation.contentTypes.includes("*/*") && !operation.contentTypes.includes(type ?? "")) {
      throw new Error(`${operationId} does not take ${type}`);
    }
    const body = text === "" ? undefined : JSON.parse(text);
    if (operation.body !== undefined) checkSchema(body, operation.body, { whole: true, at: "body" });
    if (operation.patches !== undefined) checkPatch(body, operation.patches, type!);
    return {
      operationId,
      namespace: match.groups?.["namespace"] ?? "",
      name: match.groups?.["name"] ?? "",
      body,
    };
  }
  throw new Error(`The API has no ${request.method} ${pathname}`);
}

/** A merge patch has fields of its object, any of them missing; a JSON patch operations on its paths. */
function checkPatch(body: unknown, schema: string, type: string): void {
  if (type !== "application/json-patch+json") return checkSchema(body, schema, { whole: false, at: "body" });
  if (!Array.isArray(body)) throw new Error("a JSON patch must be a list");
  for (const { op, path, value } of body) {
    if (!["add", "replace", "test", "remove"].includes(op)) throw new Error(`a JSON patch has no op ${op}`);
    let at = schema;
    for (const key of String(path).split("/").slice(1)) {
      const next = SCHEMAS[at]?.fields[key];
      if (next === undefined) throw new Error(`${at} has no ${key}`);
      at = next;
    }
    checkSchema(value, at, { whole: op !== "test", at: path });
  }
}

function checkSchema(value: unknown, type: string, { whole, at }: { whole: boolean; at: string }): void {
  const schema = SCHEMAS[type];
  if (schema === undefined) {
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    const kind = Array.isArray(value)
      ? "list"
      : isMap
      ? "map"
      : Number.isInteger(value)
      ? "integer"
      : typeof value;
    const fits = kind === type;
    if (!fits) throw new Error(`${at} must be ${type}, found ${JSON.stringify(value)}`);
    return;
  }
  if (typeof value !== "object" || value === null) throw new Error(`${at} must be ${type}`);
  for (const [key, inner] of Object.entries(value)) {
    const field = schema.fields[key];
    if (field === undefined) throw new Error(`${type} has no ${key}`);
    checkSchema(inner, field, { whole, at: `${at}.${key}` });
  }
  const missing = whole ? schema.required.find((key) => !Object.hasOwn(value, key)) : undefined;
  if (missing !== undefined) throw new Error(`${at} lacks ${missing}`);
}
