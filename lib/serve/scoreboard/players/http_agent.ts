import { z } from "zod";
import { agentUrl, postJson, type Reach } from "./http.ts";
import type { TextAgent } from "./text.ts";

const ANSWER = z.object({ action: z.string() });

/**
 * An agent that is a service, with the two routes that `deno task serve --agent` asks: `POST URL/init_context {session_id, problem_desc, instructions,
 * apis}` tells it of an episode, and `POST URL/get_action {session_id, state}` answers `{"action": "…"}`.
 *
 * @throws {UsageError} for what is no address
 */
export function httpAgent(address: string, reach: Reach): TextAgent {
  const base = agentUrl(address);
  const route = (name: string) => new URL(`${base.pathname.replace(/\/$/, "")}/${name}`, base);
  return {
    name: address,
    async answer({ episode, briefing, state }) {
      const session = { session_id: String(episode) };
      if (briefing !== undefined) await postJson(route("init_context"), { ...session, ...briefing }, reach);
      const url = route("get_action");
      return { text: actionIn(await postJson(url, { ...session, state }, reach), url) };
    },
  };
}

/** @throws {Error} for an answer that is none */
function actionIn(body: string, url: URL): string {
  try {
    return ANSWER.parse(JSON.parse(body)).action;
  } catch {
    throw new Error(`The agent at ${url.href} answered without {"action": text}`);
  }
}
