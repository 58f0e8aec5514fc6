import { z } from "zod";
import { type Fault, FAULT_TYPES, type Metric } from "../../model/mod.ts";
import { type Signal, SIGNALS } from "../../simulator/mod.ts";
import { headersSchema, type HeaderValue } from "./secret.ts";
import { filePath, httpUrl, seconds, serviceName } from "./values.ts";

/** How several series of one service become one value. */
export type Combination = "sum" | "max" | "min" | "mean";

/** An expression of PromQL, alone or with how its series are read. */
export type QueryConfig = string | {
  /** The expression. */
  readonly query: string;
  /** How several series of one service become one value. Absent: `sum` for `requestRate`, else `max`. */
  readonly combine?: Combination;
  /** What each value is multiplied by, as 1000 from seconds to ms. */
  readonly factor: number;
  /** Value of a service that has no series here but has others, as 0 for errors that never happened. Absent: it is missing. */
  readonly absent?: number;
};

/** What differs for one service: the names that the label has for it, and queries of its own. */
export interface ServiceQueries extends Readonly<Partial<Record<Metric, QueryConfig>>> {
  /** What the label says for this service; `*` stands for any characters. Absent: its name, in any case. */
  readonly label?: string | readonly string[];
}

/** A Prometheus server as a source, with its defaults. */
export interface PrometheusConfig {
  /** Which kind it is. */
  readonly type: "prometheus";
  /** The server, as `http://127.0.0.1:9090`. */
  readonly url: string;
  /** Queries for all services at once. */
  readonly queries: Readonly<Partial<Record<Metric, QueryConfig>>>;
  /** The label that names the service. */
  readonly serviceLabel: string;
  /** What the label has before the name of each service, as `shop-`. Absent: nothing. */
  readonly servicePrefix?: string;
  /** What differs for a service, by its name. */
  readonly services: Readonly<Record<string, ServiceQueries>>;
  /** For all queries of a step together, retries included. */
  readonly timeoutSeconds: number;
  /** Tries of a query within the time-out. */
  readonly attempts: number;
  /** How far behind the clock queries look, for samples that come late. */
  readonly delaySeconds: number;
  /** Headers of each request. */
  readonly headers: Readonly<Record<string, HeaderValue>>;
}

/** A simulated system within this process as a source, with its defaults. */
export interface SimulatorConfig {
  /** Which kind it is. */
  readonly type: "simulator";
  /** What all of it is drawn from. */
  readonly seed: number;
  /** Noise of the measurements; 1 is that of measuring every request. */
  readonly noise: number;
  /** What is seen besides metrics. */
  readonly signals: readonly Signal[];
  /** Faults that strike it. */
  readonly faults: readonly Fault[];
}

/** A file of observations as a source. */
export interface RecordingConfig {
  /** Which kind it is. */
  readonly type: "recording";
  /** JSON Lines, one observation a line. */
  readonly path: string;
}

/** A source, with its defaults. */
export type SourceConfig = PrometheusConfig | SimulatorConfig | RecordingConfig;

const expression = z.string().min(1).max(20_000).describe("an expression of PromQL");

const query = z.union([
  expression,
  z.strictObject({
    query: expression,
    combine: z.enum(["sum", "max", "min", "mean"]).exactOptional().describe(
      "how several series of one service become one value (requestRate: sum; the others: max)",
    ),
    factor: z.number().gt(0).default(1).describe(
      "what each value is multiplied by, as 1000 from seconds to ms",
    ),
    absent: z.number().exactOptional().describe(
      "value of a service that has no series here but has others, as 0 for errors that never happened (missing)",
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
} satisfies Record<Metric, z.ZodType>;

const label = z.string().min(1).max(500);

const service = z.strictObject({
  label: z.union([label, z.array(label).min(1)]).exactOptional().describe(
    "what the label says for this service; * stands for any characters (its name, in any case)",
  ),
  ...QUERIES,
});

const prometheusSchema = z.strictObject({
  type: z.literal("prometheus"),
  url: httpUrl.describe("the server, as http://127.0.0.1:9090"),
  queries: z.strictObject(QUERIES).default({}).describe("for all services at once, one series or more each"),
  serviceLabel: z.string().regex(/^[a-zA-Z_]\w*$/, "the name of a label").default("service").describe(
    "the label that names the service",
  ),
  servicePrefix: z.string().min(1).max(200).exactOptional().describe(
    "what the label has before the name of each service, as shop- (nothing)",
  ),
  services: z.record(serviceName, service).default({}).describe("what differs for a service, by its name"),
  timeoutSeconds: seconds(300).default(4).describe("for all queries of a step together, retries included"),
  attempts: z.int().min(1).max(10).default(3).describe("tries of a query within the time-out"),
  delaySeconds: z.number().min(0).max(3600).default(0).describe(
    "how far behind the clock queries look, for samples that come late",
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

const simulatorSchema = z.strictObject({
  type: z.literal("simulator"),
  seed: z.int().min(0).default(1),
  noise: z.number().min(0).max(5).default(1).describe("noise of the measurements"),
  signals: z.array(z.enum(SIGNALS)).default([]).describe("what is seen besides metrics"),
  faults: z.array(fault).max(1000).default([]),
});

const recordingSchema = z.strictObject({
  type: z.literal("recording"),
  path: filePath.describe("JSON Lines, one observation a line: { step, timeSeconds, values, logs, spans }"),
});

/** The schema of a source, by its type. */
export const sourceSchema: z.ZodType<SourceConfig, unknown> = z.discriminatedUnion("type", [
  prometheusSchema,
  simulatorSchema,
  recordingSchema,
]);
