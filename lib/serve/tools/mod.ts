/**
 * What agents from outside can call by name, in whichever protocol: tools that read, that ask our stages, and that play.
 * @module
 */
import { PLAYING_TOOLS } from "./playing.ts";
import { READING_TOOLS } from "./reading.ts";
import type { Tool } from "./tool.ts";

export type { Tool } from "./tool.ts";

/** Every tool, those that begin an episode first. */
export const TOOLS: readonly Tool[] = [...PLAYING_TOOLS, ...READING_TOOLS];
