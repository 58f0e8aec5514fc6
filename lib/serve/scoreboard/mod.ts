/**
 * The scoreboard: what agents of whatever kind come to on the same episodes, stage by stage, beside those that are known. `players` are the
 * ways to play one; the ground truth stays in `course`, `mitigation` and `judge`.
 * @module
 */
export { compare, type Comparison } from "./compare.ts";
export { httpAgent } from "./players/http_agent.ts";
export { agentUrl } from "./players/http.ts";
export { llmAgent } from "./players/llm_agent.ts";
export { type ClientEnd, type McpClient, mcpClientPlayer, mcpPlayer } from "./players/mcp.ts";
export { ourPlayer } from "./players/ours.ts";
export { type TextAgent, textPlayer } from "./players/text.ts";
export {
  readTranscript,
  recorded,
  recordedCalls,
  replayed,
  replayedCalls,
  transcriptText,
} from "./players/transcript.ts";
export type { Cost, Judged } from "./judge.ts";
export { createField, type Field, type Player } from "./play.ts";
export { CALM_SUITE, planEpisodes } from "./plan.ts";
export { type MeanName, type Measured, type Stage, summarise, type Summary } from "./summarise.ts";
export { scoreSheets, scoreText } from "./text.ts";
