import { z } from "zod";
import type { Agent } from "./agent.ts";
import { objectWith } from "./check_options.ts";
import { METRIC_COUNT } from "./metrics.ts";
import type { LabelledSeries } from "./labelled_series.ts";
import type { Observation } from "./observation.ts";
import { showValue } from "./show_value.ts";
import type { BurnRateWindow, Slo } from "./slo.ts";
import type { Topology } from "./topology.ts";
import { UsageError } from "./usage_error.ts";

/** An agent, not its name. */
export const agentSchema: z.ZodType<Agent> = objectWith<Agent>({
  name: "string",
  begin: "function",
  act: "function",
  learn: "function",
  saveState: "function",
  loadState: "function",
});

/** A topology, not its name; an environment checks it number by number. */
export const topologySchema: z.ZodType<Topology> = objectWith<Topology>({
  name: "string",
  front: "string",
  services: "list",
  calls: "list",
});

/** A series of observations. */
export const seriesSchema: z.ZodType<LabelledSeries> = objectWith<LabelledSeries>({
  columns: "list",
  timesSeconds: "object",
  values: "object",
  warmupRows: "number",
});

/** Infinity is no limit. */
const limit = z.custom<number>(
  (value) => typeof value === "number" && value >= 0,
  "must be a number of 0 or more",
);

/** A service level objective with both of its limits. */
export const sloSchema: z.ZodType<Slo> = z.strictObject({
  latencyP95Ms: limit,
  errorRate: limit,
  objective: z.number().exactOptional(),
  periodDays: z.number().exactOptional(),
  windows: z.array(z.custom<BurnRateWindow>()).exactOptional(),
  timeScale: z.number().exactOptional(),
});

/** @throws {UsageError} unless an observation has a value for each metric of each service */
export function checkObservation(thing: string, observation: Observation, services: number): void {
  const values: unknown = (observation as Observation | null | undefined)?.values;
  if (!(values instanceof Float64Array)) {
    throw new UsageError(
      `${thing}: an observation must have values, a Float64Array, found ${showValue(observation)}`,
    );
  }
  if (values.length === services * METRIC_COUNT) return;
  throw new UsageError(
    `${thing}: an observation of ${services} services has ${
      services * METRIC_COUNT
    } values, found ${values.length}`,
  );
}
