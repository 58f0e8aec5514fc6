import { noteStarted, signal } from "./leftovers.ts";
import { statOf, treeOf } from "./proc.ts";

/** A program that the supervisor keeps running. */
export interface Program {
  /** Its name: of its log file too. */
  readonly name: string;
  /** Path of the program, and its arguments. */
  readonly argv: readonly [string, ...string[]];
  /** Environment variables besides the supervisor's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** The signal that ends it in good order. Default SIGTERM. */
  readonly stopSignal?: Deno.Signal;
  /** Whether it is started again when it ends by itself. Default true. */
  readonly restarts?: boolean;
  /** Whether it answers. Asked until it does. Default: as soon as it runs. */
  ready?(): Promise<boolean>;
}

/** Starts programs, starts those again that die, and ends what it has started: by process id, nothing else. */
export interface Supervisor {
  /** Starts a program and waits until it is ready. @throws {Error} if it ends or is not ready in time, with the end of its log */
  start(program: Program): Promise<void>;
  /** Ends a program and all that it has started, and waits for that; after the grace period it is killed. */
  stop(name: string, options?: { signal?: Deno.Signal }): Promise<void>;
  /** The process id of a program that runs now. */
  pid(name: string): number | undefined;
  /** The names of the programs that run now. */
  running(): string[];
  /** Ends everything, the latest first, and starts nothing from then on. */
  stopAll(): Promise<void>;
}

/** Milliseconds until a program must be ready, between two looks, after which it is killed, and before it is started again. */
const [READY_MS, LOOK_MS, GRACE_MS, RESTART_MS] = [60_000, 50, 5_000, 500];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A supervisor whose programs write their output to `NAME.log` in a folder, where it notes their ids too. */
export function createSupervisor({ folder }: { folder: string }): Supervisor {
  /** What is to run: who stops a program takes it out, even while it waits to be started again. */
  const wanted = new Map<string, Program>();
  const children = new Map<string, Deno.ChildProcess>();
  const ends = new WeakMap<Deno.ChildProcess, Promise<void>>();
  let closing = false;

  const logPath = (name: string) => `${folder}/${name}.log`;

  function launch(program: Program): Deno.ChildProcess {
    const { name, argv: [path, ...args], env, stopSignal = "SIGTERM" } = program;
    const child = new Deno.Command(path, {
      args,
      ...(env && { env: { ...env } }),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    noteStarted(folder, { name, pid: child.pid, stopSignal });
    children.set(name, child);
    const log = (stream: ReadableStream<Uint8Array>) =>
      Deno.open(logPath(name), { create: true, append: true }).then((file) => stream.pipeTo(file.writable));
    const logged = Promise.allSettled([log(child.stdout), log(child.stderr)]);
    ends.set(
      child,
      child.status.then(() => {
        if (children.get(name) === child) children.delete(name);
        // Not waited for by `stop`: who inherited the pipe may live on.
        void logged.then(() => again(program));
      }),
    );
    return child;
  }

  /** Starts a program again that ended by itself. */
  async function again(program: Program): Promise<void> {
    if (wanted.get(program.name) !== program) return;
    if (program.restarts === false) return void wanted.delete(program.name);
    await pause(RESTART_MS);
    if (!closing && wanted.get(program.name) === program && !children.has(program.name)) launch(program);
  }

  async function start(program: Program): Promise<void> {
    const { name } = program;
    if (closing) throw new Error(`${name} was not started: the shop is closing`);
    if (wanted.has(name)) return;
    wanted.set(name, program);
    const child = launch(program);
    const until = Date.now() + READY_MS;
    while (!(await program.ready?.().catch(() => false) ?? true)) {
      const why = closing
        ? "the shop is closing"
        : children.get(name) !== child
        ? "it ended"
        : Date.now() > until
        ? `it was not ready in ${READY_MS / 1_000} s`
        : undefined;
      if (why !== undefined) {
        await stop(name);
        throw new Error(`${name} did not start: ${why}. ${await endOfLog(name)}`.trimEnd());
      }
      await pause(LOOK_MS);
    }
  }

  async function endOfLog(name: string): Promise<string> {
    const text = await Deno.readTextFile(logPath(name)).catch(() => "");
    return text.trimEnd().split("\n").slice(-3).join(" | ");
  }

  async function stop(name: string, options: { signal?: Deno.Signal } = {}): Promise<void> {
    const program = wanted.get(name);
    wanted.delete(name);
    const child = children.get(name);
    if (child === undefined) return;
    const tree = treeOf(child.pid).slice(1).map((pid) => ({ pid, startTicks: statOf(pid)?.startTicks }));
    signal(child.pid, options.signal ?? program?.stopSignal ?? "SIGTERM");
    const grace = setTimeout(() => signal(child.pid, "SIGKILL"), GRACE_MS);
    await ends.get(child);
    clearTimeout(grace);
    for (const { pid, startTicks } of tree) {
      if (startTicks !== undefined && statOf(pid)?.startTicks === startTicks) signal(pid, "SIGKILL");
    }
  }

  return {
    start,
    stop,
    pid: (name) => children.get(name)?.pid,
    running: () => [...children.keys()],
    stopAll: async () => {
      closing = true;
      for (const name of [...children.keys()].reverse()) await stop(name);
    },
  };
}
