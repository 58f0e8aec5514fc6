import { UsageError } from "../lib/model/mod.ts";
import {
  type AgentMaker,
  createSessionHost,
  createTaskBook,
  DEFAULT_LIMITS,
  mixedSuite,
  remoteAgent,
  serveMcpStdio,
  serveSessions,
  type SessionHost,
  type SessionLimits,
  suiteOf,
} from "../lib/serve/mod.ts";
import { type Given, helpText, readArguments, wholeNumber } from "./cli/arguments.ts";
import { tellWhenInterrupted } from "./cli/interrupted.ts";
import { main } from "./cli/main.ts";

/** Where it listens if nothing is said. */
const DEFAULT_PORT = 8970;
/** The experiments whose scenarios are played, the first of them if a client names none. */
const SUITES = ["baselines", "shifts", "unseen", "calm"] as const;

const OPTIONS = {
  port: { type: "string", value: "N", help: `where to listen (${DEFAULT_PORT}); 0 takes a free one` },
  public: {
    type: "boolean",
    help: "listen on every address of this machine; by default only this machine reaches it",
  },
  "end-with-stdin": {
    type: "boolean",
    help: "end with the standard input: with the program that started the server, however that ends",
  },
  secret: {
    type: "string",
    value: "FILE",
    help: "a text of 16 characters or more that the split hidden is drawn from (another one in each start)",
  },
  agent: {
    type: "string",
    multiple: true,
    value: "NAME=URL",
    help:
      "an agent on this machine that /simulate plays, by POST URL/init_context and URL/get_action; may be repeated",
  },
  "max-sessions": {
    type: "string",
    value: "N",
    help: `sessions at once (${DEFAULT_LIMITS.maxSessions})`,
    section: "limits",
  },
  "idle-seconds": {
    type: "string",
    value: "N",
    help: `end a session after so long without a message (${DEFAULT_LIMITS.idleSeconds})`,
  },
  "max-message-bytes": {
    type: "string",
    value: "N",
    help: `largest message (${DEFAULT_LIMITS.maxMessageBytes})`,
  },
  "max-messages-per-second": {
    type: "string",
    value: "N",
    help: `messages of one client (${DEFAULT_LIMITS.maxMessagesPerSecond})`,
  },
  "max-copies": {
    type: "string",
    value: "N",
    help: `copies of an environment in a batch (${DEFAULT_LIMITS.maxCopies})`,
  },
  "mcp-stdio": {
    type: "boolean",
    help:
      "speak MCP on the standard input and output, with one session, in place of a server (deno task mcp)",
    section: "without a server",
  },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task serve [options]",
  about:
    "Serves incidents to agents from outside: OpenEnv on HTTP and /ws, MCP on /mcp, AIOpsLab's service on /simulate. They meet the guardrails and the score of an episode here; no fault is told.",
  options: OPTIONS,
  examples: [
    "deno task serve",
    "deno task serve --port 0 --secret secret.txt",
    "deno task mcp",
    "deno task serve --agent mine=http://127.0.0.1:8001",
    "deno task serve --public --max-sessions 8",
  ],
});

/** The suites that are served: those of the experiments, and one that mixes incidents with calm episodes. */
export function suites(): ReturnType<typeof suiteOf>[] {
  const read = (name: string) =>
    suiteOf(JSON.parse(Deno.readTextFileSync(new URL(`./${name}.json`, import.meta.url))));
  const made = SUITES.map(read);
  return [...made, mixedSuite(made[0]!, made.at(-1)!)];
}

/** Characters that can't be guessed by trying. */
const MIN_SECRET = 16;

/** A secret that nobody knows, or that of a file. @throws {UsageError} for a file that can't be read, or is too short */
export function secretOf(file: string | undefined): string {
  if (file === undefined) return crypto.randomUUID() + crypto.randomUUID();
  try {
    const secret = Deno.readTextFileSync(file).trim();
    if (secret.length >= MIN_SECRET) return secret;
    throw new UsageError(
      `The secret in ${file} must have ${MIN_SECRET} characters or more, found ${secret.length}`,
    );
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `Cannot read the secret ${file}: ${(error as Error).message.split(/[:(]/)[0]!.trim()}`,
    );
  }
}

function limitsOf(given: Given<typeof OPTIONS>): SessionLimits {
  const limit = (name: keyof typeof given, fallback: number, min: number, max: number) =>
    wholeNumber(given[name] as string | undefined, { name, fallback, min, max });
  return {
    maxSessions: limit("max-sessions", DEFAULT_LIMITS.maxSessions, 1, 4096),
    idleSeconds: limit("idle-seconds", DEFAULT_LIMITS.idleSeconds, 1, 86_400),
    maxMessageBytes: limit("max-message-bytes", DEFAULT_LIMITS.maxMessageBytes, 1024, 1 << 24),
    maxMessagesPerSecond: limit(
      "max-messages-per-second",
      DEFAULT_LIMITS.maxMessagesPerSecond,
      1,
      1_000_000,
    ),
    maxCopies: limit("max-copies", DEFAULT_LIMITS.maxCopies, 1, 65_536),
  };
}

/** The agents that are named with an address. @throws {UsageError} for what is no name with an address of this machine */
function agentsOf(given: readonly string[] = []): Readonly<Record<string, AgentMaker>> {
  return Object.fromEntries(given.map((text) => {
    const [, name, url] = text.match(/^([\w.-]+)=(http:\/\/127\.0\.0\.1(?::\d+)?(?:\/.*)?)$/) ?? [];
    if (name === undefined) {
      throw new UsageError(`The option --agent needs NAME=http://127.0.0.1:PORT, found "${text}"`);
    }
    return [name, remoteAgent(url!)];
  }));
}

/** The sessions of this process. */
export function hostOf(given: Given<typeof OPTIONS>): SessionHost {
  return createSessionHost({
    tasks: createTaskBook({ suites: suites(), secret: secretOf(given.secret) }),
    newId: () => crypto.randomUUID(),
    now: () => performance.now() / 1000,
    limits: limitsOf(given),
  });
}

/** Serves sessions until the process ends. */
export function serve(
  args: readonly string[],
  print: (text: string) => void = (text) => console.log(text),
): Promise<void> | void {
  const given = readArguments(args, OPTIONS);
  if (given.help) return print(HELP);
  if (given["mcp-stdio"]) {
    tellWhenInterrupted(() => "stopped: an episode that was under way is lost; scores that were told stand");
    return serveMcpStdio({ host: hostOf(given) });
  }
  const port = wholeNumber(given.port, { name: "port", fallback: DEFAULT_PORT, min: 0, max: 65_535 });
  const agents = agentsOf(given.agent);
  const host = hostOf(given);
  const { url, close } = listening(() =>
    serveSessions({ host, agents, listen: { hostname: given.public ? "0.0.0.0" : "127.0.0.1", port } })
  );
  print(
    `OpenEnv on ${url}, its sessions on ${
      url.replace("http", "ws")
    }/ws; MCP on ${url}/mcp; AIOpsLab's on ${url}/simulate`,
  );
  if (given.public) {
    print("every machine that reaches this one can play: put what asks for names in front of it");
  }
  const interrupts = tellWhenInterrupted(() => stoppedLine(host.count), close);
  if (given["end-with-stdin"]) return endOfInput().then(close).finally(() => interrupts[Symbol.dispose]());
}

/** What is lost when the server stops. */
function stoppedLine(sessions: number): string {
  if (sessions === 0) return "stopped: no session was open";
  const open = sessions === 1 ? "1 session was" : `${sessions} sessions were`;
  return `stopped: ${open} open, and the episodes in them are lost; scores that were told stand`;
}

/** Waits until whoever writes to the standard input has closed it, or is gone. */
async function endOfInput(): Promise<void> {
  for await (const _ of Deno.stdin.readable);
}

/** @throws {Error} in words for an address that is taken */
function listening<T>(listen: () => T): T {
  try {
    return listen();
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new Error("The port is taken: choose another by --port, or 0 for a free one");
  }
}

if (import.meta.main) await main(serve);
