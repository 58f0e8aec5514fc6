import { statOf, treeOf } from "./proc.ts";

/** A process that the shop has started. An id is given to other processes later: its start tells which one is meant. */
export interface StartedProcess {
  /** What the shop calls it. */
  readonly name: string;
  /** Its id. */
  readonly pid: number;
  /** When it started, in clock ticks after boot. */
  readonly startTicks: number;
  /** The boot that this was in. */
  readonly boot: string;
  /** The signal that ends it in good order. */
  readonly stopSignal: Deno.Signal;
}

/** Milliseconds until a process that was asked to end is killed, and between two looks. */
const [GRACE_MS, LOOK_MS] = [3_000, 50];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const bootId = () => Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();

/** What is known of this machine's processes. */
export interface Machine {
  /** The id of this boot. */
  boot(): string;
  /** When a process that runs started, in clock ticks after boot. */
  startTicks(pid: number): number | undefined;
}

const THIS_MACHINE: Machine = { boot: bootId, startTicks: (pid) => statOf(pid)?.startTicks };

const pathIn = (folder: string) => `${folder}/processes.jsonl`;

/** Notes a process that was started, so that it is found even if the shop's daemon is killed. */
export function noteStarted(
  folder: string,
  { name, pid, stopSignal }: Pick<StartedProcess, "name" | "pid" | "stopSignal">,
): void {
  const startTicks = statOf(pid)?.startTicks;
  if (startTicks === undefined) return;
  const noted: StartedProcess = { name, pid, startTicks, boot: bootId(), stopSignal };
  Deno.writeTextFileSync(pathIn(folder), `${JSON.stringify(noted)}\n`, { append: true });
}

/** Those of the noted processes that still run. */
export function leftoversIn(folder: string, machine: Machine = THIS_MACHINE): StartedProcess[] {
  let text: string;
  try {
    text = Deno.readTextFileSync(pathIn(folder));
  } catch {
    return [];
  }
  const boot = machine.boot();
  return text.split("\n").flatMap((line) => {
    try {
      const noted = JSON.parse(line) as StartedProcess;
      const same = noted.boot === boot && machine.startTicks(noted.pid) === noted.startTicks;
      return same ? [noted] : [];
    } catch {
      // An empty line, or one that was not written to its end.
      return [];
    }
  });
}

/** Ends what an earlier shop has left in a folder, the latest first, and nothing else. @returns the names of what was ended */
export async function endLeftovers(folder: string): Promise<string[]> {
  const left = leftoversIn(folder).reverse();
  for (const process of left) {
    // What it has started is noted before it ends: afterwards nobody knows whose it was.
    const tree = treeOf(process.pid).map((pid) => ({ pid, startTicks: statOf(pid)?.startTicks }));
    const alive = () =>
      tree.filter(({ pid, startTicks }) =>
        startTicks !== undefined && statOf(pid)?.startTicks === startTicks
      );
    signal(process.pid, process.stopSignal);
    for (const until = Date.now() + GRACE_MS; alive().length > 0 && Date.now() < until;) await pause(LOOK_MS);
    for (const { pid } of alive()) signal(pid, "SIGKILL");
  }
  await Deno.remove(pathIn(folder)).catch(() => {});
  return left.map(({ name }) => name);
}

/** Sends a signal to a process that may have ended. */
export function signal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch {
    // It has ended already.
  }
}
