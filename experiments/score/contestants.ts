import { checkOptions } from "../../lib/model/check_options.ts";
import { UsageError } from "../../lib/model/mod.ts";
import type { TaskBook } from "../../lib/serve/mod.ts";
import { Secret } from "../../lib/live/config/secret.ts";
import {
  agentUrl,
  httpAgent,
  llmAgent,
  mcpClientPlayer,
  mcpPlayer,
  ourPlayer,
  type Player,
  readTranscript,
  recorded,
  recordedCalls,
  replayed,
  replayedCalls,
  type TextAgent,
  textPlayer,
  transcriptText,
} from "../../lib/serve/scoreboard/mod.ts";
import { behindKind, KEY_VARIABLE, kindOf, type Settings, settingsSchema } from "./options.ts";

/** Those that every agent stands beside. */
export const BESIDE = ["noop", "blind", "threshold-only", "full", "oracle"] as const;

/** Who is scored, with what was asked of it so far as text where it is asked by text. */
export interface Contestant {
  readonly player: Player;
  readonly transcript?: () => string;
}

/** The agent of the settings. @throws {UsageError} for an unknown name and a wrong address */
export function contestantOf(
  settings: Settings,
  { timeoutMs, tasks }: { readonly timeoutMs: number; readonly tasks: TaskBook },
): Contestant {
  const { agent: given, maxCalls } = settings;
  const kind = kindOf(given);
  if (kind === "name") return { player: ourPlayer(given) };
  const header = (agent: string) => ({ transcript: 1, agent, settings: { ...settings } }) as const;
  if (kind === "mcp") {
    const { heard, lines } = recordedCalls();
    const player = mcpPlayer({ command: commandOf(given), tasks, maxCalls, timeoutMs, heard });
    return { player, transcript: () => transcriptText(header(player.name), lines) };
  }
  const { agent, lines } = recorded(
    kind === "llm" ? llm(settings, timeoutMs) : httpAgent(given, { timeoutMs }),
  );
  return {
    player: textPlayer(agent, settings),
    transcript: () => transcriptText(header(agent.name), lines),
  };
}

function llm({ agent, model }: Settings, timeoutMs: number): TextAgent {
  // The process that may reach the address may read the key, too.
  const mayRead = Deno.permissions.querySync({ name: "env", variable: KEY_VARIABLE }).state === "granted";
  const text = mayRead ? Deno.env.get(KEY_VARIABLE)?.trim() : undefined;
  return llmAgent({
    address: behindKind(agent),
    model: model!,
    timeoutMs,
    ...(text && { key: new Secret(text) }),
  });
}

/** A program and its arguments, which are parted by spaces. @throws {UsageError} without a program */
function commandOf(agent: string): [string, ...string[]] {
  const [program, ...args] = behindKind(agent).split(" ").filter((word) => word !== "");
  if (program === undefined) throw new UsageError("Which program? --agent 'mcp:PROGRAM ARGUMENT …'");
  return [program, ...args];
}

/** What an agent needs: to reach its address, or to start its program. @throws {UsageError} for a wrong address */
export function needsOf(
  { agent }: Settings,
): { readonly net: readonly string[]; readonly run: readonly string[] } {
  const kind = kindOf(agent);
  if (kind === "name") return { net: [], run: [] };
  if (kind === "mcp") return { net: [], run: [commandOf(agent)[0]] };
  const { hostname, port, protocol } = agentUrl(kind === "llm" ? behindKind(agent) : agent);
  return { net: [`${hostname}:${port || (protocol === "https:" ? 443 : 80)}`], run: [] };
}

/** A replay is asked by nobody but this process. */
const REPLAY_TIMEOUT_MS = 60_000;

/** The agent of a transcript, with the settings that it was scored by. @throws {UsageError} for what is no transcript */
export function replayOf(
  text: string,
): { readonly settings: Settings; readonly contestantOn: (tasks: TaskBook) => Contestant } {
  const { header, lines } = readTranscript(text);
  const settings = checkOptions("a transcript", settingsSchema, header.settings, "its settings");
  if (settings.split === "hidden") {
    throw new UsageError(
      "A transcript of the split hidden can't be replayed: its episodes follow from a secret",
    );
  }
  const { agent: name } = header;
  if (kindOf(settings.agent) !== "mcp") {
    return { settings, contestantOn: () => ({ player: textPlayer(replayed(name, lines), settings) }) };
  }
  const client = replayedCalls(lines);
  const options = { name, client, maxCalls: settings.maxCalls, timeoutMs: REPLAY_TIMEOUT_MS };
  return { settings, contestantOn: (tasks) => ({ player: mcpClientPlayer({ ...options, tasks }) }) };
}
