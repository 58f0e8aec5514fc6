import { z } from "zod";
import { type AgentOptions, agents, createAgent } from "../../agent/mod.ts";
import { checkJson, checkOptions, underPath } from "../../model/check_options.ts";
import { type Agent, METRICS, requireName, type Topology, UsageError } from "../../model/mod.ts";
import { maskSecrets } from "./mask.ts";
import { type LiveConfig, liveSchema } from "./schema.ts";

/**
 * Checks a configuration and fills in its defaults.
 *
 * @param input the JSON of its file
 * @throws {UsageError} in one line: the path, the rule, the value found and the nearest valid name
 *
 * @example
 * ```ts
 * import { strictEqual, throws } from "node:assert";
 * import { parseLiveConfig } from "./parse.ts";
 * const shop = {
 *   name: "shop",
 *   topology: "three-tier",
 *   slo: { latencyP95Ms: 300, errorRate: 0.02 },
 *   source: { type: "simulator" },
 * };
 * strictEqual(parseLiveConfig(shop).mode, "observe");
 * throws(() => parseLiveConfig({ ...shop, mode: "obsrve" }), /mode is "obsrve": did you mean "observe"\?/);
 * ```
 */
export function parseLiveConfig(input: unknown): LiveConfig {
  const config = checkJson(liveSchema, input, "the configuration", maskSecrets);
  underPath(["agent"], () => agentOf(config));
  config.actions.forEach(({ by }, i) => {
    if (by.type !== "simulator" || by.url !== undefined || config.source.type === "simulator") return;
    throw new UsageError(
      `actions[${i}].by.url is missing: without it only a source of the type "simulator" can be acted on, found "${config.source.type}"`,
    );
  });
  return config;
}

const AGENT = z.custom<Pick<LiveConfig, "agent">>(
  (config) => ["string", "object"].includes(typeof (config as { agent?: unknown } | null)?.agent),
  "must have an agent",
);

/**
 * The agent of a configuration, new.
 *
 * @param named its name where it is not to be the configured one, as in a file of what it has learnt
 * @throws {UsageError} for an unknown name or part, with the nearest one
 */
export function agentOf(config: Pick<LiveConfig, "agent">, named?: string): Agent {
  const { agent } = checkOptions("agentOf", AGENT, config, "the configuration");
  const { agent: name, ...parts } = typeof agent === "string" ? { agent } : agent;
  const options = { ...parts, ...(named !== undefined && { named }) } as AgentOptions;
  return createAgent(requireName("agent", name, agents.names), options);
}

/**
 * Checks what a configuration says of services against the service graph.
 *
 * @throws {UsageError} for a service that is not in the graph, with the nearest one, and where the front lacks what the SLO is judged by
 */
export function checkAgainstTopology(
  { source, actions }: Pick<LiveConfig, "source" | "actions">,
  topology: Topology,
): void {
  const names = topology.services.map(({ name }) => name);
  actions.forEach(({ match: { service } }, i) => {
    if (service === undefined || service.includes("*")) return;
    underPath(["actions", i, "match", "service"], () => requireName("service", service, names));
  });
  if (source.type === "simulator") {
    source.faults.forEach(({ service }, i) =>
      underPath(["source", "faults", i], () => requireName("service", service, names))
    );
  }
  if (source.type !== "prometheus") return;
  underPath(["source", "services"], () => {
    for (const name of Object.keys(source.services)) requireName("service", name, names);
  });
  for (const metric of METRICS.slice(0, 2)) {
    if (source.queries[metric] ?? source.services[topology.front]?.[metric]) continue;
    throw new UsageError(
      `source.queries.${metric} is missing: the SLO is judged by it at the front, "${topology.front}"`,
    );
  }
}
