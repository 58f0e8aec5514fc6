import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { type FaultType, requireName, UsageError } from "../../model/mod.ts";
import { type TaskBook, taskBookSchema, type TaskChoice } from "../core/tasks.ts";

/** AIOpsLab's four tasks. */
export const PROBLEM_TASKS = ["detection", "localization", "analysis", "mitigation"] as const;
Object.freeze(PROBLEM_TASKS);

/** The name of a task. */
export type ProblemTask = typeof PROBLEM_TASKS[number];

/** The suite that problems are of: in some of them nothing is wrong, and no name tells in which. */
const SUITE = "mixed";
/** Problems of each task. */
const PROBLEMS_PER_TASK = 100;

/** One problem. */
export interface Problem {
  /** As `localization-17`. */
  readonly id: string;
  /** What is asked for. */
  readonly task: ProblemTask;
  /** The episode that stands behind it. */
  readonly choice: TaskChoice;
}

/** The names of all problems. No two tasks share an episode, so that the answer to one says nothing of another. */
export function problemIds(): string[] {
  return PROBLEM_TASKS.flatMap((task) =>
    Array.from({ length: PROBLEMS_PER_TASK }, (_, number) => `${task}-${number}`)
  );
}

const ARGUMENTS = z.object({ id: z.string(), tasks: taskBookSchema });

/** A problem by its name. @throws {UsageError} for one that there is not */
export function problemOf(id: string, tasks: TaskBook): Problem {
  const { suites } = checkOptions("problemOf", ARGUMENTS, { id, tasks }).tasks;
  const [, name = "", number = ""] = id.match(/^(\w+)-(\d{1,3})$/) ?? [];
  const task = requireName("task of a problem", name, PROBLEM_TASKS);
  if (Number(number) >= PROBLEMS_PER_TASK) {
    throw new UsageError(
      `Cannot find the problem "${id}": known: ${task}-0 to ${task}-${PROBLEMS_PER_TASK - 1}`,
    );
  }
  requireName("suite", SUITE, suites.map(({ name }) => name));
  const index = PROBLEM_TASKS.length * Number(number) + PROBLEM_TASKS.indexOf(task);
  return { id, task, choice: { suite: SUITE, split: "judging", index } };
}

/** AIOpsLab's answer to an analysis. */
export interface SystemFault {
  readonly system_level: "Hardware" | "Operating System" | "Virtualization" | "Application";
  readonly fault_type:
    | "Misconfiguration"
    | "Code Defect"
    | "Authentication Issue"
    | "Network/Storage Issue"
    | "Operation Error"
    | "Dependency Problem";
}

const at = (
  system_level: SystemFault["system_level"],
  fault_type: SystemFault["fault_type"],
): SystemFault => ({ system_level, fault_type });

/** Our kinds of fault in AIOpsLab's words; a task's description tells all of them. */
export const SYSTEM_FAULTS: Readonly<Record<FaultType, SystemFault>> = {
  cpu_saturation: at("Operating System", "Operation Error"),
  memory_leak: at("Application", "Code Defect"),
  latency_injection: at("Virtualization", "Network/Storage Issue"),
  packet_loss: at("Virtualization", "Network/Storage Issue"),
  partition: at("Virtualization", "Network/Storage Issue"),
  error_burst: at("Application", "Code Defect"),
  bad_deploy: at("Application", "Code Defect"),
  slow_query: at("Application", "Misconfiguration"),
  noisy_neighbour: at("Virtualization", "Operation Error"),
  pool_exhaustion: at("Application", "Code Defect"),
  disk_full: at("Hardware", "Network/Storage Issue"),
  cache_flush: at("Application", "Operation Error"),
  cache_poison: at("Application", "Dependency Problem"),
  traffic_surge: at("Application", "Operation Error"),
  retry_storm: at("Application", "Misconfiguration"),
  grey_replica: at("Hardware", "Dependency Problem"),
};
