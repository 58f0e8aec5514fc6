import { CapacityError, type SessionHost } from "../core/session_host.ts";
import { createConnection, errorMessage, type JsonRpc } from "../openenv/connection.ts";

/** Seconds after which a client that answers no ping is gone. */
const PING_SECONDS = 30;
/** WebSocket's codes of closing: a normal end, a broken rule, a message that is too large, and try again later. */
const CLOSE = { normal: 1000, policy: 1008, tooLarge: 1009, later: 1013 } as const;

/** What a socket needs. */
export interface SocketOptions {
  readonly host: SessionHost;
  readonly rpc: JsonRpc;
  /** Seconds, from any origin. */
  readonly now: () => number;
  /** The sockets that are open, for a server that ends. */
  readonly sockets: Set<WebSocket>;
}

/**
 * Opens a session on a WebSocket: one client, one session, which ends with the connection. A client that sends too much, too fast or does not read
 * is dropped; nobody else is. Messages are answered one after the other.
 */
export function openSocket(request: Request, { host, rpc, now, sockets }: SocketOptions): Response {
  const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: PING_SECONDS });
  const { limits } = host;
  let waiting: Promise<unknown> = Promise.resolve();
  let pending = 0;
  let [second, count] = [0, 0];
  let leave = () => {};

  function drop(code: number, error: string): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(error);
    socket.close(code);
    leave();
  }

  /** Whether a message is within the limits of a client. */
  function isAllowed(text: unknown): text is string {
    if (typeof text !== "string") {
      drop(CLOSE.policy, errorMessage("VALIDATION_ERROR", "A message must be a text of JSON, found bytes"));
      return false;
    }
    if (text.length > limits.maxMessageBytes) {
      const rule = `A message has at most ${limits.maxMessageBytes} bytes, found ${text.length}`;
      drop(CLOSE.tooLarge, errorMessage("VALIDATION_ERROR", rule));
      return false;
    }
    const at = Math.floor(now());
    [second, count] = at === second ? [second, count + 1] : [at, 1];
    if (count > limits.maxMessagesPerSecond || pending > limits.maxMessagesPerSecond) {
      const rule = `A client sends at most ${limits.maxMessagesPerSecond} messages a second`;
      drop(CLOSE.policy, errorMessage("SESSION_ERROR", rule));
      return false;
    }
    if (socket.bufferedAmount > limits.maxUnreadBytes) {
      // It would not read a message of why, either.
      socket.close(CLOSE.policy);
      leave();
      return false;
    }
    return true;
  }

  socket.onopen = () => {
    sockets.add(socket);
    let session;
    try {
      session = host.open();
    } catch (error) {
      if (!(error instanceof CapacityError)) throw error;
      const { active } = error;
      const counts = { active_sessions: active, max_sessions: limits.maxSessions };
      return drop(CLOSE.later, errorMessage("CAPACITY_REACHED", error.message, counts));
    }
    const { id } = session;
    const connection = createConnection({ session, limits, rpc });
    leave = () => {
      host.close(id);
      leave = () => {};
      socket.onmessage = null;
    };
    const reply = (text: string | undefined) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (text !== undefined) return socket.send(text);
      leave();
      socket.close(CLOSE.normal);
    };
    const fail = () => drop(CLOSE.policy, errorMessage("SESSION_ERROR", "The session has failed"));
    socket.onmessage = ({ data }) => {
      if (!isAllowed(data)) return;
      try {
        host.get(id);
      } catch {
        return drop(CLOSE.policy, errorMessage("SESSION_ERROR", "The session was idle for too long"));
      }
      if (pending === 0) {
        try {
          const answer = connection.answer(data);
          if (!(answer instanceof Promise)) return reply(answer);
          pending++;
          waiting = answer.then(reply, fail).finally(() => pending--);
        } catch {
          fail();
        }
        return;
      }
      pending++;
      waiting = waiting.then(() => connection.answer(data)).then(reply, fail).finally(() => pending--);
    };
  };
  socket.onclose = () => {
    sockets.delete(socket);
    leave();
  };
  socket.onerror = () => leave();
  return response;
}
