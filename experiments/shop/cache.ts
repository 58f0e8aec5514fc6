import type { Plan } from "./plan.ts";
import { run } from "./run.ts";
import { CACHE_SECONDS } from "./sizes.ts";
import type { Program } from "./supervisor.ts";

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

/** Puts entries into the cache as if each had been asked for at some time of the last minutes. @param lines `ID JSON` */
export async function warmCache({ ports }: Plan, lines: string): Promise<void> {
  const commands = lines.split("\n").flatMap((line) => {
    const [id, json] = [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)];
    const seconds = 1 + Math.floor(Math.random() * CACHE_SECONDS);
    return id === "" ? [] : [`SET item:${id} '${json.replaceAll("'", "\\'")}' EX ${seconds}`];
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
