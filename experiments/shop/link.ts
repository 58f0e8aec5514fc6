/**
 * A stretch of network between two processes that can be made worse: TCP from one port to another, with delay, stalls as after a lost packet,
 * and connections that are not made.
 *
 * Usage: link.ts LISTEN_PORT TARGET_PORT CONTROL_PORT
 */
const HOSTNAME = "127.0.0.1";

/** What is wrong with the link. */
export interface LinkState {
  /** Port that connections are made to. */
  target: number;
  /** Milliseconds by which every answer is late. */
  delayMs: number;
  /** Share of the packets that are lost, and sent again after 200 ms, 0 to 1 (TCP's first retransmission on Linux: RFC 6298 with a minimum of 200 ms). */
  lossShare: number;
  /** Share of the connections that get no answer, 0 to 1. */
  refusedShare: number;
}

const RETRANSMISSION_MS = 200;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

if (import.meta.main) {
  const [listen, target, control] = Deno.args.map(Number) as [number, number, number];
  const state: LinkState = { target, delayMs: 0, lossShare: 0, refusedShare: 0 };
  const open = new Set<Deno.TcpConn>();

  async function copy(from: Deno.TcpConn, to: Deno.TcpConn, late: () => number): Promise<void> {
    const buffer = new Uint8Array(65_536);
    for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
      const part = buffer.slice(0, count);
      const wait = late();
      if (wait > 0) await pause(wait);
      for (let sent = 0; sent < part.length;) sent += await to.write(part.subarray(sent));
    }
    await to.closeWrite();
  }

  /** Lost packets are sent again after a time that doubles. */
  function lostMs(): number {
    let [ms, timeout] = [0, RETRANSMISSION_MS];
    for (; Math.random() < state.lossShare && timeout < 10_000; timeout *= 2) ms += timeout;
    return ms;
  }

  async function serve(client: Deno.TcpConn): Promise<void> {
    open.add(client);
    let server: Deno.TcpConn | undefined;
    try {
      // A partition says nothing: the caller has to give up by itself.
      while (Math.random() < state.refusedShare) await pause(1_000);
      server = await Deno.connect({ hostname: HOSTNAME, port: state.target });
      open.add(server);
      await Promise.all([copy(client, server, lostMs), copy(server, client, () => state.delayMs + lostMs())]);
    } catch {
      // Either side went away.
    } finally {
      for (const connection of [client, server]) {
        if (connection === undefined) continue;
        open.delete(connection);
        try {
          connection.close();
        } catch {
          // It was closed already.
        }
      }
    }
  }

  Deno.serve({ hostname: HOSTNAME, port: control, onListen: () => {} }, async (request) => {
    if (request.method === "POST") {
      const { cut, ...changes } = await request.json() as Partial<LinkState> & { cut?: boolean };
      Object.assign(state, changes);
      if (cut) { for (const connection of [...open]) connection.close(); }
    }
    return Response.json(state);
  });
  for await (const client of Deno.listen({ hostname: HOSTNAME, port: listen })) void serve(client);
}
