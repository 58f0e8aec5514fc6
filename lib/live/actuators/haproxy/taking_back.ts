import type { HaproxySocket, ServerState } from "./socket.ts";
import { maxConnectionsOf, setMaxConnections, setMode, setWeight } from "./writes.ts";

/** Lifts a limit of a frontend, if it still reads as it was written. @returns what was done, in words */
export async function liftLimit(
  haproxy: HaproxySocket,
  { frontend, written, usual }: {
    readonly frontend: string;
    /** The values that this loop has written, the last one last. */
    readonly written: readonly number[];
    readonly usual: number;
  },
): Promise<string> {
  const now = await maxConnectionsOf(haproxy, frontend);
  if (now === usual) return `${frontend} maxconn reads ${usual} already`;
  if (!written.includes(now)) return left(`${frontend} maxconn`, now, written.at(-1)!);
  await setMaxConnections(haproxy, frontend, usual);
  return `${frontend} maxconn ${now} -> ${usual}`;
}

/** Lets the servers of a backend back into the mode that they had, of those that still are in the one that was written. */
export async function backToMode(
  haproxy: HaproxySocket,
  { of, servers, written }: {
    readonly of: string;
    readonly servers: readonly ServerState[];
    readonly written: ServerState["mode"];
  },
): Promise<string> {
  const texts: string[] = [];
  for (const { name, mode } of servers) {
    const now = (await haproxy.servers(of)).find((server) => server.name === name);
    if (now?.mode === mode) continue;
    if (now?.mode !== written) texts.push(left(`${of}/${name}`, now?.mode ?? "gone", written));
    else {
      await setMode(haproxy, of, name, mode);
      texts.push(`${of}/${name} ${written} -> ${mode}`);
    }
  }
  return texts.join(", ") || `${of} is as before already`;
}

/** Gives a server its weight back, if it still has the one that was written. */
export async function backToWeight(
  haproxy: HaproxySocket,
  { of, name, weight, written }: {
    readonly of: string;
    readonly name: string;
    readonly weight: number;
    /** NaN where nobody knows what was written. */
    readonly written: number;
  },
): Promise<string> {
  const now = (await haproxy.servers(of)).find((server) => server.name === name)?.weight;
  if (now === weight) return `${of}/${name} has a weight of ${weight} already`;
  if (!Number.isNaN(written) && now !== written) {
    return left(`the weight of ${of}/${name}`, now ?? "gone", written);
  }
  await setWeight(haproxy, of, name, weight);
  return `${of}/${name} weight ${now} -> ${weight}`;
}

function left(what: string, now: number | string, written: number | string): string {
  return `${what} reads ${now}, not the ${written} of this loop: somebody else has changed it, it is left so`;
}
