import type { Permissions } from "../../../lib/live/mod.ts";

/** Tries what a configuration allows and what it doesn't, in a process that has its permissions, and writes down what was refused. */
const { allowed, state } = JSON.parse(Deno.args[0]!) as { allowed: Permissions; state: string };

// The import below leaves a promise behind, whose refusal must not end this process.
globalThis.addEventListener("unhandledrejection", (event) => event.preventDefault());

/** Whether Deno refuses a piece of work; that it fails for another reason is no refusal. */
async function isRefused(work: () => unknown): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotCapable;
  }
}

const connect = (address: string) => async () => {
  const [hostname, port] = address.split(":") as [string, string];
  (await Deno.connect({ hostname, port: Number(port) })).close();
};
const run = (command: string) => () => new Deno.Command(command).output();
const tried = {
  "its host": connect(allowed.net[0]!),
  "another port of its host": connect("127.0.0.1:22"),
  "another host": connect("127.0.0.2:80"),
  "a name to look up": () => fetch("http://other.example/"),
  "its command": run(allowed.run.at(-1)!),
  "another command": run("/bin/ls"),
  "a shell": run("/bin/sh"),
  "its state": () => Deno.readTextFile(state),
  "another file to read": () => Deno.readTextFile("/etc/hostname"),
  "another file to write": () => Deno.writeTextFile(`${state}.other`, ""),
  "a variable": () => Deno.env.get("HOME"),
  "the machine": () => Deno.hostname(),
  "code from elsewhere": () =>
    import("data:text/javascript,await fetch('http://other.example/')").then(() =>
      Deno.readTextFile("/etc/hostname")
    ),
};
const refused: string[] = [];
for (const [name, work] of Object.entries(tried)) if (await isRefused(work)) refused.push(name);
await Deno.writeTextFile(state, JSON.stringify(refused));
Deno.exit(0);
