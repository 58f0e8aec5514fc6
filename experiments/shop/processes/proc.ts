/** Clock ticks a second in /proc/PID/stat (`getconf CLK_TCK` on Linux). */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** What /proc/PID/stat says of a process. */
export interface ProcessStat {
  /** Processor time that it has used, user and system, in seconds. */
  readonly cpuSeconds: number;
  /** When it started, in clock ticks after boot: together with its id it names one process and no later one. */
  readonly startTicks: number;
  /** Whether it has ended and only waits to be asked how. */
  readonly isZombie: boolean;
}

/** Reads the text of /proc/PID/stat. The name of the program stands in parentheses and may hold anything. */
export function parseStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    startTicks: Number(fields[19]),
    isZombie: fields[0] === "Z",
  };
}

/** Bytes of memory that are a process's own, from the text of /proc/PID/statm: resident without shared. */
export function parseOwnBytes(text: string): number {
  const [, resident, shared] = text.split(" ").map(Number);
  return (resident! - shared!) * PAGE_BYTES;
}

/** What /proc says of a process that runs; undefined if there is none. */
export function statOf(pid: number): ProcessStat | undefined {
  try {
    const stat = parseStat(Deno.readTextFileSync(`/proc/${pid}/stat`));
    return stat.isZombie ? undefined : stat;
  } catch {
    return undefined;
  }
}

/** The ids of a process and of all that it has started, itself first. */
export function treeOf(pid: number): number[] {
  const found = [pid];
  for (const next of found) {
    try {
      const children = Deno.readTextFileSync(`/proc/${next}/task/${next}/children`);
      found.push(...children.trim().split(" ").filter(Boolean).map(Number));
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

/** What a process uses. */
export interface Usage {
  /** Processor time since its start, in seconds. */
  readonly cpuSeconds: number;
  /** Bytes of memory of its own. */
  readonly bytes: number;
}

/** What a process and each that it started use, by id. */
export function usageOf(pid: number): ReadonlyMap<number, Usage> {
  const found = new Map<number, Usage>();
  for (const id of treeOf(pid)) {
    try {
      const stat = statOf(id);
      const bytes = parseOwnBytes(Deno.readTextFileSync(`/proc/${id}/statm`));
      if (stat !== undefined) found.set(id, { cpuSeconds: stat.cpuSeconds, bytes });
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}
