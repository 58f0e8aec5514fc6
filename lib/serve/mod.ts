/**
 * Sessions for agents from outside: anybody's agent meets the incidents of an episode with the guardrails and the score of our own, in the
 * protocol that it speaks. Ground truth stays here: `core` says field by field what is told.
 * @module
 */
export type { Seen, Session, SessionOptions } from "./core/session.ts";
export {
  CapacityError,
  createSessionHost,
  DEFAULT_LIMITS,
  type SessionHost,
  type SessionLimits,
} from "./core/session_host.ts";
export { type Score, type Submitted, type ToldScore, type Verdicts } from "./core/score.ts";
export { mixedSuite, type Suite, suiteOf } from "./core/suites.ts";
export {
  createTaskBook,
  type Split,
  SPLITS,
  type Task,
  type TaskBook,
  type TaskChoice,
} from "./core/tasks.ts";
export {
  readTurn,
  type Remarks,
  type Submission,
  type Suspect,
  type Turn,
  type Unread,
} from "./core/turn.ts";
export { type ServeOptions, serveSessions, type SessionServer } from "./http/server.ts";
export { serveMcpStdio } from "./mcp/stdio.ts";
export { type AgentMaker, remoteAgent } from "./aiopslab/agents.ts";
export { type ActionAgent, type Played, playProblem, type Said } from "./aiopslab/play.ts";
export { type Problem, PROBLEM_TASKS, problemIds, problemOf, type ProblemTask } from "./aiopslab/problems.ts";
