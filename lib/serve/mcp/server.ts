import { McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { z } from "zod";
import { UsageError } from "../../model/mod.ts";
import { CapacityError, type SessionHost } from "../core/session_host.ts";
import type { Session } from "../core/session.ts";
import { type Tool, TOOLS } from "../tools/mod.ts";
import { guardrailsText, runbookText } from "../tools/runbook.ts";

/** What says which session a call is about, where the connection does not. */
const session = z.string().max(100).optional().describe(
  "the session that start_episode told; may be left out on stdio, where there is one",
);

const INSTRUCTIONS =
  "You are on call for a simulated service. Call start_episode, then read metrics, logs, traces, topology and changes; detect and diagnose ask this project's own methods. " +
  "submit_diagnosis says what is wrong and where; act and advance let time pass, one step of 5 s each. end_episode tells the score. In some episodes nothing is wrong.";

/**
 * Creates a server of the Model Context Protocol by its official SDK. It keeps nothing itself: one is made for each connection, or for each request over
 * HTTP, and what lasts is in the sessions.
 *
 * @param options the sessions, and `own` where a connection has one session for itself
 */
export function createMcpServer(
  { host, own, heard }: Sessions & {
    /** Hears of each call of a tool, and of the text that answers it. */
    readonly heard?: (call: ToolCall, answer: string) => void;
  },
): McpServer {
  const server = new McpServer(
    { name: "aiops", version: "0.1.0" },
    { instructions: INSTRUCTIONS },
  );
  for (const tool of TOOLS) {
    registerTool(server, tool, { host, ...(own && { own }), ...(heard && { heard }) });
  }
  registerResources(server, { host, ...(own && { own }) });
  registerPrompts(server);
  return server;
}

/** A call of a tool as a client asks for it. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

interface Sessions {
  readonly host: SessionHost;
  readonly own?: () => Session;
}

/** The session of an id, or that of the connection, which may be given too. @throws {UsageError} without either, and for an unknown one */
function sessionOf({ host, own }: Sessions, id: string | undefined): Session {
  const only = own?.();
  if (only !== undefined && (id === undefined || id === only.id)) return only;
  if (id !== undefined) return host.get(id);
  throw new UsageError("Which session? Give the session that start_episode told");
}

function registerTool(
  server: McpServer,
  tool: Tool,
  { heard, ...sessions }: Sessions & { readonly heard?: (call: ToolCall, answer: string) => void },
): void {
  const { name, about, input, isReadOnly } = tool;
  const starts = name === "start_episode";
  const ends = name === "end_episode";
  const call = ({ session: id, ...args }: Record<string, unknown> & { session?: string | undefined }) => {
    const isNew = starts && id === undefined && sessions.own === undefined;
    const at = isNew ? sessions.host.open() : sessionOf(sessions, id);
    try {
      const result = tool.call(at, args) as Record<string, unknown>;
      // Nobody could call it again: its place is another's.
      if (ends && sessions.own === undefined) sessions.host.close(at.id);
      return starts ? { session: at.id, ...result } : result;
    } catch (error) {
      if (isNew) sessions.host.close(at.id);
      throw error;
    }
  };
  server.registerTool(
    name,
    {
      title: name.replaceAll("_", " "),
      description: about,
      inputSchema: input.extend({ session }),
      annotations: { readOnlyHint: isReadOnly, openWorldHint: false },
    },
    (args) => {
      const asked = { name, arguments: args as Record<string, unknown> };
      try {
        const result = call(args as Parameters<typeof call>[0]);
        const text = JSON.stringify(result);
        heard?.(asked, text);
        return { content: [{ type: "text", text }], structuredContent: result };
      } catch (error) {
        const text = toldError(error);
        heard?.(asked, text);
        return { content: [{ type: "text", text }], isError: true };
      }
    },
  );
}

/** What is told of an error: what the caller did wrong, and nothing of what is wrong inside. */
function toldError(error: unknown): string {
  if (error instanceof UsageError || error instanceof CapacityError) return error.message;
  return "The call could not be carried out";
}

function registerResources(server: McpServer, sessions: Sessions): void {
  const documents = [
    ["guardrails", "what may be done, and how often", guardrailsText],
    ["runbook", "how an incident is worked, the actions, and what the playbook tries", runbookText],
  ] as const;
  for (const [name, description, textOf] of documents) {
    const mimeType = "text/markdown";
    server.registerResource(
      name,
      `aiops://${name}`,
      { description, mimeType },
      ({ href }) => ({ contents: [{ uri: href, mimeType, text: textOf() }] }),
    );
  }
  const mimeType = "application/json";
  const description = "what was asked for in an episode, and what became of it";
  const contentsOf = (uri: string, id: string | undefined) => ({
    contents: [{ uri, mimeType, text: JSON.stringify(sessionOf(sessions, id).audit) }],
  });
  if (sessions.own !== undefined) {
    server.registerResource(
      "audit",
      "aiops://audit",
      { description, mimeType },
      ({ href }) => contentsOf(href, undefined),
    );
  }
  server.registerResource(
    "session-audit",
    new ResourceTemplate("aiops://sessions/{session}/audit", { list: undefined }),
    { description, mimeType },
    ({ href }, { session }) => contentsOf(href, String(session)),
  );
}

function registerPrompts(server: McpServer): void {
  const say = (text: string) => ({
    messages: [{ role: "user" as const, content: { type: "text" as const, text } }],
  });
  server.registerPrompt(
    "work_incident",
    { description: "Work an incident from the first look to the score" },
    () =>
      say(
        "Call start_episode. Find out whether something is wrong, where and what, by the tools that read; submit your diagnosis; mend it with as few actions as it takes, and lift every limit afterwards. " +
          "If nothing is wrong, submit no suspects and do nothing. Call end_episode and report what you found.",
      ),
  );
  server.registerPrompt(
    "write_postmortem",
    {
      description: "Write up an episode that was played",
      argsSchema: z.object({ session: z.string().max(100).optional() }),
    },
    ({ session }) =>
      say(
        `Read the changes, metrics and logs of ${
          session === undefined ? "the episode" : `session ${session}`
        } and write a post-mortem: timeline, cause, what was done, what helped, what to change.`,
      ),
  );
}
