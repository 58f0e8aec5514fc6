import { createStream } from "../../lib/random/mod.ts";
import { simulateRequests } from "../../lib/simulator/reference/discrete_event.ts";
import type { Measures } from "./measures.ts";
import type { Row } from "./row.ts";
import { StepModel } from "./step_model.ts";
import { inexpressible } from "./step_system.ts";

/** A mean over runs, with its standard error; NaN for a single run. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

const WARMUP_SECONDS = 60;

/** Single requests in one run of a row. */
export function simulateRow(row: Row, run: number): Measures {
  const { mechanism, label, topology, usersRate, requests, seconds, read } = row;
  return read(simulateRequests(topology, {
    entryRate: usersRate,
    warmupSeconds: WARMUP_SECONDS,
    seconds,
    next: createStream(run, "physics table", mechanism, label).next,
    ...requests,
  }));
}

/** What the step model says of a row; undefined where it can't express it. */
export function stepRow({ topology, usersRate, requests, step, stepRuns }: Row): Measures | undefined {
  if (inexpressible(requests) !== undefined) return undefined;
  if (stepRuns === undefined) {
    const model = new StepModel(topology, usersRate, requests);
    return step?.(model) ?? model.steadyState();
  }
  const found = Array.from(
    { length: stepRuns },
    (_, run) => {
      const model = new StepModel(topology, usersRate, requests).takeChances(run + 1);
      return step?.(model) ?? model.steadyState();
    },
  );
  return Object.fromEntries(Object.entries(estimates(found)).map(([measure, { mean }]) => [measure, mean]));
}

/** Means over runs with their standard errors. */
export function estimates(runs: readonly Measures[]): Readonly<Record<string, Estimate>> {
  return Object.fromEntries(
    Object.keys(runs[0]!).map((measure) => [measure, estimate(runs.map((run) => run[measure]!))]),
  );
}

function estimate(values: readonly number[]): Estimate {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (count - 1) / count) };
}
