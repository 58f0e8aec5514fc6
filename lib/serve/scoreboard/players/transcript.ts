import { z } from "zod";
import { UsageError } from "../../../model/mod.ts";
import { Client } from "@modelcontextprotocol/client";
import type { ToolCall } from "../../mcp/server.ts";
import type { McpClient, McpOptions } from "./mcp.ts";
import { askedText, type TextAgent } from "./text.ts";

/** One call of a text agent, or of a client of MCP. */
export interface TranscriptLine {
  readonly episode: number;
  readonly call: number;
  /** What it saw: of a client, what its call before was answered. */
  readonly state: string;
  /** What it said: of a client, the tool and its arguments in JSON. */
  readonly answer: string;
  readonly tokens?: number | undefined;
}

/** Who answered, and what was played. */
export interface TranscriptHeader {
  readonly transcript: 1;
  readonly agent: string;
  /** What the score was asked for, to be asked again. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const HEADER = z.strictObject({
  transcript: z.literal(1),
  agent: z.string(),
  settings: z.record(z.string(), z.unknown()),
});
const LINE = z.strictObject({
  episode: z.int().min(1),
  call: z.int().min(1),
  state: z.string(),
  answer: z.string(),
  tokens: z.number().optional(),
});

const CALL = z.strictObject({ name: z.string(), arguments: z.record(z.string(), z.unknown()) });

/** An agent whose calls are written down. */
export function recorded(agent: TextAgent): {
  readonly agent: TextAgent;
  readonly lines: readonly TranscriptLine[];
} {
  const lines: TranscriptLine[] = [];
  return {
    lines,
    agent: {
      name: agent.name,
      async answer(asked) {
        const { text, tokens } = await agent.answer(asked);
        const { episode, call } = asked;
        lines.push({
          episode,
          call,
          state: askedText(asked),
          answer: text,
          ...(tokens !== undefined && { tokens }),
        });
        return { text, ...(tokens !== undefined && { tokens }) };
      },
    },
  };
}

/** An agent that answers as it did, as long as it sees what it saw. */
export function replayed(name: string, lines: readonly TranscriptLine[]): TextAgent {
  const said = new Map(lines.map((line) => [`${line.episode} ${line.call}`, line]));
  return {
    name,
    answer(asked) {
      const { episode, call } = asked;
      const line = said.get(`${episode} ${call}`);
      if (line?.state !== askedText(asked)) {
        throw new UsageError(
          `The transcript is of another run: ${
            line === undefined ? "there is nothing" : "the state is another one"
          } at call ${call} of episode ${episode}`,
        );
      }
      const { answer, tokens } = line;
      return Promise.resolve({ text: answer, ...(tokens !== undefined && { tokens }) });
    },
  };
}

/** Writes down what a client of MCP asks for. */
export function recordedCalls(): {
  readonly heard: NonNullable<McpOptions["heard"]>;
  readonly lines: readonly TranscriptLine[];
} {
  const lines: TranscriptLine[] = [];
  let last = { episode: 0, call: 0, state: "" };
  return {
    lines,
    heard(episode, call, answer) {
      const { call: before, state } = last.episode === episode ? last : { call: 0, state: "" };
      lines.push({ episode, call: before + 1, state, answer: JSON.stringify(call) });
      last = { episode, call: before + 1, state: answer };
    },
  };
}

/** A client of MCP that asks for what it asked for, as long as it is answered what it was answered. */
export function replayedCalls(lines: readonly TranscriptLine[]): McpClient {
  const ofEpisode = Map.groupBy(lines, ({ episode }) => episode);
  return async (end, episode) => {
    const client = new Client({ name: "replay", version: "1" });
    await client.connect(end as Parameters<Client["connect"]>[0]);
    let state = "";
    for (const line of ofEpisode.get(episode) ?? []) {
      if (line.state !== state) {
        throw new UsageError(
          `The transcript is of another run: the state is another one at call ${line.call} of episode ${episode}`,
        );
      }
      const { content } = await client.callTool(callIn(line));
      state = (content as readonly { readonly text: string }[])[0]!.text;
    }
    await client.close();
  };
}

/** @throws {UsageError} for a line that is no call of a tool */
function callIn({ answer, episode, call }: TranscriptLine): ToolCall {
  try {
    return CALL.parse(JSON.parse(answer));
  } catch {
    throw new UsageError(`Call ${call} of episode ${episode} in the transcript is none of a tool`);
  }
}

/** A transcript as text: a line of JSON for who and what, and one for each call. */
export function transcriptText(header: TranscriptHeader, lines: readonly TranscriptLine[]): string {
  return [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** Reads a transcript. @throws {UsageError} naming the line that is none */
export function readTranscript(text: string): {
  readonly header: TranscriptHeader;
  readonly lines: readonly TranscriptLine[];
} {
  const rows = text.split("\n").filter((row) => row !== "");
  const read = <T>(schema: z.ZodType<T>, row: string | undefined, number: number): T => {
    try {
      return schema.parse(JSON.parse(row ?? ""));
    } catch {
      throw new UsageError(`Line ${number} is not one of a transcript`);
    }
  };
  return {
    header: read(HEADER, rows[0], 1),
    lines: rows.slice(1).map((row, i) => read(LINE, row, i + 2)),
  };
}
