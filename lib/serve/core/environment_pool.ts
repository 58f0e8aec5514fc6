import { environmentOptions } from "../../bench/agents/resolve.ts";
import { createEnvironment, type Environment, type EnvironmentOptions } from "../../simulator/mod.ts";
import type { Task } from "./tasks.ts";

/** Which of the systems of a task. */
export interface SystemChoice {
  /** Whether logs and traces are recorded. Default false. */
  readonly withTelemetry?: boolean;
  /** Whether it is the one without any fault. Default false. */
  readonly isHealthy?: boolean;
}

/** Systems that nobody plays on just now, since to make one takes longer than an episode. */
export interface EnvironmentPool {
  /** A system for a task, which is the taker's alone. */
  take(task: Task, choice?: SystemChoice): Environment;
  /** Takes back what was taken. */
  give(environment: Environment): void;
}

/** Most systems that are kept. */
const MAX_POOLED = 64;

/** Creates a pool; a system of it plays every task of its scenario and split. */
export function createEnvironmentPool(): EnvironmentPool {
  const free = new Map<string, Environment[]>();
  const keys = new WeakMap<Environment, string>();
  let kept = 0;
  return {
    take(task, choice = {}) {
      const { suite, scenario, secret } = task;
      const { withTelemetry = false, isHealthy = false } = choice;
      const key = JSON.stringify([suite, scenario.name, secret !== undefined, withTelemetry, isHealthy]);
      const pooled = free.get(key)?.pop();
      if (pooled !== undefined) kept--;
      const environment = pooled ?? createEnvironment(optionsOf(task, choice));
      keys.set(environment, key);
      return environment;
    },
    give(environment) {
      if (kept >= MAX_POOLED) return;
      const key = keys.get(environment)!;
      free.set(key, [...free.get(key) ?? [], environment]);
      kept++;
    },
  };
}

function optionsOf(
  { scenario, secret }: Task,
  { withTelemetry, isHealthy }: SystemChoice,
): EnvironmentOptions {
  const { fault, ...rest } = environmentOptions(scenario);
  return {
    ...rest,
    ...(isHealthy ? { faultCount: 0 } : fault !== undefined && { fault }),
    ...(withTelemetry && { signals: ["logs", "traces"] }),
    ...(secret !== undefined && { secret }),
  };
}
