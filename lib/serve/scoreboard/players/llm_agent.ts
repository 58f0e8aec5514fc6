import { z } from "zod";
import { redactSecrets } from "../../../live/config/redact.ts";
import type { Secret } from "../../../live/config/secret.ts";
import { agentUrl, postJson, type Reach } from "./http.ts";
import { askedText, type TextAgent } from "./text.ts";

/** How a language model is asked. */
export interface LlmOptions extends Reach {
  /** Address of an endpoint that speaks OpenAI's chat completions, as `http://127.0.0.1:11434/v1`. */
  readonly address: string;
  /** Name of the model there. */
  readonly model: string;
  /** What the endpoint wants to see; absent: nothing. */
  readonly key?: Secret;
}

interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

const COMPLETION = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullable() }) })).min(1),
  usage: z.object({ total_tokens: z.number() }).optional(),
});

const SYSTEM =
  "You operate a production service. Think briefly, then answer with exactly one call in the last line, and nothing after it.";
/** Latest messages that the model is sent again, besides the first state of the episode. */
const RECENT_MESSAGES = 24;

/**
 * An example of a language model as an agent: the conversation of an episode goes to an endpoint of OpenAI's chat completions, at temperature 0, and
 * the last line of what it says is what it does.
 *
 * @throws {UsageError} for what is no address
 */
export function llmAgent({ address, model, key, ...reach }: LlmOptions): TextAgent {
  const base = agentUrl(address);
  const url = new URL(`${base.pathname.replace(/\/$/, "")}/chat/completions`, base);
  let messages: Message[] = [];
  let at = 0;
  return {
    name: `llm:${address}`,
    async answer(asked) {
      if (asked.episode !== at) messages = [];
      at = asked.episode;
      messages.push({ role: "user", content: askedText(asked) });
      const [first, ...rest] = messages;
      // An even number, so that what is left out is whole exchanges.
      const sent = [{ role: "system", content: SYSTEM }, first!, ...rest.slice(-RECENT_MESSAGES)];
      const body = await postJson(url, { model, messages: sent, temperature: 0 }, {
        ...reach,
        ...(key && { headers: { authorization: `Bearer ${key.reveal()}` } }),
      });
      const { choices, usage } = completionIn(body, url);
      // An endpoint that says the key back must not get it into a transcript.
      const text = redactSecrets(choices[0]!.message.content ?? "");
      messages.push({ role: "assistant", content: text });
      return { text, ...(usage && { tokens: usage.total_tokens }) };
    },
  };
}

/** @throws {Error} for an answer that is no chat completion */
function completionIn(body: string, url: URL): z.output<typeof COMPLETION> {
  try {
    return COMPLETION.parse(JSON.parse(body));
  } catch {
    throw new Error(`The agent at ${url.href} answered what is no chat completion`);
  }
}
