import type { Plan } from "../plan.ts";
import { run } from "../processes/run.ts";
import { CACHE_SECONDS, FIRST_RATE, ITEMS, SKEW, WRITE_SHARE } from "../sizes.ts";
import type { Program } from "../processes/supervisor.ts";

/** Damages a share of the entries: half of them so that it is noticed (`?`), half so that the request fails (`!`). */
const POISON = `
math.randomseed(tonumber(ARGV[2]))
local count = 0
for _, key in ipairs(redis.call('KEYS', 'item:*')) do
  if math.random() < tonumber(ARGV[1]) then
    redis.call('SET', key, math.random() < 0.5 and '?' or '!', 'EX', '600')
    count = count + 1
  end
end
return count`;

/** Redis, which forgets what was not asked for when it is full. */
export function cacheProgram({ ports, folder }: Plan): Program {
  return {
    name: "cache",
    argv: [
      "redis-server",
      ...["--port", String(ports.cache), "--bind", "127.0.0.1", "--dir", folder],
      ...["--save", "", "--appendonly", "no"],
      ...["--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"],
    ],
    ready: async () => (await redis(ports.cache, "PING")).includes("PONG"),
  };
}

/** Forgets all entries. */
export async function clearCache({ ports }: Plan): Promise<void> {
  await redis(ports.cache, "FLUSHALL");
}

/**
 * The probability that an item is in a cache that has been in use for long: it is read at a rate r, stays T seconds and is then away for 1 / r on average,
 * so that it is there for a share of rT / (1 + rT) (Jung, Berger and Balakrishnan, "Modeling TTL-based Internet caches", INFOCOM 2003).
 *
 * @param id of the item, from 1
 */
export function cachedShare(id: number): number {
  const asked = (id / ITEMS) ** (1 / SKEW) - ((id - 1) / ITEMS) ** (1 / SKEW);
  const reads = FIRST_RATE * (1 - WRITE_SHARE) * asked * CACHE_SECONDS;
  return reads / (1 + reads);
}

/** Fills the cache as it is after long use at the first rate. @param lines `ID JSON` of every item */
export async function warmCache({ ports }: Plan, lines: string): Promise<void> {
  const commands = lines.split("\n").flatMap((line) => {
    const [id, json] = [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)];
    if (id === "" || Math.random() > cachedShare(Number(id))) return [];
    const seconds = 1 + Math.floor(Math.random() * CACHE_SECONDS);
    return [`SET item:${id} '${json.replaceAll("'", "\\'")}' EX ${seconds}`];
  });
  await run(["redis-cli", "-p", String(ports.cache)], { input: `${commands.join("\n")}\n` });
}

/** Damages a share of the entries, 0 to 1. @returns how many */
export async function poisonCache({ ports }: Plan, share: number): Promise<number> {
  const seed = String(Math.floor(Math.random() * 2 ** 31));
  return Number(await redis(ports.cache, "EVAL", POISON, "0", String(share), seed));
}

function redis(port: number, ...args: string[]): Promise<string> {
  return run(["redis-cli", "-p", String(port), ...args]);
}
