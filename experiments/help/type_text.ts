/** A type as `deno doc --json` gives it: the used parts of its many shapes. */
export interface TypeNode {
  readonly kind: string;
  readonly repr?: string;
  // deno-lint-ignore no-explicit-any
  readonly value?: any;
}

/** A parameter as `deno doc --json` gives it. */
export interface ParameterNode {
  readonly kind: string;
  readonly name?: string;
  readonly optional?: boolean;
  readonly tsType?: TypeNode;
  readonly left?: ParameterNode;
  readonly arg?: ParameterNode;
}

/** A property of an interface or of a literal type. */
export interface PropertyNode {
  readonly name: string;
  readonly optional?: boolean;
  readonly tsType?: TypeNode;
  readonly params?: readonly ParameterNode[];
  readonly returnType?: TypeNode;
  readonly jsDoc?: { readonly doc?: string };
}

/** A type as it is written in TypeScript, on one line. */
export function typeText(type: TypeNode | undefined): string {
  if (type === undefined) return "unknown";
  const { kind, repr = "", value } = type;
  switch (kind) {
    case "typeRef":
      return value.typeName + listText(value.typeParams, ["<", ">"]);
    case "union":
      return value.map(typeText).join(" | ");
    case "intersection":
      return value.map(typeText).join(" & ");
    case "array":
      return /^(union|intersection|fnOrConstructor|typeOperator)$/.test(value.kind)
        ? `(${typeText(value)})[]`
        : `${typeText(value)}[]`;
    case "tuple":
      return `[${value.map(typeText).join(", ")}]`;
    case "parenthesized":
      return `(${typeText(value)})`;
    case "optional":
      return `${typeText(value)}?`;
    case "rest":
      return `...${typeText(value)}`;
    case "typeOperator":
      return `${value.operator} ${typeText(value.tsType)}`;
    case "indexedAccess":
      return `${typeText(value.objType)}[${typeText(value.indexType)}]`;
    case "fnOrConstructor":
      return `(${parametersText(value.params)}) => ${typeText(value.tsType)}`;
    case "typeLiteral":
      return literalText(value.properties ?? []);
    case "typeQuery":
      return `typeof ${value}`;
    case "literal":
      return typeof value?.string === "string" && value.kind === "string" ? `"${value.string}"` : repr;
    default:
      return repr || "…";
  }
}

/** Parameters as they are written in TypeScript. */
export function parametersText(parameters: readonly ParameterNode[] = []): string {
  return parameters.map((parameter) => {
    const { name, optional, tsType, hasDefault, rest } = plainParameter(parameter);
    return `${rest ? "..." : ""}${name}${optional || hasDefault ? "?" : ""}: ${typeText(tsType)}`;
  }).join(", ");
}

/** A parameter without what is around it: a default, a pattern, three dots. */
export function plainParameter(
  parameter: ParameterNode,
): { name: string; optional: boolean; hasDefault: boolean; rest: boolean; tsType: TypeNode | undefined } {
  const { kind, left, arg, tsType, name = "options", optional = false } = parameter;
  const inner = kind === "assign" ? left : kind === "rest" ? arg : undefined;
  if (inner === undefined) return { name, optional, hasDefault: false, rest: false, tsType };
  const plain = plainParameter(inner);
  return {
    ...plain,
    tsType: plain.tsType ?? tsType,
    hasDefault: kind === "assign",
    rest: kind === "rest",
  };
}

function literalText(properties: readonly PropertyNode[]): string {
  const parts = properties.map(({ name, optional, tsType }) =>
    `${name}${optional ? "?" : ""}: ${typeText(tsType)}`
  );
  return parts.length === 0 ? "{}" : `{ ${parts.join("; ")} }`;
}

function listText(types: readonly TypeNode[] | undefined, [open, close]: [string, string]): string {
  return types?.length ? `${open}${types.map(typeText).join(", ")}${close}` : "";
}
