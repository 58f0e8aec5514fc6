import { z } from "zod";
import { describeAction, nearestName, UsageError } from "../../../model/mod.ts";
import type { Session } from "../../core/session.ts";
import { type Tool, TOOLS } from "../../tools/mod.ts";

/** What an agent that answers in text can call: the episode is begun for it. */
export const TEXT_TOOLS: readonly Tool[] = TOOLS.filter(({ name }) => name !== "start_episode");

/** A call of a tool, or an action, which is a call of `act`. */
export interface Call {
  readonly tool: Tool;
  readonly args: unknown;
}

/**
 * Reads what an agent answers: `restart(db)`, or the name of a tool with its arguments in JSON, as `read_metrics {"service": "db"}`. Of a longer
 * answer its last fenced block counts, or else its last line.
 *
 * @throws {UsageError} in one line for the agent, with the nearest name
 */
export function readAnswer(text: string, { actions }: Pick<Session, "actions">): Call {
  const fenced = [...text.matchAll(/```[a-z]*\n?([^]*?)```/g)].at(-1)?.[1];
  const whole = (fenced ?? text).trim();
  const lastLine = whole.split("\n").at(-1)!.trim();
  const names = actions.map(describeAction);
  const call = callIn(whole, names) ?? callIn(lastLine, names);
  if (call !== undefined) return call;
  const word = /^\w*/.exec(lastLine)![0];
  const near = nearestName(word, [...TEXT_TOOLS.map(({ name }) => name), ...names]);
  throw new UsageError(
    `An answer ends with an action, as ${
      names[1] ?? names[0]
    }, or a tool with arguments in JSON, as read_metrics {"last": 12}${
      near === undefined ? "" : `: did you mean ${near}?`
    }`,
  );
}

function callIn(text: string, actions: readonly string[]): Call | undefined {
  if (actions.includes(text)) return { tool: toolNamed("act")!, args: { action: text } };
  const [, name, plain, inBrackets] = /^(\w+)\s*(?:(\{[^]*\})|\(\s*(\{[^]*\})?\s*\))?$/.exec(text) ?? [];
  const tool = toolNamed(name ?? "");
  if (tool === undefined) return undefined;
  const json = plain ?? inBrackets ?? "{}";
  try {
    return { tool, args: JSON.parse(json) };
  } catch {
    throw new UsageError(`The arguments of ${tool.name} are no JSON`);
  }
}

function toolNamed(name: string): Tool | undefined {
  return TEXT_TOOLS.find((tool) => tool.name === name);
}

/** What is told at the beginning: the task, the actions, the tools. All of it is known to an operator. */
export function briefing({ actions, seen, hasTelemetry }: Session, maxCalls: number): string {
  const tools = TEXT_TOOLS.filter(({ name }) => hasTelemetry || !["read_logs", "read_traces"].includes(name));
  const inputOf = (tool: Tool) => {
    const { properties = {} } = z.toJSONSchema(tool.input, { io: "input" });
    return JSON.stringify(properties);
  };
  return [
    `You are on call for a service. It is step ${seen.step} of ${seen.steps}, 5 s each; so far all was well. In some episodes nothing ever goes wrong.`,
    "Find out whether something is wrong, where, and what kind of fault it is; submit that; mend it with as few actions as it takes, and lift every limit afterwards.",
    "Time passes only by actions and by advance. Waiting without looking lets users suffer: advance by a few steps at a time.",
    `You have ${maxCalls} answers. Each is one call in its last line: an action, or a tool with its arguments in JSON.`,
    "",
    `Actions, each of which takes one step: ${actions.map(describeAction).join(", ")}`,
    "",
    "Tools:",
    ...tools.map((tool) => `- ${tool.name} ${inputOf(tool)}: ${tool.about}`),
  ].join("\n");
}
