import { madeUpHost } from "../testing/made_up_host.ts";
import { connect } from "../testing/socket_client.ts";
import { serveSessions } from "./server.ts";

// Steps per second that clients of one process get of a server in the same process, on three-tier: what a network adds is not in it. A step is a message
// and its answer, in JSON both ways.

const CLIENTS = 32;
const STEPS = 180;
/** An answer of more than 64 kB, about 150 copies of three-tier, waits 40 ms for TCP's delayed acknowledgement: Deno's server has no option against it. */
const COPIES = 128;
const BATCH_STEPS = 180;

const { host } = madeUpHost();
const server = serveSessions({ host, listen: { port: 0 } });
const clients = await Promise.all(Array.from({ length: CLIENTS }, () => connect(server.url)));

Deno.bench(`${CLIENTS} sessions, ${CLIENTS * STEPS} steps in all`, { n: 3, warmup: 1 }, async () => {
  await Promise.all(clients.map(async (client, index) => {
    await client.ask({ type: "reset", data: { index } });
    for (let i = 0; i < STEPS; i++) await client.ask({ type: "step", data: { kind: "noop" } });
  }));
});

const [trainer] = clients;
await trainer!.ask({ type: "batch", data: { make: { count: COPIES } } });
const actions = new Uint8Array(4 * COPIES).toBase64();

Deno.bench(
  `${COPIES} copies in a batch, ${COPIES * BATCH_STEPS} steps in all`,
  { n: 3, warmup: 1 },
  async () => {
    for (let i = 0; i < BATCH_STEPS; i++) await trainer!.ask({ type: "batch", data: { actions } });
  },
);
