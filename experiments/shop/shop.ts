import { createConnection } from "node:net";
import type { ApiFaults } from "./api.ts";
import {
  copyTo,
  cpuOf,
  databaseProgram,
  fill,
  fillerPath,
  initialise,
  other,
  poolerProgram,
  promote,
  removeDataFolder,
  type Server,
  sql,
} from "./database.ts";
import { frontProgram } from "./front.ts";
import { reachable, tell } from "./http.ts";
import type { LinkState } from "./link.ts";
import type { LoadState } from "./load.ts";
import { monitoringPrograms } from "./monitoring.ts";
import { MAX_REPLICAS, type Plan } from "./plan.ts";
import { run } from "./run.ts";
import { createSupervisor, type Program } from "./supervisor.ts";

const FIRST_REPLICAS = 2;
const here = (file: string) => new URL(file, import.meta.url).pathname;
const deno = (file: string, args: readonly (string | number)[], memoryMb?: number): Program["argv"] => [
  Deno.execPath(),
  "run",
  "--no-prompt",
  "--allow-net=127.0.0.1",
  "--allow-env",
  "--allow-sys",
  "--allow-read",
  ...(memoryMb === undefined ? [] : [`--v8-flags=--max-old-space-size=${memoryMb}`]),
  here(file),
  ...args.map(String),
];

/** Memory that an `api` replica may use, in MB. */
export const API_MEMORY_MB = 192;

/** The shop: real processes on this machine, what can be done to them, and what can be wrong with them. */
export class Shop {
  readonly plan: Plan;
  readonly #supervisor;
  #replicas = 0;
  #version = "good";
  #before = "good";
  #primary: Server = "primary";
  #rate = 0;
  #rogues: Deno.ChildProcess[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
    this.#supervisor = createSupervisor({ logFolder: plan.folder });
  }

  /** Starts everything, the database first. `say` hears of each step. */
  async up(say: (text: string) => void): Promise<void> {
    const { plan } = this;
    const { ports } = plan;
    say("database");
    await initialise(plan);
    await this.#supervisor.start(databaseProgram(plan, "primary"));
    await fill(plan);
    await copyTo(plan, "standby");
    await this.#supervisor.start(databaseProgram(plan, "standby"));
    say("links, pooler and cache");
    await this.#startLink("db-link", ports.dbLink, ports.primary, ports.dbLinkControl);
    await this.#startLink("cache-link", ports.cacheLink, ports.cache, ports.cacheLinkControl);
    await this.#supervisor.start(await poolerProgram(plan));
    await this.#startCache();
    say("api and front");
    for (let i = 0; i < FIRST_REPLICAS; i++) await this.#startReplica(i);
    this.#replicas = FIRST_REPLICAS;
    await this.#supervisor.start(await frontProgram(plan));
    say("load, Prometheus and Alertmanager");
    await this.#supervisor.start({
      name: "load",
      argv: deno("load.ts", [ports.front, ports.load]),
      ready: () => reachable(ports.load),
    });
    for (const program of await monitoringPrograms(plan)) await this.#supervisor.start(program);
  }

  /** Ends all that was started. */
  async down(): Promise<void> {
    this.#stopRogues();
    await this.#supervisor.stopAll();
    for (const server of ["primary", "standby"] as const) await removeDataFolder(this.plan, server);
  }

  /** Tells the users how many requests a second they make, and how often they try again. */
  async load(state: Partial<LoadState>): Promise<void> {
    if (state.rate !== undefined) this.#rate = state.rate;
    await tell(this.plan.ports.load, state);
  }

  /** The process ids of a service, those of its replicas or servers that are in use. */
  pids(service: "api" | "cache" | "db"): number[] {
    const names = {
      api: Array.from({ length: this.#replicas }, (_, i) => `api${i}`),
      cache: ["cache"],
      db: [`db-${this.#primary}`],
    }[service];
    return names.flatMap((name) => this.#supervisor.pid(name) ?? []);
  }

  /** How many `api` replicas there are. */
  get replicas(): number {
    return this.#replicas;
  }

  /** What a person wants to know at a glance. */
  state(): Record<string, unknown> {
    return {
      replicas: this.#replicas,
      version: this.#version,
      primary: this.#primary,
      rate: this.#rate,
      running: this.#supervisor.running(),
    };
  }

  // What can be done.

  async restart(service: string): Promise<string> {
    switch (service) {
      case "api":
        for (let i = 0; i < this.#replicas; i++) {
          await this.#supervisor.stop(`api${i}`);
          await this.#startReplica(i);
        }
        return `${this.#replicas} replicas restarted one by one`;
      case "cache":
        await this.#supervisor.stop("cache");
        // A restart makes new connections, over whatever path is well.
        await tell(this.plan.ports.cacheLinkControl, {
          delayMs: 0,
          lossShare: 0,
          refusedShare: 0,
          cut: true,
        });
        await this.#startCache();
        return "restarted, and empty";
      case "db":
        await this.#supervisor.stop(`db-${this.#primary}`);
        await this.#supervisor.start(databaseProgram(this.plan, this.#primary));
        return `the ${this.#primary} server restarted`;
      default:
        throw new Error(`cannot restart "${service}": known are api, cache, db`);
    }
  }

  async rollback(service: string): Promise<string> {
    if (service !== "api") throw new Error(`cannot roll "${service}" back: only api has versions`);
    await this.deploy(this.#before);
    return `api runs its version "${this.#version}"`;
  }

  async deploy(version: string): Promise<void> {
    this.#before = this.#version === version ? this.#before : this.#version;
    this.#version = version;
    await this.restart("api");
  }

  async failover(service: string): Promise<string> {
    if (service !== "db") throw new Error(`cannot fail "${service}" over: only db has a standby`);
    const next = other(this.#primary);
    if (this.#supervisor.pid(`db-${next}`) === undefined) throw new Error("the standby does not run");
    await promote(this.plan, next);
    this.#primary = next;
    await tell(this.plan.ports.dbLinkControl, {
      target: this.plan.ports[next],
      delayMs: 0,
      lossShare: 0,
      refusedShare: 0,
      cut: true,
    });
    await this.#supervisor.stop(`db-${other(next)}`, { signal: "SIGQUIT" });
    return `the ${next} server is the primary`;
  }

  async scale(service: string, delta: number): Promise<string> {
    if (service !== "api") throw new Error(`cannot scale "${service}": only api has replicas`);
    const count = this.#replicas + Math.sign(delta);
    if (count < 1 || count > MAX_REPLICAS) throw new Error(`api has 1 to ${MAX_REPLICAS} replicas`);
    if (delta > 0) await this.#startReplica(this.#replicas);
    else await this.#supervisor.stop(`api${count}`);
    this.#replicas = count;
    return `${count} replicas`;
  }

  async clearCache(): Promise<string> {
    await redis(this.plan.ports.cache, "FLUSHALL");
    return "the cache is empty";
  }

  /** Lets in a share of the requests, 0 to 1. */
  async limit(factor: number): Promise<string> {
    const percent = Math.round(100 * factor);
    await ask(
      `${this.plan.folder}/haproxy.sock`,
      `experimental-mode on; set var proc.admitted int(${percent})`,
    );
    const answer = await ask(
      `${this.plan.folder}/haproxy.sock`,
      "experimental-mode on; get var proc.admitted",
    );
    if (!answer.includes(`<${percent}>`)) {
      throw new Error(`the front did not take the limit: ${answer.trim()}`);
    }
    return `${percent} % of the requests are let in`;
  }

  // What can be wrong.

  async tellReplicas(faults: Partial<ApiFaults>): Promise<void> {
    for (let i = 0; i < this.#replicas; i++) await tell(this.plan.apiControlPort(i), faults);
  }

  async tellLink(link: "db" | "cache", state: Partial<LinkState> & { cut?: boolean }): Promise<void> {
    await tell(this.plan.ports[`${link}LinkControl`], state);
  }

  /** Lets programs run beside the database until it is restarted (`sessions`), or until something else hosts it (`neighbours`). */
  async startRogues(kind: "sessions" | "neighbours", count: number): Promise<void> {
    const { plan } = this;
    const argv = kind === "sessions"
      ? [
        "psql",
        "-qtA",
        ...["-h", "127.0.0.1", "-p", String(plan.ports[this.#primary]), "-U", "shop", "-d", "shop", "-c"],
        "select count(*) from reviews a, reviews b where a.stars + b.item % 7 = b.stars",
      ]
      : ["taskset", "-c", String(cpuOf(this.#primary)), "stress-ng", "--cpu", "1", "--quiet"];
    for (let i = 0; i < count; i++) {
      const [path, ...args] = argv;
      this.#rogues.push(
        new Deno.Command(path!, { args, stdin: "null", stdout: "null", stderr: "null" }).spawn(),
      );
    }
    await Promise.resolve();
  }

  /** Takes up what is left of the primary's disk. */
  async fillDisk(): Promise<void> {
    const path = fillerPath(this.plan, this.#primary);
    await run(["dd", "if=/dev/zero", `of=${path}`, "bs=1M"]).catch(() => {});
  }

  /** Damages a share of the cache's entries: half of them so that it is noticed. */
  async poisonCache(share: number): Promise<void> {
    const keys = (await redis(this.plan.ports.cache, "KEYS", "item:*")).split("\n").filter(Boolean);
    for (const key of keys) {
      if (Math.random() < share) {
        await redis(this.plan.ports.cache, "SET", key, Math.random() < 0.5 ? "?" : "!", "EX", "600");
      }
    }
  }

  /** Makes everything as it was after `up`: what faults are left, what was limited, the standby. */
  async mend(): Promise<void> {
    this.#stopRogues();
    await this.limit(1);
    await this.load({ rate: this.#rate, retries: 0 });
    await this.tellLink("db", { delayMs: 0, lossShare: 0, refusedShare: 0, cut: true });
    await this.tellLink("cache", { delayMs: 0, lossShare: 0, refusedShare: 0, cut: true });
    await Deno.remove(fillerPath(this.plan, this.#primary)).catch(() => {});
    const standby = other(this.#primary);
    if (this.#supervisor.pid(`db-${this.#primary}`) === undefined) {
      await this.#supervisor.start(databaseProgram(this.plan, this.#primary));
    }
    if (this.#supervisor.pid(`db-${standby}`) === undefined) {
      await copyTo(this.plan, standby);
      await this.#supervisor.start(databaseProgram(this.plan, standby));
    }
    while (this.#replicas > FIRST_REPLICAS) await this.scale("api", -1);
    while (this.#replicas < FIRST_REPLICAS) await this.scale("api", 1);
    this.#version = this.#before = "good";
    await this.restart("api");
    await this.clearCache();
  }

  /** The version that a server answers with, for a look at whether the database works. */
  ping(): Promise<string> {
    return sql(this.plan, this.#primary, "select 1");
  }

  #stopRogues(): void {
    for (const child of this.#rogues.splice(0)) {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
    }
  }

  #startReplica(replica: number): Promise<void> {
    const { plan } = this;
    const { ports } = plan;
    const [port, control] = [plan.apiPort(replica), plan.apiControlPort(replica)];
    return this.#supervisor.start({
      name: `api${replica}`,
      argv: deno("api.ts", [port, control, ports.cacheLink, ports.pooler, this.#version], API_MEMORY_MB),
      ready: () => reachable(port, "/health"),
    });
  }

  #startCache(): Promise<void> {
    const { ports, folder } = this.plan;
    return this.#supervisor.start({
      name: "cache",
      argv: [
        "redis-server",
        ...[
          "--port",
          String(ports.cache),
          "--bind",
          "127.0.0.1",
          "--save",
          "",
          "--appendonly",
          "no",
          "--dir",
          folder,
        ],
        ...["--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"],
      ],
      ready: async () => (await redis(ports.cache, "PING")).includes("PONG"),
    });
  }

  #startLink(name: string, listen: number, target: number, control: number): Promise<void> {
    return this.#supervisor.start({
      name,
      argv: deno("link.ts", [listen, target, control]),
      ready: () => reachable(control),
    });
  }
}

function redis(port: number, ...args: string[]): Promise<string> {
  return run(["redis-cli", "-p", String(port), ...args]);
}

/** One command to HAProxy's socket, and its answer. */
function ask(path: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = createConnection(path, () => socket.end(`${command}\n`));
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => answer += text);
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}
