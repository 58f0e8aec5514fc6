import { eventually, freePort, hasProgram } from "../../testing/debian_program.ts";
import { connectRedis } from "../connect.ts";
import { readRedisAddress } from "../redis_address.ts";

const REDIS = "/usr/bin/redis-server";

/** Whether there is a Redis to test with. */
export const withRedis = await hasProgram(REDIS, "redis-server");

/** A Redis of a test, which keeps nothing when it ends. */
export interface RedisServer {
  readonly port: number;
  readonly address: ReturnType<typeof readRedisAddress>;
  /** Ends it and starts an empty one in its place. */
  restart(): Promise<void>;
  /** Lets it answer nothing, and go on where it was. */
  stop(): void;
  goOn(): void;
  end(): Promise<void>;
}

/** Starts a Redis on a free port. */
export async function startRedis(...options: string[]): Promise<RedisServer> {
  const port = freePort();
  const address = readRedisAddress(`redis://127.0.0.1:${port}`);
  let server = await start();
  async function start() {
    const process = new Deno.Command(REDIS, {
      args: ["--save", "", "--bind", "127.0.0.1", "--port", String(port), ...options],
      stdout: "null",
      stderr: "null",
    }).spawn();
    await eventually("Redis listens", 5, async () => {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port })).close();
        return true;
      } catch {
        return false;
      }
    });
    return process;
  }
  const end = async () => {
    server.kill("SIGTERM");
    await server.status;
  };
  return {
    port,
    address,
    restart: async () => {
      await end();
      server = await start();
    },
    stop: () => server.kill("SIGSTOP"),
    goOn: () => server.kill("SIGCONT"),
    end,
  };
}

/** A connection that is closed at the end of the block. */
export async function usingRedis(address: RedisServer["address"], say: (line: string) => void = () => {}) {
  const redis = await connectRedis(address, say);
  return { redis, [Symbol.dispose]: () => redis.disconnect() };
}

/** A way to a port that can be cut: bytes are then held back, as by a network that loses them and sends them again later. */
export interface CutProxy {
  readonly port: number;
  cut(): void;
  join(): void;
  end(): void;
}

/** Opens a way to a port of this machine. */
export function startCutProxy(target: number): CutProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections = new Set<Deno.Conn>();
  let open = Promise.withResolvers<void>();
  open.resolve();
  const close = (connection: Deno.Conn) => {
    if (connections.delete(connection)) connection.close();
  };
  const pass = async (from: Deno.Conn, to: Deno.Conn) => {
    try {
      for await (const bytes of from.readable) {
        await open.promise;
        for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
      }
    } catch {
      // One side has gone.
    }
    close(to);
    connections.delete(from);
  };
  (async () => {
    for await (const near of listener) {
      const far = await Deno.connect({ hostname: "127.0.0.1", port: target });
      connections.add(near).add(far);
      void pass(near, far);
      void pass(far, near);
    }
  })();
  return {
    port: listener.addr.port,
    cut: () => open = Promise.withResolvers(),
    join: () => open.resolve(),
    end: () => {
      open.resolve();
      listener.close();
      for (const connection of connections) {
        try {
          close(connection);
        } catch {
          // It is closed already.
        }
      }
    },
  };
}
