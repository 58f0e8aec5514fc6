import { z } from "zod";
import { UsageError } from "../../../model/mod.ts";
import { askedText, type TextAgent } from "./text.ts";

/** One call of a text agent. */
export interface TranscriptLine {
  readonly episode: number;
  readonly call: number;
  readonly state: string;
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
