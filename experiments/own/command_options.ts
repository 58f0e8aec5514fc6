import type { TopologyInput } from "../../lib/model/mod.ts";
import type { OwnParts } from "../../lib/bench/agents/mod.ts";
import { ownFault } from "../../lib/bench/agents/own_parts.ts";
import { isOwn, shownPart } from "../../lib/bench/agents/own_reference.ts";
import type { EnvironmentOptions } from "../../lib/simulator/mod.ts";
import { topologyOf } from "../cli/topology_file.ts";
import { ownPartsOf, ownTopology } from "./with_own_parts.ts";

/** The options by which a command names parts of one's own, as `--policy ./mine.ts#makePolicy`. */
export type OwnOptions = Readonly<
  Partial<Record<"agent" | "detector" | "diagnoser" | "policy" | "fault" | "topology", string | undefined>>
>;

/** What the options of a command choose, parts of one's own loaded. */
export interface CommandParts {
  /** Parts of agents by reference. */
  readonly own: OwnParts;
  /** The fault as the environment has it; empty where none was chosen. */
  readonly fault: Pick<EnvironmentOptions, "fault" | "faultKinds">;
  /** What tables call the fault. */
  readonly faultName: string | undefined;
  /** The topology; undefined where none was chosen. */
  readonly topology: string | TopologyInput | undefined;
}

/**
 * Loads the parts of one's own that options name; their paths are relative to the working directory.
 *
 * @throws {UsageError} in one line, for one that can't be found, imported or used
 */
export async function commandParts({ fault, topology, ...agent }: OwnOptions): Promise<CommandParts> {
  const { detector, diagnoser, policy } = agent;
  const own = await ownPartsOf([agent.agent, detector, diagnoser, policy, fault]);
  return {
    own,
    fault: fault === undefined ? {} : isOwn(fault) ? ownFault(fault, own) : { fault },
    faultName: fault === undefined ? undefined : shownPart(fault),
    topology: topology === undefined
      ? undefined
      : isOwn(topology)
      ? await ownTopology(topology)
      : topologyOf(topology),
  };
}
