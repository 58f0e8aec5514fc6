import type { JsonValue } from "../../lib/model/mod.ts";
import { sha256 } from "./identity.ts";

/** What a block of episodes belongs to. */
export interface BlockOrigin {
  /** Name of the run. */
  readonly run: string;
  /** Hash of the code. */
  readonly code: string;
  /** Index of the block in the run. */
  readonly index: number;
  /** Number of episodes in the block. */
  readonly episodes: number;
}

/** What a block holds. */
export interface BlockContent {
  /** The episodes as CSV with a header. */
  readonly csv: string;
  /** The learnt state of the agent at the end of the block. */
  readonly state: JsonValue;
  /** The decisions as JSON lines, where the experiment logs them. */
  readonly decisions?: string;
}

/** The text of a block's file: the hash of all that follows, origin, state and decisions as JSON, and the episodes as CSV. */
export function blockText(
  { run, code, index, episodes }: BlockOrigin,
  { csv, state, decisions }: BlockContent,
): string {
  const body = `${JSON.stringify({ run, code, index, episodes, state, decisions })}\n${csv}`;
  return `${sha256(body)}\n${body}`;
}

/**
 * Reads the text of a block's file.
 *
 * @returns the content, or the reason why it cannot be used
 */
export function readBlock(text: string, expected: BlockOrigin): BlockContent | { readonly damage: string } {
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  if (text === "") return { damage: "is empty" };
  if (end < 0 || sha256(body) !== text.slice(0, end)) {
    return { damage: "was cut or edited: its hash differs" };
  }
  const headEnd = body.indexOf("\n");
  const { state, decisions, ...origin } = JSON.parse(body.slice(0, headEnd)) as
    & BlockOrigin
    & Omit<BlockContent, "csv">;
  if (origin.run !== expected.run) return { damage: `is of the run ${origin.run}` };
  if (origin.code !== expected.code) return { damage: "was made by other code" };
  if (origin.index !== expected.index) return { damage: `is block ${origin.index} under another name` };
  const csv = body.slice(headEnd + 1);
  const rows = csv.split("\n").length - 2;
  if (origin.episodes !== expected.episodes || rows !== expected.episodes) {
    return { damage: `holds ${rows} episodes, expected ${expected.episodes}` };
  }
  return { csv, state, ...(decisions !== undefined && { decisions }) };
}
