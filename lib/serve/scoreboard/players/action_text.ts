import { z } from "zod";
import { type Action, describeAction, nearestName, UsageError } from "../../../model/mod.ts";
import type { Session } from "../../core/session.ts";
import { writtenAction } from "../../core/written_action.ts";
import { type Literal, parseCall } from "../../aiopslab/parse_call.ts";
import { type Tool, TOOLS } from "../../tools/mod.ts";

/** What an agent that answers in text can call: the episode is begun for it. */
export const TEXT_TOOLS: readonly Tool[] = TOOLS.filter(({ name }) => name !== "start_episode");

/** A call of a tool, or an action, which is a call of `act`. */
export interface Call {
  readonly tool: Tool;
  readonly args: unknown;
}

/**
 * Reads what an agent answers: `restart(db)`, or the name of a tool with its arguments in JSON, as `read_metrics {"service": "db"}`, or in Python's
 * way, as `read_metrics("db")`. Of a longer answer its last fenced block counts, or else its last line.
 *
 * @throws {UsageError} in one line for the agent, with the nearest name
 */
export function readAnswer(text: string, { actions }: Pick<Session, "actions">): Call {
  const fenced = [...text.matchAll(/```[a-z]*\n?([^]*?)```/g)].at(-1)?.[1];
  const whole = (fenced ?? text).trim();
  const lastLine = whole.split("\n").at(-1)!.trim();
  const names = actions.map(describeAction);
  const call = callIn(whole, actions) ?? callIn(lastLine, actions);
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

function callIn(text: string, actions: readonly Action[]): Call | undefined {
  if (writtenAction(text, actions) !== undefined) return { tool: toolNamed("act")!, args: { action: text } };
  const [, name, json, inBrackets] = /^(\w+)\s*(?:(\{[^]*\})|(\([^]*\)))?$/.exec(text) ?? [];
  const tool = toolNamed(name ?? "");
  if (tool === undefined) return undefined;
  if (inBrackets !== undefined) return { tool, args: argumentsOf(tool, text) };
  try {
    return { tool, args: JSON.parse(json ?? "{}") };
  } catch {
    throw new UsageError(`The arguments of ${tool.name} are no JSON`);
  }
}

/** Arguments in brackets, as AIOpsLab has them: Python's literals by position or by name, or one dictionary of all. */
function argumentsOf({ input }: Tool, text: string): Readonly<Record<string, Literal>> {
  const { args, named } = parseCall(`\`\`\`\n${text}\n\`\`\``);
  const [first] = args;
  const isAll = args.length === 1 && typeof first === "object" && first !== null && !Array.isArray(first);
  if (isAll) return { ...(first as Readonly<Record<string, Literal>>), ...named };
  const names = Object.keys(input.shape);
  if (args.length > names.length) {
    throw new UsageError(`A call has at most ${names.length} arguments here, found ${args.length}`);
  }
  return { ...Object.fromEntries(args.map((value, i) => [names[i], value])), ...named };
}

function toolNamed(name: string): Tool | undefined {
  return TEXT_TOOLS.find((tool) => tool.name === name);
}

/** What is told at the beginning: all of it is known to an operator. AIOpsLab's names. */
export interface Briefing {
  readonly problem_desc: string;
  readonly instructions: string;
  /** What each call does and takes, by its name. */
  readonly apis: Readonly<Record<string, string>>;
}

/** The task, the actions and the tools of an episode that has begun. */
export function briefing({ actions, seen, hasTelemetry }: Session, maxCalls: number): Briefing {
  const tools = TEXT_TOOLS.filter(({ name }) => hasTelemetry || !["read_logs", "read_traces"].includes(name));
  const inputOf = (tool: Tool) => {
    const { properties = {} } = z.toJSONSchema(tool.input, { io: "input" });
    return JSON.stringify(properties);
  };
  return {
    problem_desc: [
      `You are on call for a service. It is step ${seen.step} of ${seen.steps}, 5 s each; so far all was well. In some episodes nothing ever goes wrong.`,
      "Find out whether something is wrong, where, and what kind of fault it is; submit that; mend it with as few actions as it takes, and lift every limit afterwards.",
      `Actions, each of which takes one step: ${actions.map(describeAction).join(", ")}`,
    ].join("\n"),
    instructions: [
      "Time passes only by actions and by advance. Waiting without looking lets users suffer: advance by a few steps at a time.",
      `You have ${maxCalls} answers. Each is one call in its last line or in a block of code: an action, or a tool with its arguments in JSON.`,
    ].join("\n"),
    apis: Object.fromEntries(tools.map((tool) => [tool.name, `${inputOf(tool)}: ${tool.about}`])),
  };
}

/** A briefing as one text. */
export function briefingText({ problem_desc, instructions, apis }: Briefing): string {
  const tools = Object.entries(apis).map(([name, about]) => `- ${name} ${about}`);
  return [problem_desc, "", instructions, "", "Tools:", ...tools].join("\n");
}
