/**
 * The loop against real systems: sources of observations, actuators behind the guardrails, modes, verification and the audit log. The one room
 * under `lib` that talks to servers, reads the clock and writes files; the agent in it is the one of the notebook.
 * @module
 */
export * from "./contract.ts";
