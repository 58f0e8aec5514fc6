import { z } from "zod";
import { requireName, UsageError } from "../../model/mod.ts";
import { CapacityError, type SessionHost } from "../core/session_host.ts";
import type { Session } from "../core/session.ts";
import { type Tool, TOOLS } from "../tools/mod.ts";

/** Codes of JSON-RPC 2.0, and the first of those that are left to servers. */
const CODE = {
  parse: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
  server: -32_000,
} as const;

const REQUEST = z.object({
  jsonrpc: z.literal("2.0"),
  method: z.string(),
  params: z.record(z.string(), z.unknown()).optional(),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
});

type Request = z.output<typeof REQUEST>;

/** An answer in JSON-RPC. */
export type RpcAnswer =
  & { readonly jsonrpc: "2.0"; readonly id: string | number | null }
  & ({ readonly result: unknown } | {
    readonly error: { readonly code: number; readonly message: string };
  });

function failure(code: number, message: string, { id = null }: Partial<Request> = {}): RpcAnswer {
  return { jsonrpc: "2.0", id, error: { code, message } };
}

/** The tools as MCP lists them. */
export function toolList(): object[] {
  return TOOLS.map(({ name, about, input }) => ({
    name,
    description: about,
    inputSchema: z.toJSONSchema(input, { io: "input" }),
  }));
}

/**
 * Answers OpenEnv's JSON-RPC: `tools/list`, `tools/call`, and the sessions that last from call to call, `openenv/session/create` and
 * `openenv/session/close`. MCP itself, with its handshake, is spoken by `mcp/`.
 *
 * @param given what was sent, parsed; undefined: it was no JSON
 * @param own the session of a client that has one; without it a call is made in that of `session_id`, or in a new one that ends with it
 */
export function answerRpc(given: unknown, host: SessionHost, own?: Session): RpcAnswer {
  if (given === undefined) return failure(CODE.parse, "Parse error: the body is no JSON");
  const checked = REQUEST.safeParse(given);
  if (!checked.success) {
    return failure(CODE.invalidRequest, 'Invalid request: jsonrpc must be "2.0", method a text');
  }
  const request = checked.data;
  try {
    return { jsonrpc: "2.0", id: request.id ?? null, result: resultOf(request, host, own) };
  } catch (error) {
    if (error instanceof CapacityError) return failure(CODE.server, error.message, request);
    if (error instanceof UnknownMethodError) return failure(CODE.methodNotFound, error.message, request);
    if (error instanceof UsageError) return failure(CODE.invalidParams, error.message, request);
    return failure(CODE.internal, "The call could not be carried out", request);
  }
}

class UnknownMethodError extends Error {}

function resultOf({ method, params = {} }: Request, host: SessionHost, own: Session | undefined): unknown {
  switch (method) {
    case "tools/list":
      return { tools: toolList() };
    case "tools/call":
      return callTool(params, host, own);
    case "openenv/session/create":
      return { session_id: (own ?? host.open()).id };
    case "openenv/session/close": {
      const id = sessionIdOf(params);
      if (id === own?.id) throw new UsageError("The session of this connection is closed by type close");
      host.get(id);
      host.close(id);
      return { session_id: id, closed: true };
    }
    default:
      throw new UnknownMethodError(`Method not found: ${method.slice(0, 100)}`);
  }
}

function sessionIdOf({ session_id }: Readonly<Record<string, unknown>>): string {
  if (typeof session_id === "string") return session_id;
  throw new UsageError("Invalid params: session_id is missing");
}

/** What a call in a session comes to, as MCP has it: the answer as text, and as it is. */
function callTool(
  { name, arguments: args = {}, session_id }: Readonly<Record<string, unknown>>,
  host: SessionHost,
  own: Session | undefined,
): unknown {
  const tool = toolOf(name);
  if (own !== undefined) return contentOf(tool.call(own, args));
  if (typeof session_id === "string") return contentOf(tool.call(host.get(session_id), args));
  const session = host.open();
  try {
    return contentOf(tool.call(session, args));
  } finally {
    host.close(session.id);
  }
}

function toolOf(name: unknown): Tool {
  const names = TOOLS.map((one) => one.name);
  return TOOLS[names.indexOf(requireName("tool", name as string, names))]!;
}

/** A result as MCP has it. */
export function contentOf(result: unknown): {
  readonly content: [{ readonly type: "text"; readonly text: string }];
  readonly structuredContent: Record<string, unknown>;
} {
  return {
    content: [{ type: "text", text: JSON.stringify(result) }],
    structuredContent: result as Record<string, unknown>,
  };
}
