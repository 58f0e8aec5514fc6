import { fit, Slots } from "./slots.ts";
import { EVENT, type World } from "./world.ts";

/** Running counts of users: those that came, and those that got a good answer in time, at whichever try. */
export interface UserTally {
  came: number;
  served: number;
  lost: number;
}

/** Capacity of the users' token bucket. */
const MAX_TOKENS = 50;

/** Users: each sends a request to the front, and tries again if that fails or takes too long. */
export class Users {
  readonly tally: UserTally = { came: 0, served: 0, lost: 0 };
  /** Sends a request of a user, who bears that stamp. */
  send: (user: number, stamp: number) => void = () => {};

  readonly #world: World;
  readonly #users = new Slots();
  #tries = new Int32Array(64);
  #tokens = 0;

  constructor(world: World) {
    this.#world = world;
  }

  arrive(): void {
    const user = this.#users.take();
    this.#tries = fit(this.#tries, user);
    this.#tries[user] = 0;
    this.tally.came++;
    this.#tokens = Math.min(MAX_TOKENS, this.#tokens + this.#world.conditions.users.retryBudget);
    this.try(user, this.#users.stamps[user]!);
  }

  /** Makes a first try or, if the stamp is still the user's, another one. */
  try(user: number, stamp: number): void {
    if (this.#users.stamps[user] !== stamp) return;
    const { events, conditions, network: { topology } } = this.#world;
    this.#tries[user]!++;
    const renewed = this.#users.renew(user);
    const { userTimeoutSeconds } = topology;
    if (conditions.users.retries > 0 && userTimeoutSeconds < Infinity) {
      events.push(events.time + userTimeoutSeconds, EVENT.userGaveUp, user, renewed);
    }
    this.send(user, renewed);
  }

  /** Notes the answer to a try, or that the user waits for it no longer. */
  ended(user: number, { stamp, good }: { stamp: number; good: boolean }): void {
    if (this.#users.stamps[user] !== stamp) return;
    if (good) this.tally.served++;
    else if (this.#mayRetry(this.#tries[user]!)) return this.#retry(user);
    else this.tally.lost++;
    this.#users.release(user);
  }

  #mayRetry(tries: number): boolean {
    const { retries, retryBudget } = this.#world.conditions.users;
    if (tries > retries) return false;
    if (retryBudget === Infinity) return true;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  #retry(user: number): void {
    const { events, next, conditions: { users: { backoffSeconds, backoffFactor, jitter } } } = this.#world;
    let wait = backoffSeconds;
    for (let k = 1; k < this.#tries[user]!; k++) wait *= backoffFactor;
    if (jitter > 0) wait *= 1 + jitter * (2 * next() - 1);
    events.push(events.time + wait, EVENT.userRetries, user, this.#users.renew(user));
  }
}
