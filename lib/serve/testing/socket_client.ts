/** A client on a WebSocket that sends a message and waits for its answer. */
export interface SocketClient {
  /** Sends a message; its answer, as it came. */
  ask(message: unknown): Promise<string>;
  /** The code with which the connection was closed, once it is. */
  readonly closed: Promise<number>;
  /** Every byte that came. */
  readonly received: readonly string[];
  readonly socket: WebSocket;
  close(): Promise<number>;
}

/** Connects to the sessions of a server. */
export async function connect(url: string): Promise<SocketClient> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`);
  const received: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  socket.onmessage = ({ data }) => {
    received.push(data);
    waiting.shift()?.(data);
  };
  const closed = new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => {
      for (const resolveOne of waiting.splice(0)) resolveOne(`closed ${code}`);
      resolve(code);
    };
  });
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = (event) => reject(new Error((event as ErrorEvent).message));
  });
  socket.onerror = null;
  return {
    ask(message) {
      if (socket.readyState !== WebSocket.OPEN) return closed.then((code) => `closed ${code}`);
      const answer = new Promise<string>((resolve) => waiting.push(resolve));
      socket.send(typeof message === "string" ? message : JSON.stringify(message));
      return answer;
    },
    closed,
    received,
    socket,
    close() {
      socket.close();
      return closed;
    },
  };
}
