/** A server of a test, on a port of its own. */
export interface TestServer extends AsyncDisposable {
  /** Its address, as `http://127.0.0.1:40123`. */
  readonly url: string;
}

/** Serves until it is disposed of; requests that still hang are let go. */
export function serve(handler: (request: Request) => Response | Promise<Response>): TestServer {
  const stop = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen: () => {} },
    handler,
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await server.finished;
    },
  };
}

/** A server that answers each connection with these bytes after the request has come, and hangs up. */
export function serveBytes(bytes: string): TestServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(65_536));
      await connection.write(new TextEncoder().encode(bytes));
      connection.close();
    }
  })();
  return {
    url: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    [Symbol.asyncDispose]: async () => {
      listener.close();
      await serving;
    },
  };
}
