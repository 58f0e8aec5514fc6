import { UsageError } from "../../../model/mod.ts";
import type { Session } from "../../core/session.ts";
import { toldStep } from "../../tools/playing.ts";
import type { Player } from "../play.ts";
import { type Briefing, briefing, briefingText, readAnswer } from "./action_text.ts";

/** What a text agent is asked. */
export interface Asked {
  /** Number of the episode among those that are played, from 1: another one begins another episode. */
  readonly episode: number;
  /** Number of the call within the episode, from 1. */
  readonly call: number;
  /** In the first call of an episode: what it is about. */
  readonly briefing?: Briefing;
  /** What the agent sees: what its last call came to. */
  readonly state: string;
}

/** All that an agent is told by a call, as one text. */
export function askedText({ briefing, state }: Pick<Asked, "briefing" | "state">): string {
  return briefing === undefined ? state : `${briefingText(briefing)}\n\n${state}`;
}

/** What it answers. */
export interface Answered {
  readonly text: string;
  /** Tokens that it took; absent: it counts none. */
  readonly tokens?: number;
}

/** An agent that turns a text into a text, as AIOpsLab's `get_action(state) -> str`. */
export interface TextAgent {
  readonly name: string;
  /** @throws {Error} in words where it can't be reached */
  answer(asked: Asked): Promise<Answered>;
}

/** Longest answer that is read, in characters. */
export const MAX_ANSWER_LENGTH = 20_000;

/**
 * A text agent that plays by calling tools. What it gets wrong it is told in one line, which costs a call; after `maxCalls` the rest of the episode
 * passes without it.
 */
export function textPlayer(agent: TextAgent, { maxCalls }: { readonly maxCalls: number }): Player {
  return {
    name: agent.name,
    async play(session, { choice, number, withTelemetry }) {
      session.begin(choice, { withTelemetry, trace: true, agent: agent.name });
      let state = JSON.stringify(toldStep(session.seen, session));
      const first = { briefing: briefing(session, maxCalls) };
      let calls = 0;
      let tokens: number | null = null;
      while (calls < maxCalls && !session.seen.done) {
        calls++;
        const answered = await agent.answer({
          episode: number,
          call: calls,
          ...(calls === 1 && first),
          state,
        });
        if (answered.tokens !== undefined) tokens = (tokens ?? 0) + answered.tokens;
        state = stateAfter(answered.text, session);
      }
      return { calls, tokens };
    },
  };
}

/** What a call comes to, or what is wrong with it. */
function stateAfter(answer: string, session: Session): string {
  try {
    if (answer.length > MAX_ANSWER_LENGTH) {
      throw new UsageError(`An answer has at most ${MAX_ANSWER_LENGTH} characters, found ${answer.length}`);
    }
    const { tool, args } = readAnswer(answer, session);
    return JSON.stringify(tool.call(session, args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return `error: ${error.message}`;
  }
}
