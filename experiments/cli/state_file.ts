import { createHash } from "node:crypto";
import { z } from "zod";
import { checkJson } from "../../lib/model/check_options.ts";
import { policies } from "../../lib/decide/mod.ts";
import { type Agent, type Catalogue, type Entry, type JsonValue, UsageError } from "../../lib/model/mod.ts";
import { type AgentChoice, agentChoice, agents, createAgent } from "../../lib/run/mod.ts";
import { isThere } from "./disk.ts";
import { readJsonFile, underFile } from "./json_file.ts";
import { openWhole, type WholeFile } from "./write_whole.ts";

/** The option that keeps what an agent has learnt. */
export const STATE_OPTION = {
  type: "string",
  value: "FILE",
  help: "what the agent has learnt: read first if it is there, written anew at the end",
} as const;

/** Version of the file; that of another one is refused. */
const VERSION = 1;

const FILE = z.strictObject({
  format: z.literal("aiops agent state"),
  version: z.literal(VERSION),
  agent: z.string(),
  parts: z.strictObject({
    agent: z.string(),
    detector: z.string().exactOptional(),
    threshold: z.string().exactOptional(),
    diagnoser: z.string().exactOptional(),
    policy: z.string().exactOptional(),
  }).exactOptional(),
  state: z.json(),
});

/** The file of what an agent has learnt. */
export interface StateFile {
  readonly file: WholeFile;
  /** What the file is to hold now. */
  content(): string;
}

/**
 * Lets an agent take up what its file says that it has learnt, and prepares to write the file; a missing one is that of an agent that has
 * learnt nothing.
 *
 * @throws {UsageError} in one line: for an agent that doesn't learn; starting with the path, for a file that is damaged, of another version or
 * of another agent, and for a path that can't be written
 */
export function openState(path: string, agent: Agent): StateFile {
  requireLearning([agent]);
  const file = openWhole(path, { option: "state" });
  if (isThere(path)) loadState(path, agent);
  return { file, content: () => stateText(agent.name, agent.saveState()) };
}

/** @throws {UsageError} unless one at least of the agents learns from episode to episode */
export function requireLearning(given: readonly Agent[]): void {
  if (given.some(({ learns }) => learns === true)) return;
  const learners = (catalogue: Catalogue<Entry>) =>
    catalogue.entries.filter(({ learns }) => learns === true).map(({ name }) => name).join(", ");
  throw new UsageError(
    `The option --state needs an agent that learns, as ${learners(agents)} or one with the policy ${
      learners(policies)
    }; found ${given.map(({ name }) => `"${name}"`).join(", ")}`,
  );
}

/** A file of what an agent has learnt. */
export interface LearntFile {
  /** The agent's name: with the parts that were swapped, as `full policy=linear-ucb`, or an experiment's own. */
  readonly agent: string;
  /** The named agent that it is made from, and the parts that were swapped. */
  readonly parts: AgentChoice;
  /** The name under which its state is sealed. */
  readonly sealedAs: string;
  /** What it has learnt. */
  readonly state: JsonValue;
  /** SHA-256 of the file. */
  readonly digest: string;
  /** The agent and the beginning of the digest: what a log calls a shadow with this state. */
  readonly name: string;
  /** The agent, new, with what it has learnt. */
  create(): Agent;
}

/** Reads what an agent has learnt. @throws {UsageError} that starts with the path, for a file that is damaged or of an unknown agent */
export function readLearnt(path: string, option: string): LearntFile {
  const input = readJsonFile(path, option);
  const digest = createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
  return underFile(path, () => {
    const { agent, parts = agentChoice(agent), state } = checkJson(FILE, input, "the state");
    const name = `${agent} ${digest.slice(0, 8)}`;
    const { agent: base, ...swapped } = parts;
    const sealedAs = sealedName(state) ?? agent;
    const create = () => {
      const made = createAgent(base, { ...swapped, named: sealedAs });
      made.loadState(state as JsonValue);
      return { ...made, name };
    };
    create();
    return { agent, parts, sealedAs, state: state as JsonValue, digest, name, create };
  });
}

function sealedName(state: unknown): string | undefined {
  const { name } = (state ?? {}) as { readonly name?: unknown };
  return typeof name === "string" ? name : undefined;
}

/** Lets an agent take up what a file says that it has learnt. @returns it @throws {UsageError} that starts with the path */
export function loadState(path: string, agent: Agent): JsonValue {
  const input = readJsonFile(path, "state");
  return underFile(path, () => {
    const { agent: name, state } = checkJson(FILE, input, "the state");
    if (name !== agent.name) {
      throw new UsageError(`agent must be "${agent.name}", whose state is asked for, found "${name}"`);
    }
    agent.loadState(state as JsonValue);
    return state as JsonValue;
  });
}

/**
 * The text of the file of what an agent has learnt.
 *
 * @param parts what it is made from, where its name doesn't say that
 */
export function stateText(agent: string, state: JsonValue, parts?: AgentChoice): string {
  const head = { format: "aiops agent state", version: VERSION, agent, ...(parts && { parts }) };
  return `${JSON.stringify({ ...head, state }, null, 1)}\n`;
}
