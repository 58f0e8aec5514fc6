import { UsageError } from "../../lib/model/mod.ts";

/** A part of an experiment, for one of several machines. */
export interface Shard {
  /** Number of the shard, from 1. */
  readonly number: number;
  readonly of: number;
}

/** More shards than these are a mistake. */
const MAX_SHARDS = 1000;

/** The variables that `--shard auto` reads: those of a job array of Slurm, and those of an indexed job of Kubernetes. */
const VARIABLES = [
  "SLURM_ARRAY_TASK_ID",
  "SLURM_ARRAY_TASK_COUNT",
  "SLURM_ARRAY_TASK_MIN",
  "SLURM_ARRAY_TASK_MAX",
  "SLURM_ARRAY_TASK_STEP",
  "JOB_COMPLETION_INDEX",
  "JOB_COMPLETIONS",
] as const;

/** Values of environment variables by name. */
export type Environment = Readonly<Partial<Record<(typeof VARIABLES)[number], string>>>;

/** What the environment of this process says of its shard, as far as it may be read. */
export function shardEnvironment(): Environment {
  const found: Record<string, string> = {};
  for (const variable of VARIABLES) {
    if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") continue;
    const value = Deno.env.get(variable);
    if (value !== undefined) found[variable] = value;
  }
  return found;
}

/**
 * The shard that an option names: `I/N`, or `auto` for the one that Slurm or Kubernetes gave this task.
 *
 * @throws {UsageError} for another text, and for variables that are missing or don't fit each other
 */
export function readShard(text: string, environment: Environment): Shard {
  if (text === "auto") return autoShard(environment);
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!(Number(number) >= 1 && Number(number) <= Number(of) && Number(of) <= MAX_SHARDS)) {
    throw new UsageError(`The option --shard needs I/N with I from 1 to N, or auto, found "${text}"`);
  }
  return { number: Number(number), of: Number(of) };
}

function autoShard(environment: Environment): Shard {
  if (environment.SLURM_ARRAY_TASK_ID !== undefined) return slurmShard(environment);
  if (environment.JOB_COMPLETION_INDEX !== undefined) return kubernetesShard(environment);
  throw new UsageError(
    "The option --shard auto needs SLURM_ARRAY_TASK_ID of a job array of Slurm or JOB_COMPLETION_INDEX of an " +
      "indexed job of Kubernetes, found neither",
  );
}

/**
 * Task ids begin at any number and may have a step: `--array=0-9`, `--array=1-10`, `--array=10-100:10`. A task isn't
 * told the other ids: a list, as `--array=3,7,9`, is known by its greatest id, which is not where that many steps end.
 */
function slurmShard(environment: Environment): Shard {
  const id = numberIn(environment, "SLURM_ARRAY_TASK_ID", 0);
  const of = numberIn(environment, "SLURM_ARRAY_TASK_COUNT", 1, MAX_SHARDS);
  const first = numberIn(environment, "SLURM_ARRAY_TASK_MIN", 0);
  const step = environment.SLURM_ARRAY_TASK_STEP === undefined
    ? 1
    : numberIn(environment, "SLURM_ARRAY_TASK_STEP", 1);
  const last = numberIn(environment, "SLURM_ARRAY_TASK_MAX", 0);
  if (last !== first + (of - 1) * step) {
    throw new UsageError(
      `The option --shard auto needs a job array without gaps, found ${of} tasks from SLURM_ARRAY_TASK_MIN=${first} ` +
        `to SLURM_ARRAY_TASK_MAX=${last} in steps of ${step}: give --array a range, or --shard I/N`,
    );
  }
  const number = (id - first) / step + 1;
  if (!(Number.isInteger(number) && number >= 1 && number <= of)) {
    throw new UsageError(
      `SLURM_ARRAY_TASK_ID must be one of the ${of} from SLURM_ARRAY_TASK_MIN=${first} in steps of ${step}, ` +
        `found ${id}: give --array a range without gaps`,
    );
  }
  return { number, of };
}

function kubernetesShard(environment: Environment): Shard {
  const of = numberIn(environment, "JOB_COMPLETIONS", 1, MAX_SHARDS);
  return { number: numberIn(environment, "JOB_COMPLETION_INDEX", 0, of - 1) + 1, of };
}

function numberIn(environment: Environment, name: keyof Environment, min: number, max = 1e9): number {
  const text = environment[name];
  const isFine = text !== undefined && /^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max;
  if (isFine) return Number(text);
  const range = max === 1e9 ? `from ${min}` : `from ${min} to ${max}`;
  const found = text === undefined ? "it is not set" : `found "${text}"`;
  throw new UsageError(`The option --shard auto needs ${name} as a whole number ${range}: ${found}`);
}
