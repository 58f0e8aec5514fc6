import type { ApiFaults } from "./parts/api_faults.ts";
import { cacheProgram, clearCache, poisonCache, warmCache } from "./parts/cache.ts";
import {
  copyTo,
  databaseProgram,
  fill,
  fillDisk,
  fillerPath,
  initialise,
  itemLines,
  other,
  poolerProgram,
  promote,
  removeDataFolder,
  type Server,
} from "./parts/database.ts";
import { frontProgram } from "./parts/front.ts";
import { limitTraffic, undrain } from "./parts/front_socket.ts";
import { tell } from "./parts/http.ts";
import { HEALTHY_LINK, type LinkState } from "./parts/link.ts";
import { type LoadState, USUAL_USERS } from "./parts/load.ts";
import { monitoringPrograms } from "./parts/monitoring.ts";
import { linkProgram, loadProgram, replicaProgram, rogueProgram } from "./parts/own_programs.ts";
import { MAX_REPLICAS, type Plan } from "./plan.ts";
import { FIRST_REPLICAS, MAX_RATE } from "./sizes.ts";
import { createSupervisor } from "./processes/supervisor.ts";

/** A service of the shop. */
export type ShopService = "api" | "cache" | "db";

/** What a person wants to know at a glance. */
export interface ShopState {
  readonly replicas: number;
  readonly version: string;
  /** Which of the two database servers is the primary. */
  readonly primary: Server;
  /** Requests a second. */
  readonly rate: number;
  /** Percent of the requests that are let in. */
  readonly admittedPercent: number;
  readonly openBreakers: readonly string[];
  /** Names of the processes that run. */
  readonly running: readonly string[];
}

/** The shop: real processes on this machine, what can be done to them, and what can be wrong with them. */
export class Shop {
  readonly plan: Plan;
  readonly #supervisor;
  #replicas = 0;
  #version = "good";
  #before = "good";
  #primary: Server = "primary";
  #rate = 0;
  #admitted = 1;
  #openBreakers: readonly string[] = [];
  #rogues: string[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
    this.#supervisor = createSupervisor({ folder: plan.folder });
  }

  /** Starts everything, the database first. `say` hears of each step. */
  async up(say: (text: string) => void): Promise<void> {
    const { plan } = this;
    say("database");
    await initialise(plan);
    await this.#supervisor.start(databaseProgram(plan, "primary"));
    await fill(plan);
    await copyTo(plan, "standby");
    await this.#supervisor.start(databaseProgram(plan, "standby"));
    say("links, pooler and cache");
    for (const link of ["db", "cache"] as const) await this.#supervisor.start(linkProgram(plan, link));
    await this.#supervisor.start(await poolerProgram(plan));
    await this.#supervisor.start(cacheProgram(plan));
    await warmCache(plan, await itemLines(plan, "primary"));
    say("api and front");
    for (let i = 0; i < FIRST_REPLICAS; i++) await this.#startReplica(i);
    this.#replicas = FIRST_REPLICAS;
    await this.#supervisor.start(await frontProgram(plan));
    say("users, Prometheus and Alertmanager");
    await this.#supervisor.start(loadProgram(plan));
    for (const program of await monitoringPrograms(plan)) await this.#supervisor.start(program);
  }

  /** Ends all that was started. */
  async down(): Promise<void> {
    await this.#supervisor.stopAll();
    for (const server of ["primary", "standby"] as const) await removeDataFolder(this.plan, server);
  }

  /** Tells the users how many requests a second they make (at most `MAX_RATE`), when they give up, and how often they try again. */
  async load({ rate = this.#rate, ...users }: Partial<LoadState>): Promise<void> {
    this.#rate = Math.min(MAX_RATE, rate);
    await tell(this.plan.ports.load, { ...users, rate: this.#rate });
  }

  /** The process ids of a service, those of its replicas or servers that are in use. */
  pids(service: ShopService): number[] {
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
  state(): ShopState {
    return {
      replicas: this.#replicas,
      version: this.#version,
      primary: this.#primary,
      rate: this.#rate,
      admittedPercent: Math.round(100 * this.#admitted),
      openBreakers: this.#openBreakers,
      running: this.#supervisor.running(),
    };
  }

  // What can be done: the agent's actions.

  /** Ends a service's processes and starts them anew, those of `api` one after another. */
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
        await this.#supervisor.start(cacheProgram(this.plan));
        return "the cache restarted, and is empty";
      case "db":
        await this.#supervisor.stop(`db-${this.#primary}`);
        await this.#supervisor.start(databaseProgram(this.plan, this.#primary));
        return `the ${this.#primary} server restarted`;
      default:
        throw new Error(`cannot restart "${service}": known are api, cache, db`);
    }
  }

  /** Goes back to the version before the last one. */
  async rollback(service: string): Promise<string> {
    if (service !== "api") throw new Error(`cannot roll "${service}" back: only api has versions`);
    await this.deploy(this.#before);
    return `api runs its version "${this.#version}"`;
  }

  /** Starts a version in place of the one that runs. */
  async deploy(version: string): Promise<void> {
    this.#before = this.#version === version ? this.#before : this.#version;
    this.#version = version;
    await this.restart("api");
  }

  /** Makes the standby the primary, over a path of the network that is well, and ends the old primary. */
  async failover(service: string): Promise<string> {
    if (service !== "db") throw new Error(`cannot fail "${service}" over: only db has a standby`);
    const next = other(this.#primary);
    if (this.#supervisor.pid(`db-${next}`) === undefined) throw new Error("the standby does not run");
    await promote(this.plan, next);
    this.#primary = next;
    await this.tellLink("db", { target: this.plan.ports[next], ...HEALTHY_LINK, cut: true });
    await this.#supervisor.stop(`db-${other(next)}`, { signal: "SIGQUIT" });
    return `the ${next} server is the primary`;
  }

  /** One replica more or less. */
  async scale(service: string, delta: number): Promise<string> {
    if (service !== "api") throw new Error(`cannot scale "${service}": only api has replicas`);
    const count = this.#replicas + Math.sign(delta);
    if (count < 1 || count > MAX_REPLICAS) throw new Error(`api has 1 to ${MAX_REPLICAS} replicas`);
    if (delta > 0) await this.#startReplica(this.#replicas);
    else await this.#supervisor.stop(`api${count}`);
    this.#replicas = count;
    return `${count} replicas`;
  }

  /** Forgets all that is in the cache. */
  async clearCache(): Promise<string> {
    await clearCache(this.plan);
    return "the cache is empty";
  }

  /** Lets in a share of the requests, 0 to 1. */
  async limit(share: number): Promise<string> {
    const said = await limitTraffic(this.plan, share);
    this.#admitted = share;
    return said;
  }

  /** Lets calls from one service to another fail at once. */
  async openBreaker(caller: string, callee: string): Promise<string> {
    if (caller !== "api" || (callee !== "db" && callee !== "cache")) {
      throw new Error(
        `cannot open a breaker from "${caller}" to "${callee}": known are api to cache, api to db`,
      );
    }
    this.#openBreakers = [...new Set([...this.#openBreakers, callee])];
    await this.tellReplicas({ openBreakers: this.#openBreakers });
    return `calls from ${caller} to ${callee} fail at once`;
  }

  /** Takes limits, drains and breakers back. */
  async restore(): Promise<string> {
    await this.limit(1);
    await undrain(this.plan);
    this.#openBreakers = [];
    await this.tellReplicas({ openBreakers: [] });
    return "all requests are let in, to all replicas, and all breakers are closed";
  }

  // What can be wrong.

  /** Tells every replica what is wrong with it, until it is restarted. */
  async tellReplicas(faults: Partial<ApiFaults>): Promise<void> {
    for (let i = 0; i < this.#replicas; i++) await tell(this.plan.apiControlPort(i), faults);
  }

  /** Makes a link better or worse; `cut` ends the connections that there are. */
  async tellLink(link: "db" | "cache", state: Partial<LinkState> & { cut?: boolean }): Promise<void> {
    await tell(this.plan.ports[`${link}LinkControl`], state);
  }

  /** Starts programs that nobody wants: sessions of the primary, which end with it, or neighbours on its processor, which stay. */
  async startRogues(kind: "sessions" | "neighbours", count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const name = `${kind}${this.#rogues.length}`;
      await this.#supervisor.start(rogueProgram(this.plan, { name, kind, server: this.#primary }));
      this.#rogues.push(name);
    }
  }

  /** Takes up what is left of the primary's disk. */
  fillDisk(): Promise<void> {
    return fillDisk(this.plan, this.#primary);
  }

  /** Damages a share of the cache's entries. */
  async poisonCache(share: number): Promise<void> {
    await poisonCache(this.plan, share);
  }

  /** Makes everything as it was after `up`: what faults and actions have left, the standby, a warm cache. */
  async mend(): Promise<void> {
    const { plan } = this;
    for (const name of this.#rogues.splice(0)) await this.#supervisor.stop(name);
    await this.load(USUAL_USERS);
    for (const link of ["db", "cache"] as const) await this.tellLink(link, { ...HEALTHY_LINK, cut: true });
    await Deno.remove(fillerPath(plan, this.#primary)).catch(() => {});
    const standby = other(this.#primary);
    await this.#supervisor.start(databaseProgram(plan, this.#primary));
    if (this.#supervisor.pid(`db-${standby}`) === undefined) {
      await copyTo(plan, standby);
      await this.#supervisor.start(databaseProgram(plan, standby));
    }
    while (this.#replicas > FIRST_REPLICAS) await this.scale("api", -1);
    this.#version = this.#before = "good";
    await this.restart("api");
    while (this.#replicas < FIRST_REPLICAS) await this.scale("api", 1);
    await this.restore();
    await clearCache(plan);
    await warmCache(plan, await itemLines(plan, this.#primary));
  }

  async #startReplica(replica: number): Promise<void> {
    await this.#supervisor.start(replicaProgram(this.plan, replica, this.#version));
    // What a breaker does outlives the replica that it was told to first.
    if (this.#openBreakers.length === 0) return;
    await tell(this.plan.apiControlPort(replica), { openBreakers: this.#openBreakers });
  }
}
