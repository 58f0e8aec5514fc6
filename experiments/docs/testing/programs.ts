import { printed } from "../../testing/printed.ts";

/** A task of `deno.json` that is a program of this project. */
interface Program {
  readonly path: string;
  run(args: readonly string[]): void | Promise<void>;
}

const TASKS = (JSON.parse(Deno.readTextFileSync("deno.json")) as {
  tasks: Record<string, { command: string }>;
}).tasks;

/** Names of all tasks. */
export const TASK_NAMES: readonly string[] = Object.keys(TASKS);

/** The program behind a task, to be run within this process; undefined for tasks that are deno's own commands. */
export async function programOf(task: string): Promise<Program | undefined> {
  const path = TASKS[task]?.command.match(/ (experiments\/[\w/]+\.ts)$/)?.[1];
  if (path === undefined) return undefined;
  const source = Deno.readTextFileSync(path);
  const name = source.match(/^(?:if \(import\.meta\.main\)|\s+) ?await main\((?:\(args\) => )?(\w+)/m)?.[1];
  if (name === undefined) return undefined;
  const module = await import(`../../../${path}`);
  return { path, run: module[name] };
}

const helps = new Map<string, Promise<string | undefined>>();

/** What `--help` of a task prints; undefined for tasks that are deno's own commands. */
export function helpOf(task: string): Promise<string | undefined> {
  const known = helps.get(task) ?? askForHelp(task);
  helps.set(task, known);
  return known;
}

async function askForHelp(task: string): Promise<string | undefined> {
  const path = TASKS[task]?.command.match(/^deno run .*--allow-all (\S+)$/)?.[1];
  if (path === undefined) {
    const program = await programOf(task);
    return program && printed(() => program.run(["--help"]));
  }
  // What it imports asks for more than a test may do.
  const { stdout } = await new Deno.Command("deno", {
    args: ["run", "--no-check", "--allow-all", path, "--help"],
  })
    .output();
  return new TextDecoder().decode(stdout);
}
