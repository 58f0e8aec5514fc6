import { z } from "zod";
import { FAULT_TYPES, METRICS } from "../../model/mod.ts";
import { SIGNALS } from "../../simulator/mod.ts";
import { headersSchema } from "./secret.ts";
import { filePath, httpUrl, seconds, serviceName } from "./values.ts";

/** How several series of one service become one value. */
export const COMBINATIONS = ["sum", "max", "min", "mean"] as const;

const expression = z.string().min(1).max(20_000).describe("an expression of PromQL");

const query = z.union([
  expression,
  z.strictObject({
    query: expression,
    combine: z.enum(COMBINATIONS).exactOptional().describe(
      "how several series of one service become one value (requestRate: sum; the others: max)",
    ),
    factor: z.number().gt(0).default(1).describe(
      "what each value is multiplied by, as 1000 from seconds to ms",
    ),
  }),
]);

/** A query for each metric that there is one for. */
const QUERIES = {
  latencyP95Ms: query.exactOptional().describe("95th percentile of the response time, ms"),
  errorRate: query.exactOptional().describe("share of requests that failed, 0 to 1"),
  cpuUtilisation: query.exactOptional().describe("CPU used over its limit, 0 to 1"),
  memoryUtilisation: query.exactOptional().describe("memory used over its limit, 0 to 1"),
  requestRate: query.exactOptional().describe("requests that arrived per second"),
} satisfies Record<typeof METRICS[number], z.ZodType>;

const label = z.string().min(1).max(500);

const service = z.strictObject({
  label: z.union([label, z.array(label).min(1)]).exactOptional().describe(
    "what the label says for this service; * stands for any characters (its name, in any case)",
  ),
  ...QUERIES,
});

/** The schema of observations that a Prometheus server is asked for. */
export const prometheusSchema = z.strictObject({
  type: z.literal("prometheus"),
  url: httpUrl.describe("the server, as http://127.0.0.1:9090"),
  queries: z.strictObject(QUERIES).default({}).describe("for all services at once, one series or more each"),
  serviceLabel: z.string().regex(/^[a-zA-Z_]\w*$/, "the name of a label").default("service").describe(
    "the label that names the service",
  ),
  services: z.record(serviceName, service).default({}).describe("what differs for a service, by its name"),
  timeoutSeconds: seconds(300).default(4).describe("for all queries of a step together, retries included"),
  attempts: z.int().min(1).max(10).default(3).describe("tries of a query within the time-out"),
  delaySeconds: z.number().min(0).max(3600).default(0).describe(
    "how far behind the clock queries look, for samples that come late",
  ),
  staleSeconds: seconds(3600).exactOptional().describe(
    "age from which the last sample of a series counts no more (the server's own, five minutes)",
  ),
  headers: headersSchema.default({}).describe("of each request; secrets as { file } or { env }"),
});

const fault = z.strictObject({
  type: z.enum(FAULT_TYPES),
  service: serviceName,
  severity: z.number().gt(0).max(1).default(0.8),
  startStep: z.int().min(1),
  durationSteps: z.int().min(1).default(120),
});

/** The schema of observations of a simulated system within this process. */
export const simulatorSchema = z.strictObject({
  type: z.literal("simulator"),
  seed: z.int().min(0).default(1),
  noise: z.number().min(0).max(5).default(1).describe("noise of the measurements"),
  signals: z.array(z.enum(SIGNALS)).default([]).describe("what is seen besides metrics"),
  faults: z.array(fault).max(1000).default([]),
});

/** The schema of observations from a file. */
export const recordingSchema = z.strictObject({
  type: z.literal("recording"),
  path: filePath.describe("JSON Lines, one observation a line: { step, timeSeconds, values, logs, spans }"),
});

/** The schema of a source, by its type. */
export const sourceSchema = z.discriminatedUnion("type", [
  prometheusSchema,
  simulatorSchema,
  recordingSchema,
]);

/** A source, with its defaults. */
export type SourceConfig = z.output<typeof sourceSchema>;
/** A Prometheus server as a source, with its defaults. */
export type PrometheusConfig = z.output<typeof prometheusSchema>;
/** A simulated system as a source, with its defaults. */
export type SimulatorConfig = z.output<typeof simulatorSchema>;
/** A query, alone or with how its series are combined. */
export type QueryConfig = z.output<typeof query>;
/** How several series of one service become one value. */
export type Combination = typeof COMBINATIONS[number];
