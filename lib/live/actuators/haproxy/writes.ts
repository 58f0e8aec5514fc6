import { UsageError } from "../../../model/mod.ts";
import { type HaproxySocket, requireHaproxyName, type ServerState } from "./socket.ts";

/** What HAProxy did not do, or did otherwise than asked. */
export class Refused extends Error {
  /** The name of the class. */
  override readonly name = "Refused";
  /** Whether something may have been changed all the same. */
  readonly changed: boolean;

  /** Makes the error; `changed` says whether something may have been changed all the same. */
  constructor(message: string, options: { readonly changed: boolean }) {
    super(message);
    this.changed = options.changed;
  }
}

/** A spare server of a backend. */
export interface SpareServer {
  readonly name: string;
  /** `host:port`. */
  readonly address: string;
}

/** Sends a command that answers nothing when it is carried out. @throws {Refused} with HAProxy's answer */
async function order(haproxy: HaproxySocket, command: string): Promise<void> {
  const answer = await haproxy.send(command);
  if (answer !== "") throw new Refused(`${command}: ${answer}`, { changed: false });
}

async function serverOf(haproxy: HaproxySocket, backend: string, name: string): Promise<ServerState> {
  const found = (await haproxy.servers(backend)).find((server) => server.name === name);
  if (found === undefined) {
    throw new Refused(`the backend ${backend} has no server ${name}`, { changed: false });
  }
  return found;
}

/** Sets the state of a server and reads it back. @throws {Refused} where it reads otherwise */
export async function setMode(
  haproxy: HaproxySocket,
  backend: string,
  server: string,
  mode: ServerState["mode"],
): Promise<void> {
  const command = `set server ${requireHaproxyName(backend)}/${requireHaproxyName(server)} state ${mode}`;
  await order(haproxy, command);
  const after = await serverOf(haproxy, backend, server);
  if (after.mode !== mode) throw new Refused(`${command}: it reads ${after.mode}`, { changed: true });
}

/**
 * Sets the weight of a server to a share of its base weight, and reads it back. A share of a small base weight rounds to 0, which takes the server
 * out: then the weight of before is put back.
 *
 * @param share above 0 and up to 1
 * @returns the new weight
 * @throws {Refused} where the weight would be 0 or reads otherwise
 */
export async function setWeightShare(
  haproxy: HaproxySocket,
  backend: string,
  server: string,
  share: number,
): Promise<number> {
  const before = await serverOf(haproxy, backend, server);
  const place = `${requireHaproxyName(backend)}/${requireHaproxyName(server)}`;
  const command = `set server ${place} weight ${Math.round(100 * share)}%`;
  await order(haproxy, command);
  const { weight } = await serverOf(haproxy, backend, server);
  if (weight > 0) return weight;
  await order(haproxy, `set server ${place} weight ${before.weight}`);
  throw new Refused(
    `${command}: of a base weight of ${before.baseWeight} it rounds to 0, which takes the server out; ${before.weight} was put back`,
    { changed: false },
  );
}

/** Sets the absolute weight of a server and reads it back. @throws {Refused} where it reads otherwise */
export async function setWeight(
  haproxy: HaproxySocket,
  backend: string,
  server: string,
  weight: number,
): Promise<void> {
  const command = `set server ${requireHaproxyName(backend)}/${requireHaproxyName(server)} weight ${weight}`;
  await order(haproxy, command);
  const after = await serverOf(haproxy, backend, server);
  if (after.weight !== weight) throw new Refused(`${command}: it reads ${after.weight}`, { changed: true });
}

/** The maximum number of connections of a frontend. @throws {UsageError} if there is no such frontend */
export async function maxConnectionsOf(haproxy: HaproxySocket, frontend: string): Promise<number> {
  const row = (await haproxy.stats(requireHaproxyName(frontend))).find(({ svname }) => svname === "FRONTEND");
  if (row === undefined) throw new UsageError(`HAProxy has no frontend ${frontend}`);
  return Number(row["slim"]);
}

/** Sets the maximum number of connections of a frontend and reads it back. @throws {Refused} where it reads otherwise */
export async function setMaxConnections(
  haproxy: HaproxySocket,
  frontend: string,
  limit: number,
): Promise<void> {
  const command = `set maxconn frontend ${requireHaproxyName(frontend)} ${limit}`;
  await order(haproxy, command);
  const after = await maxConnectionsOf(haproxy, frontend);
  if (after !== limit) throw new Refused(`${command}: it reads ${after}`, { changed: true });
}

/** Adds a server to a backend and lets it in; one that is there in maintenance is let in again. @throws {Refused} */
export async function addServer(haproxy: HaproxySocket, backend: string, spare: SpareServer): Promise<void> {
  const place = `${requireHaproxyName(backend)}/${requireHaproxyName(spare.name)}`;
  const there = (await haproxy.servers(backend)).some(({ name }) => name === spare.name);
  if (!there) {
    const command = `add server ${place} ${requireHaproxyName(spare.address)}`;
    const answer = await haproxy.send(command);
    if (!/registered/i.test(answer)) throw new Refused(`${command}: ${answer}`, { changed: false });
    await order(haproxy, `enable server ${place}`);
  }
  await setMode(haproxy, backend, spare.name, "ready");
}

/**
 * Takes a server that was added out of its backend. With connections still open it can't be deleted yet and stays in maintenance.
 *
 * @returns whether it was deleted
 * @throws {Refused}
 */
export async function removeServer(
  haproxy: HaproxySocket,
  backend: string,
  server: string,
): Promise<boolean> {
  await setMode(haproxy, backend, server, "maint");
  await haproxy.send(`del server ${backend}/${server}`);
  return !(await haproxy.servers(backend)).some(({ name }) => name === server);
}
