/**
 * A stretch of network between two processes that can be made worse: TCP from one port to another, with delay, waits as after lost packets, and
 * packets that do not arrive.
 *
 * Usage: link.ts LISTEN_PORT TARGET_PORT CONTROL_PORT
 */
import { guarded, readText } from "./local_requests.ts";

const HOSTNAME = "127.0.0.1";
const RETRANSMISSION_MS = 200;
const MAX_RETRANSMISSION_MS = 10_000;

/** What is wrong with the link. */
export interface LinkState {
  /** Port that connections are made to. */
  target: number;
  /** Milliseconds by which every answer is late. */
  delayMs: number;
  /** Share of the packets that are lost, and sent again after 200 ms, 0 to 1 (TCP's first retransmission on Linux: RFC 6298 with a minimum of 200 ms). */
  lossShare: number;
  /** Share of the connections, old and new, of which nothing arrives, 0 to 1. */
  partitionedShare: number;
}

/** A link that is well. */
export const HEALTHY_LINK: Omit<LinkState, "target"> = { delayMs: 0, lossShare: 0, partitionedShare: 0 };

/** A link that runs. */
export interface Link {
  /** The port that it listens on. */
  readonly port: number;
  /** Makes it better or worse; `cut` ends the connections that there are. */
  change(changes: Partial<LinkState> & { readonly cut?: boolean }): LinkState;
  /** Ends it and its connections. */
  close(): void;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Milliseconds until a packet arrives that may be lost again and again: the time doubles with each loss. */
export function retransmissionMs(lossShare: number, random: () => number): number {
  let ms = 0;
  for (let wait = RETRANSMISSION_MS; wait < MAX_RETRANSMISSION_MS && random() < lossShare; wait *= 2) {
    ms += wait;
  }
  return ms;
}

/**
 * Listens on a port and passes all on to the target and back.
 *
 * @param options the port (0: a free one), the target, numbers of [0, 1) and a way to wait, so that tests need not
 */
export function createLink(
  { port, target, random = Math.random, wait = pause }: {
    readonly port: number;
    readonly target: number;
    readonly random?: () => number;
    readonly wait?: (ms: number) => Promise<void>;
  },
): Link {
  const state: LinkState = { target, ...HEALTHY_LINK };
  const open = new Set<Deno.TcpConn>();
  let changed = Promise.withResolvers<void>();
  const listener = Deno.listen({ hostname: HOSTNAME, port });

  function closeAll(): void {
    for (const connection of [...open]) {
      open.delete(connection);
      try {
        connection.close();
      } catch {
        // It was closed already.
      }
    }
  }

  /** @param place of the connection among all of them, 0 to 1: those below the share are partitioned */
  async function pass(
    { from, to, place, delayed }: { from: Deno.TcpConn; to: Deno.TcpConn; place: number; delayed: boolean },
  ): Promise<void> {
    const buffer = new Uint8Array(65_536);
    for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
      const part = buffer.slice(0, count);
      while (place < state.partitionedShare) await changed.promise;
      const ms = (delayed ? state.delayMs : 0) + retransmissionMs(state.lossShare, random);
      if (ms > 0) await wait(ms);
      for (let sent = 0; sent < part.length;) sent += await to.write(part.subarray(sent));
    }
    await to.closeWrite();
  }

  async function serve(client: Deno.TcpConn): Promise<void> {
    open.add(client);
    let server: Deno.TcpConn | undefined;
    try {
      const place = random();
      server = await Deno.connect({ hostname: HOSTNAME, port: state.target });
      server.setNoDelay();
      client.setNoDelay();
      open.add(server);
      await Promise.all([
        pass({ from: client, to: server, place, delayed: false }),
        pass({ from: server, to: client, place, delayed: true }),
      ]);
    } catch {
      // Either side went away.
    } finally {
      for (const connection of [client, server]) {
        if (connection === undefined || !open.delete(connection)) continue;
        try {
          connection.close();
        } catch {
          // It was closed already.
        }
      }
    }
  }

  void (async () => {
    for await (const client of listener) void serve(client);
  })();
  return {
    port: listener.addr.port,
    change: ({ cut, ...changes }) => {
      Object.assign(state, changes);
      if (cut) closeAll();
      changed.resolve();
      changed = Promise.withResolvers();
      return { ...state };
    },
    close: () => {
      listener.close();
      closeAll();
      Object.assign(state, HEALTHY_LINK);
      changed.resolve();
    },
  };
}

if (import.meta.main) {
  const [port, target, control] = Deno.args.map(Number) as [number, number, number];
  const link = createLink({ port, target });
  Deno.serve(
    { hostname: HOSTNAME, port: control, onListen: () => {} },
    guarded(async (request) =>
      Response.json(link.change(request.method === "POST" ? JSON.parse(await readText(request)) : {}))
    ),
  );
}
