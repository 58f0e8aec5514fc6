import { environmentOptions } from "../../bench/agents/resolve.ts";
import { createEnvironment, type Environment } from "../../simulator/mod.ts";
import type { Task } from "./tasks.ts";

/** Which of the systems of a task. */
export interface SystemChoice {
  /** Whether logs and traces are recorded. Default false. */
  readonly withTelemetry?: boolean;
  /** Whether it is the one without any fault. Default false. */
  readonly isHealthy?: boolean;
}

/** Makes the system of a task. */
export type MakeSystem = (task: Task, choice?: SystemChoice) => Environment;

/**
 * The system of a task. It is made for each episode, though that takes a tenth to a third of an episode's time: from systems that are kept, the first
 * episode of a scenario would begin later than those that follow, and so tell which scenarios are alike.
 */
export const systemOf: MakeSystem = (
  { scenario, secret },
  { withTelemetry = false, isHealthy = false } = {},
) => {
  const { fault, ...rest } = environmentOptions(scenario);
  return createEnvironment({
    ...rest,
    ...(isHealthy ? { faultCount: 0 } : fault !== undefined && { fault }),
    ...(withTelemetry && { signals: ["logs", "traces"] }),
    ...(secret !== undefined && { secret }),
  });
};
