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
  /** Starts a program and waits until it is ready. @throws {Error} if it is not ready in time, with the end of its log */
  start(program: Program): Promise<void>;
  /** Ends a program and waits for its end; after the grace period it is killed. */
  stop(name: string, options?: { signal?: Deno.Signal }): Promise<void>;
  /** The process id of a program that runs now. */
  pid(name: string): number | undefined;
  /** The names of the programs that run now. */
  running(): string[];
  /** Ends everything, the latest first. */
  stopAll(): Promise<void>;
}

/** Milliseconds until a program must be ready, between two looks, after which it is killed, and before it is started again. */
const [READY_MS, LOOK_MS, GRACE_MS, RESTART_MS] = [30_000, 50, 5_000, 500];

interface Running {
  readonly program: Program;
  readonly child: Deno.ChildProcess;
  readonly ended: Promise<void>;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A supervisor whose programs write their output to `NAME.log` in a folder. */
export function createSupervisor({ logFolder }: { logFolder: string }): Supervisor {
  const programs = new Map<string, Running>();
  let closing = false;

  const logPath = (name: string) => `${logFolder}/${name}.log`;

  function launch(program: Program): Running {
    const [path, ...args] = program.argv;
    const child = new Deno.Command(path, {
      args,
      ...(program.env && { env: { ...program.env } }),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const log = (stream: ReadableStream<Uint8Array>) =>
      Deno.open(logPath(program.name), { create: true, append: true })
        .then((file) => stream.pipeTo(file.writable));
    const logged = Promise.allSettled([log(child.stdout), log(child.stderr)]);
    const ended = child.status.then(async () => {
      await logged;
      // One that was stopped is gone from the list before it ends.
      if (programs.get(program.name)?.child !== child) return;
      programs.delete(program.name);
      if (program.restarts === false || closing) return;
      await pause(RESTART_MS);
      if (!closing && !programs.has(program.name)) launch(program);
    });
    const running = { program, child, ended };
    programs.set(program.name, running);
    return running;
  }

  async function start(program: Program): Promise<void> {
    if (programs.has(program.name)) return;
    launch(program);
    const until = Date.now() + READY_MS;
    while (!(await program.ready?.().catch(() => false) ?? true)) {
      if (Date.now() > until) {
        await stop(program.name);
        throw new Error(
          `${program.name} was not ready in ${READY_MS / 1000} s. ${await endOfLog(program.name)}`,
        );
      }
      await pause(LOOK_MS);
    }
  }

  async function endOfLog(name: string): Promise<string> {
    const text = await Deno.readTextFile(logPath(name)).catch(() => "");
    return text.trimEnd().split("\n").slice(-3).join(" | ");
  }

  async function stop(name: string, options: { signal?: Deno.Signal } = {}): Promise<void> {
    const running = programs.get(name);
    if (running === undefined) return;
    programs.delete(name);
    const kill = (signal: Deno.Signal) => {
      try {
        running.child.kill(signal);
      } catch {
        // It has ended already.
      }
    };
    kill(options.signal ?? running.program.stopSignal ?? "SIGTERM");
    const grace = setTimeout(() => kill("SIGKILL"), GRACE_MS);
    await running.ended;
    clearTimeout(grace);
  }

  return {
    start,
    stop,
    pid: (name) => programs.get(name)?.child.pid,
    running: () => [...programs.keys()],
    stopAll: async () => {
      closing = true;
      for (const name of [...programs.keys()].reverse()) await stop(name);
    },
  };
}
