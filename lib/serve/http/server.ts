import { createMcpHandler } from "@modelcontextprotocol/server";
import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { type SessionHost, sessionHostSchema } from "../core/session_host.ts";
import { type AgentMaker, OWN_AGENTS } from "../aiopslab/agents.ts";
import { aiopslabRoute } from "../aiopslab/routes.ts";
import { createMcpServer } from "../mcp/server.ts";
import { answerRpc } from "../openenv/json_rpc.ts";
import { openEnvRoute } from "../openenv/routes.ts";
import { readBody, TooLargeError } from "./body.ts";
import { openSocket } from "./socket.ts";

/** Names that only this machine reaches. */
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]", "::1"];
/** Seconds between two looks for idle sessions, at most. */
const MAX_SWEEP_SECONDS = 30;

/** Options of `serveSessions`. */
export interface ServeOptions {
  /** The sessions that are served. */
  readonly host: SessionHost;
  /** Address to listen on. Default: `127.0.0.1`, this machine alone; port 0 takes a free one. */
  readonly listen: { readonly hostname?: string; readonly port: number };
  /** Agents that AIOpsLab's route `/simulate` plays besides those that are here. Default: none. */
  readonly agents?: Readonly<Record<string, AgentMaker>>;
  /** Seconds, from any origin. Default: those of the process. */
  readonly now?: () => number;
}

/** A server that runs. */
export interface SessionServer {
  /** Where it is, as `http://127.0.0.1:8970`. */
  readonly url: string;
  /** Ends it, with all sessions. */
  close(): Promise<void>;
}

const OPTIONS = z.strictObject({
  host: sessionHostSchema,
  listen: z.strictObject({ hostname: z.string().min(1).optional(), port: z.int().min(0).max(65_535) }),
  agents: z.record(
    z.string(),
    z.custom<AgentMaker>((value) => typeof value === "function", "must be a function"),
  ).optional(),
  now: z.custom<() => number>((value) => typeof value === "function", "must be a function").optional(),
});

/**
 * Serves sessions to agents from outside, in whichever of its protocols they speak. It keeps no log of what they say.
 *
 * @throws {UsageError} without sessions or a port
 */
export function serveSessions(options: ServeOptions): SessionServer {
  const { host, listen, agents = {}, now = () => performance.now() / 1000 } = checkOptions(
    "serveSessions",
    OPTIONS,
    options,
  );
  const { hostname = "127.0.0.1", port } = listen;
  const sockets = new Set<WebSocket>();
  const isLoopback = LOOPBACK.includes(hostname);
  const rpc = (request: unknown, session: Parameters<typeof answerRpc>[2]) =>
    Promise.resolve(answerRpc(request, host, session));

  const service = { host, agents: { ...OWN_AGENTS, ...agents }, unixSeconds: () => Date.now() / 1000 };
  const mcp = createMcpHandler(() => createMcpServer({ host }), {
    maxRequestBodySize: host.limits.maxMessageBytes,
  });

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (isLoopback && isForeign(request, url)) return json({ detail: "unknown host or origin" }, 403);
    if (url.pathname === "/ws") {
      if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
        return json({ detail: "/ws takes a WebSocket" }, 426);
      }
      return openSocket(request, { host, rpc, now, sockets });
    }
    const { method, headers } = request;
    const text = method === "POST" ? await readBody(request, host.limits.maxMessageBytes) : "";
    if (url.pathname === "/mcp" && speaksMcp(request)) {
      return await mcp.fetch(new Request(url, { method, headers, ...(text !== "" && { body: text }) }));
    }
    if (url.pathname === "/mcp" && method === "POST") return json(answerRpc(parsed(text), host));
    const asked = { method, path: url.pathname, body: () => text === "" ? undefined : JSON.parse(text) };
    const answered = openEnvRoute(asked, host) ?? await aiopslabRoute(asked, service);
    return answered === undefined ? json({ detail: "Not Found" }, 404) : json(answered.body, answered.status);
  }

  const server = Deno.serve({
    ...{ hostname, port },
    onListen: () => {},
    onError: (error) => {
      if (error instanceof TooLargeError) return json({ detail: error.message }, 413);
      if (error instanceof SyntaxError) return json({ detail: "The body is no JSON" }, 422);
      return json({ detail: "The server failed" }, 500);
    },
  }, answer);
  const sweep = setInterval(
    () => host.closeIdle(),
    1000 * Math.min(MAX_SWEEP_SECONDS, host.limits.idleSeconds),
  );
  const { hostname: bound, port: taken } = server.addr as Deno.NetAddr;
  return {
    url: `http://${bound.includes(":") ? `[${bound}]` : bound}:${taken}`,
    async close() {
      clearInterval(sweep);
      await mcp.close();
      for (const socket of sockets) socket.close();
      await server.shutdown();
    },
  };
}

/** Whether a client speaks MCP's Streamable HTTP, whose clients say that they take a stream of events; OpenEnv's own JSON-RPC does not. */
function speaksMcp({ method, headers }: Request): boolean {
  return method !== "POST" || (headers.get("accept") ?? "").includes("text/event-stream");
}

/** Whether a page from elsewhere asks, by a name that it has pointed at this machine, or from its own origin. */
function isForeign({ headers }: Request, { hostname }: URL): boolean {
  if (!LOOPBACK.includes(hostname)) return true;
  const origin = headers.get("origin");
  return origin !== null && !(URL.canParse(origin) && LOOPBACK.includes(new URL(origin).hostname));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function json(body: unknown, status = 200): Response {
  return Response.json(body, { status });
}
