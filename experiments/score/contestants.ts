import { checkOptions } from "../../lib/model/check_options.ts";
import { UsageError } from "../../lib/model/mod.ts";
import { Secret } from "../../lib/live/config/secret.ts";
import {
  agentUrl,
  httpAgent,
  llmAgent,
  ourPlayer,
  type Player,
  readTranscript,
  recorded,
  replayed,
  type TextAgent,
  textPlayer,
  transcriptText,
} from "../../lib/serve/scoreboard/mod.ts";
import { isAddress, KEY_VARIABLE, LLM, type Settings, settingsSchema } from "./options.ts";

/** Those that every agent stands beside. */
export const BESIDE = ["noop", "blind", "threshold-only", "full", "oracle"] as const;

/** Who is scored, with what was asked of it so far as text where it is asked by text. */
export interface Contestant {
  readonly player: Player;
  readonly transcript?: () => string;
}

/** The agent of the settings. @throws {UsageError} for an unknown name and a wrong address */
export function contestantOf(settings: Settings, { timeoutMs }: { readonly timeoutMs: number }): Contestant {
  if (!isAddress(settings.agent)) return { player: ourPlayer(settings.agent) };
  const { agent, lines } = recorded(addressed(settings, timeoutMs));
  return {
    player: textPlayer(agent, settings),
    transcript: () => transcriptText({ transcript: 1, agent: agent.name, settings: { ...settings } }, lines),
  };
}

function addressed({ agent, model }: Settings, timeoutMs: number): TextAgent {
  if (!agent.startsWith(LLM)) return httpAgent(agent, { timeoutMs });
  // The process that may reach the address may read the key, too.
  const mayRead = Deno.permissions.querySync({ name: "env", variable: KEY_VARIABLE }).state === "granted";
  const text = mayRead ? Deno.env.get(KEY_VARIABLE)?.trim() : undefined;
  return llmAgent({
    address: agent.slice(LLM.length),
    model: model!,
    timeoutMs,
    ...(text && { key: new Secret(text) }),
  });
}

/** Where an agent is asked; undefined: here. @throws {UsageError} for a wrong address */
export function hostOf({ agent }: Settings): string | undefined {
  if (!isAddress(agent)) return undefined;
  const { hostname, port, protocol } = agentUrl(agent.startsWith(LLM) ? agent.slice(LLM.length) : agent);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

/** The agent of a transcript, with the settings that it was scored by. @throws {UsageError} for what is no transcript */
export function replayOf(text: string): { readonly settings: Settings; readonly contestant: Contestant } {
  const { header, lines } = readTranscript(text);
  const settings = checkOptions("a transcript", settingsSchema, header.settings, "its settings");
  if (settings.split === "hidden") {
    throw new UsageError(
      "A transcript of the split hidden can't be replayed: its episodes follow from a secret",
    );
  }
  return { settings, contestant: { player: textPlayer(replayed(header.agent, lines), settings) } };
}
