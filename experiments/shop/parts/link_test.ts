import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createLink, retransmissionMs } from "./link.ts";

/** Runs with a server that answers each message with itself, behind a link; `random` and the waits are the test's. */
async function withLink(
  random: () => number,
  run: (parts: {
    link: ReturnType<typeof createLink>;
    waits: number[];
    connect: () => Promise<Deno.TcpConn>;
  }) => Promise<void>,
): Promise<void> {
  const server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const echoing = (async () => {
    for await (const connection of server) {
      void connection.readable.pipeTo(connection.writable).catch(() => {});
    }
  })();
  const waits: number[] = [];
  const link = createLink({
    port: 0,
    target: server.addr.port,
    random,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
  const clients: Deno.TcpConn[] = [];
  const connect = async () => {
    const client = await Deno.connect({ hostname: "127.0.0.1", port: link.port });
    clients.push(client);
    return client;
  };
  try {
    await run({ link, waits, connect });
  } finally {
    for (const client of clients) client.close();
    link.close();
    server.close();
    await echoing;
  }
}

const encode = (text: string) => new TextEncoder().encode(text);

async function answerTo(client: Deno.TcpConn, text: string): Promise<string | null> {
  await client.write(encode(text));
  const buffer = new Uint8Array(100);
  const count = await client.read(buffer);
  return count === null ? null : new TextDecoder().decode(buffer.subarray(0, count));
}

const numbers = (...values: number[]) => () => values.shift() ?? 0.99;

Deno.test("a link that is well passes all on, unchanged and without a wait", async () => {
  await withLink(numbers(), async ({ waits, connect }) => {
    strictEqual(await answerTo(await connect(), "hello"), "hello");
    deepStrictEqual(waits, []);
  });
});

Deno.test("a delayed link lets each answer wait, and no question", async () => {
  await withLink(numbers(), async ({ link, waits, connect }) => {
    const client = await connect();
    link.change({ delayMs: 120 });
    strictEqual(await answerTo(client, "one"), "one");
    strictEqual(await answerTo(client, "two"), "two");
    deepStrictEqual(waits, [120, 120]);
  });
});

Deno.test("a link that loses packets sends them again after 200 ms, then 400 ms", async () => {
  // The first number is the connection's place; then the question is lost twice, the answer never.
  await withLink(numbers(0.5, 0.1, 0.1, 0.9, 0.9), async ({ link, waits, connect }) => {
    link.change({ lossShare: 0.3 });
    strictEqual(await answerTo(await connect(), "hello"), "hello");
    deepStrictEqual(waits, [600]);
  });
});

Deno.test("retransmissionMs() gives up doubling before 10 s", () => {
  strictEqual(retransmissionMs(1, () => 0), 200 + 400 + 800 + 1600 + 3200 + 6400);
  strictEqual(retransmissionMs(0, () => 0), 0);
});

Deno.test("a partition holds up connections that exist, and lets them go on when it is over", async () => {
  await withLink(numbers(0.5), async ({ link, connect }) => {
    const client = await connect();
    strictEqual(await answerTo(client, "before"), "before");
    link.change({ partitionedShare: 1 });
    let answered = false;
    const answer = answerTo(client, "during").then((text) => {
      answered = true;
      return text;
    });
    // An unaffected connection to the same server shows that time enough has passed.
    link.change({ partitionedShare: 0.6 });
    strictEqual(await answerTo(await connect(), "elsewhere"), "elsewhere");
    strictEqual(answered, false);
    link.change({ partitionedShare: 0 });
    strictEqual(await answer, "during");
  });
});

Deno.test("a cut ends the connections that there are, and new ones reach the new target", async () => {
  await withLink(numbers(), async ({ link, connect }) => {
    const client = await connect();
    strictEqual(await answerTo(client, "hello"), "hello");
    link.change({ cut: true });
    strictEqual(await client.read(new Uint8Array(1)).catch(() => null), null);
    strictEqual(await answerTo(await connect(), "again"), "again");
  });
});

Deno.test("a link is quick enough not to be noticed: 20 MB in under 5 s", async () => {
  await withLink(numbers(), async ({ connect }) => {
    const client = await connect();
    const [size, part] = [20_000_000, new Uint8Array(65_536)];
    const started = performance.now();
    const sending = (async () => {
      for (let sent = 0; sent < size; sent += part.length) {
        for (let done = 0; done < part.length;) done += await client.write(part.subarray(done));
      }
    })();
    let received = 0;
    const buffer = new Uint8Array(65_536);
    while (received < size) received += await client.read(buffer) ?? size;
    await sending;
    ok(performance.now() - started < 5_000);
  });
});
