import { z } from "zod";
import type { TextAgent } from "./text.ts";
import { agentUrl, postJson, type Reach } from "./http.ts";

const ANSWER = z.object({ action: z.string() });

/**
 * An agent behind HTTP: it is sent `{episode, call, state}` and answers `{"action": "…"}`, or the action as plain text.
 *
 * @throws {UsageError} for what is no address
 */
export function httpAgent(address: string, reach: Reach): TextAgent {
  const url = agentUrl(address);
  return {
    name: address,
    answer: async (asked) => ({ text: actionIn(await postJson(url, asked, reach)) }),
  };
}

function actionIn(body: string): string {
  try {
    return ANSWER.parse(JSON.parse(body)).action;
  } catch {
    return body;
  }
}
