import { Readable, Writable } from "node:stream";
import { InMemoryTransport, type Transport } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { UsageError } from "../../../model/mod.ts";
import type { Seen, Session } from "../../core/session.ts";
import { createSessionHost } from "../../core/session_host.ts";
import type { TaskBook } from "../../core/tasks.ts";
import { createMcpServer, type ToolCall } from "../../mcp/server.ts";
import type { Player } from "../play.ts";

/** How a client of MCP is played with. */
export interface McpOptions {
  readonly tasks: TaskBook;
  /** Calls an episode. */
  readonly maxCalls: number;
  /** Longest wait between two calls, and for the client to end. */
  readonly timeoutMs: number;
  /** Hears of each call of a tool in an episode, from 1, and of the text that answers it. */
  readonly heard?: ((episode: number, call: ToolCall, answer: string) => void) | undefined;
}

/** A client's end of a connection: a transport of MCP's SDK, for the `connect` of its `Client`. */
export interface ClientEnd {
  /** Begins to receive. */
  start(): Promise<void>;
  /** Sends a message of JSON-RPC. */
  send(message: object, options?: object): Promise<void>;
  /** Ends the connection. */
  close(): Promise<void>;
  /** Called for each message. */
  onmessage?: ((message: object, extra?: object) => void) | undefined;
  /** Called once the connection is closed. */
  onclose?: (() => void) | undefined;
  /** Called for what goes wrong meanwhile. */
  onerror?: ((error: Error) => void) | undefined;
}

/** A client of MCP that works one episode on its end of a connection, and is done when it returns. The episodes that it works count from 1. */
export type McpClient = (end: ClientEnd, episode: number) => Promise<void>;

/**
 * An agent that is a client of MCP: its program is started for each episode, with the server on its standard input and output, and ends when it is
 * done. `start_episode` tells it of the episode that is scored, whichever it asks for; no score is told.
 */
export function mcpPlayer(
  { command, ...options }: McpOptions & {
    /** The program and its arguments. */
    readonly command: readonly [string, ...string[]];
  },
): Player {
  const name = `mcp:${command.join(" ")}`;
  return playerOn({ name, ...options }, async (serve) => {
    const [program, ...args] = command;
    const child = started(program, args);
    try {
      const end = new StdioServerTransport(
        Readable.fromWeb(child.stdout as never),
        Writable.fromWeb(child.stdin),
      );
      const { success, code } = await serve(end, child.status);
      if (!success) throw new Error(`The agent ${name} ended with exit code ${code}`);
    } finally {
      killed(child);
      await child.status;
    }
  });
}

/** An agent that is a client of MCP in this process: as `mcpPlayer`, without a program. */
export function mcpClientPlayer(
  { name, client, ...options }: McpOptions & { readonly name: string; readonly client: McpClient },
): Player {
  return playerOn({ name, ...options }, async (serve, episode) => {
    const [here, there] = InMemoryTransport.createLinkedPair();
    await serve(here, client(there as ClientEnd, episode));
  });
}

/** Serves an episode at an end of a connection, up to what its client comes to. @throws {Error} if it doesn't call in time */
type Serve = <T>(end: Transport, client: Promise<T>) => Promise<T>;

function playerOn(
  { name, tasks, maxCalls, timeoutMs, heard }: McpOptions & { readonly name: string },
  play: (serve: Serve, episode: number) => Promise<void>,
): Player {
  const host = createSessionHost({ tasks, newId: () => "none", now: () => 0 });
  return {
    name,
    async play(session, { choice, number, withTelemetry }) {
      session.begin(choice, { withTelemetry, trace: true, agent: name });
      const shown = withoutScore(session);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const isLate = Promise.withResolvers<never>();
      const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(
          () => isLate.reject(new Error(`The agent ${name} has not called within ${timeoutMs / 1000} s`)),
          timeoutMs,
        );
      };
      let calls = 0;
      const own = () => {
        wait();
        if (++calls > maxCalls) {
          throw new UsageError(`There are ${maxCalls} calls an episode, and all are used`);
        }
        return shown;
      };
      const server = createMcpServer({
        ...{ host, own },
        ...(heard && { heard: (call, answer) => heard(number, call, answer) }),
      });
      wait();
      try {
        await play(async (end, client) => {
          await server.connect(end);
          return await Promise.race([client, isLate.promise]);
        }, number);
      } catch (error) {
        throw error instanceof UsageError || (error as Error).message.includes(name)
          ? error
          : new Error(`The agent ${name} failed in episode ${number}: ${(error as Error).message}`);
      } finally {
        clearTimeout(timer);
        await server.close();
      }
      if (calls === 0) throw new Error(`The agent ${name} ended episode ${number} without a call of a tool`);
      return { calls: Math.min(calls, maxCalls), tokens: null };
    },
  };
}

/** @throws {UsageError} for a program that there is not */
function started(program: string, args: readonly string[]): Deno.ChildProcess {
  try {
    return new Deno.Command(program, { args: [...args], stdin: "piped", stdout: "piped" }).spawn();
  } catch {
    throw new UsageError(`The program "${program}" cannot be started`);
  }
}

function killed(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended.
  }
}

/** A session that is begun already, and tells no score. */
export function withoutScore(session: Session): Session {
  const hidden = ({ score: _, ...seen }: Seen): Seen => seen;
  return Object.create(session, {
    seen: { get: () => hidden(session.seen) },
    begin: { value: () => hidden(session.seen) },
    step: { value: (...args: Parameters<Session["step"]>) => hidden(session.step(...args)) },
    advance: { value: (...args: Parameters<Session["advance"]>) => hidden(session.advance(...args)) },
    submit: { value: (...args: Parameters<Session["submit"]>) => hidden(session.submit(...args)) },
    take: { value: (...args: Parameters<Session["take"]>) => hidden(session.take(...args)) },
  }) as Session;
}
