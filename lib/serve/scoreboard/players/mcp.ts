import { Readable, Writable } from "node:stream";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { UsageError } from "../../../model/mod.ts";
import type { Seen, Session } from "../../core/session.ts";
import { createSessionHost } from "../../core/session_host.ts";
import type { TaskBook } from "../../core/tasks.ts";
import { createMcpServer } from "../../mcp/server.ts";
import type { Player } from "../play.ts";

/** How a program that speaks MCP is played with. */
export interface McpOptions {
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly tasks: TaskBook;
  /** Calls an episode. */
  readonly maxCalls: number;
  /** Longest wait between two calls, and for the program to end. */
  readonly timeoutMs: number;
}

/**
 * An agent that is a client of MCP: its program is started for each episode, with the server on its standard input and output, and ends when it is
 * done. `start_episode` tells it of the episode that is scored, whichever it asks for; no score is told.
 */
export function mcpPlayer({ command, tasks, maxCalls, timeoutMs }: McpOptions): Player {
  const host = createSessionHost({ tasks, newId: () => "none", now: () => 0 });
  const name = `mcp:${command.join(" ")}`;
  return {
    name,
    async play(session, { choice, withTelemetry }) {
      session.begin(choice, { withTelemetry, trace: true, agent: name });
      const shown = withoutScore(session);
      const [program, ...args] = command;
      const child = started(program, args);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const isLate = Promise.withResolvers<"late">();
      const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(() => isLate.resolve("late"), timeoutMs);
      };
      let calls = 0;
      const own = () => {
        wait();
        if (++calls > maxCalls) {
          throw new UsageError(`There are ${maxCalls} calls an episode, and all are used`);
        }
        return shown;
      };
      const server = createMcpServer({ host, own });
      wait();
      try {
        await server.connect(
          new StdioServerTransport(Readable.fromWeb(child.stdout as never), Writable.fromWeb(child.stdin)),
        );
        const ended = await Promise.race([child.status, isLate.promise]);
        if (ended === "late") {
          throw new Error(`The agent ${name} has not called within ${timeoutMs / 1000} s`);
        }
        if (!ended.success) throw new Error(`The agent ${name} ended with exit code ${ended.code}`);
      } finally {
        clearTimeout(timer);
        killed(child);
        await server.close();
        await child.status;
      }
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
