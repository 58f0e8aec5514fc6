import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";
import { type SessionHost, sessionHostSchema } from "../core/session_host.ts";
import { checkOptions } from "../../model/check_options.ts";
import { createMcpServer } from "./server.ts";

const OPTIONS = z.strictObject({ host: sessionHostSchema });

/**
 * Speaks MCP on the standard input and output with the process that started this one, in one session; it is opened anew where it was idle for too
 * long.
 *
 * @throws {UsageError} without a host
 * @throws {CapacityError} where the host holds as many sessions as it may
 */
export function serveMcpStdio(options: {
  /** Where the one session of the client lives. */
  readonly host: SessionHost;
}): void {
  const { host } = checkOptions("serveMcpStdio", OPTIONS, options);
  let { id } = host.open();
  const own = () => {
    try {
      return host.get(id);
    } catch {
      const session = host.open();
      id = session.id;
      return session;
    }
  };
  serveStdio(() => createMcpServer({ host, own }));
}
