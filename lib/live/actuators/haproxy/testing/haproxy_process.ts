import { inFolder } from "../../../loop/testing/in_folder.ts";

/** Where Debian has it. */
export const HAPROXY = "/usr/sbin/haproxy";

/** A free port of the loopback. */
function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}

/** A running HAProxy: a frontend `fe` for 100 connections, a backend `be_api` of api1 to api3 and `be_db` of db1 and db2. */
export interface RunningHaproxy {
  /** Its runtime socket, as `127.0.0.1:40123`. */
  readonly socket: string;
  /** Address of its frontend. */
  readonly url: string;
  /** Sends a command of an administrator's own. */
  send(command: string): Promise<string>;
}

/** Servers answer after so many ms, by name. */
export type Delays = Readonly<Record<string, number>>;

/** Starts HAProxy in front of three small servers, runs a test, and ends all of it. */
export function withHaproxy(
  run: (haproxy: RunningHaproxy) => Promise<void>,
  delays: Delays = {},
): Promise<void> {
  return inFolder(async (folder) => {
    const servers = ["api1", "api2", "api3"].map((name) => {
      const handler = async () => {
        await new Promise((resolve) => setTimeout(resolve, delays[name] ?? 0));
        return new Response(name);
      };
      return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
    });
    const [statistics, front] = [freePort(), freePort()];
    const lines = servers.map(({ addr }, i) =>
      `  server api${i + 1} 127.0.0.1:${addr.port} weight ${i === 0 ? 1 : 100}`
    );
    Deno.writeTextFileSync(`${folder}/haproxy.cfg`, configuration({ statistics, front, lines }));
    const child = new Deno.Command(HAPROXY, {
      args: ["-db", "-f", `${folder}/haproxy.cfg`],
      stdout: "null",
      stderr: "null",
    }).spawn();
    const socket = `127.0.0.1:${statistics}`;
    const send = (command: string) => ask(statistics, command);
    try {
      while (await send("show info").then((text) => !text.includes("HAProxy"), () => true)) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await run({ socket, url: `http://127.0.0.1:${front}`, send });
    } finally {
      child.kill("SIGKILL");
      await child.status;
      await Promise.all(servers.map((server) => server.shutdown()));
    }
  });
}

function configuration(
  { statistics, front, lines }: { statistics: number; front: number; lines: string[] },
): string {
  return `global
  stats socket ipv4@127.0.0.1:${statistics} level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend fe
  bind 127.0.0.1:${front}
  maxconn 100
  default_backend be_api
backend be_api
  balance roundrobin
${lines.join("\n")}
backend be_db
  balance roundrobin
  server db1 127.0.0.1:1
  server db2 127.0.0.1:2
`;
}

async function ask(port: number, command: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(`${command}\n`));
  return (await new Response(connection.readable).text()).trim();
}
