import type { Plan } from "../plan.ts";
import { run } from "../processes/run.ts";
import { ITEMS } from "../sizes.ts";
import type { Program } from "../processes/supervisor.ts";

/** One of the two PostgreSQL servers; which of them is the primary changes with each failover. */
export type Server = "primary" | "standby";

const BIN = "/usr/lib/postgresql/15/bin";
/** Size of the file system that a server's data lies on, where the shop may make one: little enough to be filled. */
const DISK_MB = 400;

const SETTINGS = [
  "fsync=off",
  "shared_buffers=48MB",
  "max_connections=60",
  "wal_keep_size=64MB",
  "max_wal_size=96MB",
  "min_wal_size=32MB",
  "jit=off",
  "max_parallel_workers_per_gather=0",
  "log_min_messages=fatal",
  "client_connection_check_interval=1s",
];

/** Rows of the table of reviews, which has no index: to count those of an item takes some 40 ms of processor time. */
const REVIEWS = 600_000;

const SCHEMA = `
create table items (id int primary key, name text not null, price numeric not null);
create table reviews (item int not null, stars int not null);
create table orders (id bigserial primary key, item int not null, note text not null, at timestamptz not null default now());
alter table orders alter column note set storage plain;
insert into items select i, 'item ' || i, 1 + i % 100 from generate_series(1, ${ITEMS}) i;
insert into reviews select 1 + i % ${ITEMS}, 1 + i % 5 from generate_series(1, ${REVIEWS}) i;
analyze;
`;

/** PostgreSQL does not run as root: then it runs as the user that Debian's package made for it. */
const asDatabaseUser = () =>
  Deno.uid() === 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

const dataFolder = ({ folder }: Plan, server: Server) => `${folder}/pg-${server}`;

/** Whether a folder is a file system of its own. */
async function mounted(folder: string): Promise<boolean> {
  const [own, parent] = await Promise.all([folder, `${folder}/..`].map((path) => Deno.stat(path)));
  return own!.dev !== parent!.dev;
}

/** Makes the folder, on a small file system of its own where that is allowed: to root, and not in every container. */
async function makeDataFolder(plan: Plan, server: Server): Promise<void> {
  const folder = dataFolder(plan, server);
  await removeDataFolder(plan, server);
  await Deno.mkdir(folder, { recursive: true });
  if (Deno.uid() === 0) {
    await run(["mount", "-t", "tmpfs", "-o", `size=${DISK_MB}m`, "tmpfs", folder]).catch(() => {});
  }
  await Deno.mkdir(`${folder}/data`, { mode: 0o700 });
  if (Deno.uid() === 0) await run(["chown", "-R", "postgres:postgres", folder]);
}

/** Takes up what is left of a server's disk. @throws {Error} where the server has no file system of its own: it would be everybody's disk */
export async function fillDisk(plan: Plan, server: Server): Promise<void> {
  if (!await mounted(dataFolder(plan, server))) {
    throw new Error(
      "disk_full is not to be had here: the database has no file system of its own, which root alone may mount",
    );
  }
  // It ends with an error when the disk is full.
  await run(["dd", "if=/dev/zero", `of=${fillerPath(plan, server)}`, "bs=1M"]).catch(() => {});
}

/** Removes a server's data, and its file system. */
export async function removeDataFolder(plan: Plan, server: Server): Promise<void> {
  const folder = dataFolder(plan, server);
  if (await mounted(folder).catch(() => false)) await run(["umount", "-l", folder]);
  await Deno.remove(folder, { recursive: true }).catch(() => {});
}

/** The program of a server whose data is there; it runs on a processor of its own, as on a host of its own. */
export function databaseProgram(plan: Plan, server: Server): Program {
  const port = plan.ports[server];
  const processor = cpuOf(server);
  return {
    name: `db-${server}`,
    argv: [
      "taskset",
      "-c",
      String(processor),
      ...asDatabaseUser(),
      `${BIN}/postgres`,
      "-D",
      `${dataFolder(plan, server)}/data`,
      "-p",
      String(port),
      ...[...SETTINGS, `unix_socket_directories=${dataFolder(plan, server)}`].flatMap((
        setting,
      ) => ["-c", setting]),
    ],
    stopSignal: "SIGINT",
    ready: () =>
      run([`${BIN}/pg_isready`, "-q", "-h", "127.0.0.1", "-p", String(port)]).then(() => true, () => false),
  };
}

/** The processor that a server runs on. */
export function cpuOf(server: Server): number {
  return server === "primary" ? 0 : Math.min(1, navigator.hardwareConcurrency - 1);
}

/** Makes the first server's data: to be called before its program starts. */
export async function initialise(plan: Plan): Promise<void> {
  await makeDataFolder(plan, "primary");
  const data = `${dataFolder(plan, "primary")}/data`;
  await run([
    ...asDatabaseUser(),
    `${BIN}/initdb`,
    "-D",
    data,
    "-U",
    "shop",
    "--auth=trust",
    "--no-sync",
    "-E",
    "UTF8",
  ]);
}

/** Makes the shop's tables on the server that runs. */
export async function fill(plan: Plan): Promise<void> {
  await sql(plan, "primary", "create database shop", "postgres");
  await sql(plan, "primary", SCHEMA);
}

/** Copies a server that runs into the other's folder, which then starts as its standby. */
export async function copyTo(plan: Plan, standby: Server): Promise<void> {
  const from = other(standby);
  await makeDataFolder(plan, standby);
  await run([
    ...asDatabaseUser(),
    `${BIN}/pg_basebackup`,
    ...[
      "-D",
      `${dataFolder(plan, standby)}/data`,
      "-h",
      "127.0.0.1",
      "-p",
      String(plan.ports[from]),
      "-U",
      "shop",
      "-R",
      "-c",
      "fast",
      "--no-sync",
    ],
  ]);
}

/** Makes a standby the primary. */
export async function promote(plan: Plan, server: Server): Promise<void> {
  await run([
    ...asDatabaseUser(),
    `${BIN}/pg_ctl`,
    "promote",
    "-D",
    `${dataFolder(plan, server)}/data`,
    "-w",
    "-t",
    "20",
  ]);
}

/** Runs statements on a server. */
export async function sql(plan: Plan, server: Server, text: string, database = "shop"): Promise<string> {
  return await run([
    "psql",
    "-qtA",
    "-v",
    "ON_ERROR_STOP=1",
    "-h",
    "127.0.0.1",
    "-p",
    String(plan.ports[server]),
    "-U",
    "shop",
    "-d",
    database,
    "-c",
    text,
  ]);
}

/** The other server. */
export function other(server: Server): Server {
  return server === "primary" ? "standby" : "primary";
}

/** Where the file lies that `fillDisk` writes. */
export function fillerPath(plan: Plan, server: Server): string {
  return `${dataFolder(plan, server)}/filler`;
}

/** Every item as the replicas would put it into the cache: `ID JSON`, one a line. */
export function itemLines(plan: Plan, server: Server): Promise<string> {
  return sql(
    plan,
    server,
    `select id || ' ' || json_build_object('id', id, 'name', name, 'price', price::text, 'reviews', coalesce(count, 0)::text)
     from items left join (select item, count(*) from reviews group by item) counts on item = id`,
  );
}

/** pgbouncer before the database, over the link whose far end is the primary. */
export async function poolerProgram({ folder, ports }: Plan): Promise<Program> {
  const path = `${folder}/pgbouncer.ini`;
  await Deno.writeTextFile(`${folder}/users.txt`, `"shop" ""\n`);
  await Deno.writeTextFile(
    path,
    `[databases]
shop = host=127.0.0.1 port=${ports.dbLink} dbname=shop user=shop
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${ports.pooler}
unix_socket_dir =
auth_type = any
auth_file = ${folder}/users.txt
pool_mode = transaction
default_pool_size = 16
max_client_conn = 200
server_connect_timeout = 2
server_login_retry = 1
query_wait_timeout = 3
query_timeout = 5
admin_users = shop
ignore_startup_parameters = extra_float_digits
log_connections = 0
log_disconnections = 0
stats_period = 60
`,
  );
  return {
    name: "pooler",
    argv: [...asDatabaseUser(), "pgbouncer", path] as unknown as Program["argv"],
    ready: () =>
      run([`${BIN}/pg_isready`, "-q", "-h", "127.0.0.1", "-p", String(ports.pooler)]).then(
        () => true,
        () => false,
      ),
  };
}
