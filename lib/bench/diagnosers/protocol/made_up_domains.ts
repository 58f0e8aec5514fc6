import { KNOWN_OUTAGES, madeUpOutage, UNKNOWN_OUTAGES } from "../../../diagnose/testing/outages.ts";
import { quietWindow } from "../../../diagnose/testing/quiet_windows.ts";
import type { Incident, LabelledIncident } from "../../../model/mod.ts";
import type { EnvironmentOptions } from "../../../simulator/mod.ts";
import { simulatedIncidents } from "../simulated_incidents.ts";
import type { Domain } from "./domain.ts";
import { GRAPHLESS_SYSTEMS, graphlessIncident } from "./graphless.ts";
import { inOtherUnits, roughlyWritten, withoutTopology } from "./less_known.ts";
import { rawTableIncident } from "./raw_tables.ts";

/** The first seed of simulated and of made-up incidents: no diagnoser was trained on any from here on. */
const FIRST_SEED = 5001;

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => FIRST_SEED + i);
}

function simulated(
  name: string,
  about: string,
  { count, prepare, topologies, ...options }: Omit<EnvironmentOptions, "topology"> & {
    readonly count: number;
    readonly topologies: readonly string[];
    readonly prepare?: (incident: Incident) => Incident;
  },
): Domain {
  return {
    name,
    about,
    recorded: false,
    calm: false,
    incidents: () =>
      simulatedIncidents({
        ...options,
        topologies,
        seeds: seeds(count),
        faultFreeSeeds: seeds(Math.ceil(count / 4)),
      }),
    ...(prepare && { prepare }),
  };
}

const GRAPHS_OF_30 = Array.from({ length: 10 }, (_, i) => `random-30-${i + 1}`);
const GRAPHS_OF_12 = Array.from({ length: 10 }, (_, i) => `random-12-${i + 1}`);
const ALL_SIGNALS = { signals: ["logs", "traces"] } as const;

/** Incidents of each graphless system. */
const PER_SYSTEM = 40;

function outage(kind: string, seed: number): LabelledIncident {
  const { incident, atFault } = madeUpOutage(seed, kind, { hard: true });
  return { incident, truth: { services: atFault, fault: kind } };
}

function outages(name: string, about: string, kinds: readonly string[], each: number): Domain {
  return {
    name,
    about,
    recorded: false,
    calm: false,
    incidents: () =>
      kinds.flatMap((kind) => seeds(each).map((seed) => outage(kind, seed)))
        // Where the load alone changes nobody is at fault.
        .filter(({ truth }) => truth.services.length > 0),
  };
}

/** The domains that need no recording. */
export const MADE_UP_DOMAINS: readonly Domain[] = [
  simulated("three-tier", "simulated, all signals, topology known", {
    topologies: ["three-tier"],
    count: 40,
    ...ALL_SIGNALS,
  }),
  simulated("boutique, decoys", "simulated, all signals, topology known, two innocent services look odd", {
    topologies: ["boutique"],
    count: 40,
    decoys: 2,
    ...ALL_SIGNALS,
  }),
  simulated("boutique, metrics at callers", "simulated, metrics alone, backends as their callers see them", {
    topologies: ["boutique"],
    count: 40,
    measuredAt: "caller",
  }),
  simulated("random-30, two faults", "simulated, all signals, topology known, two faults at once", {
    topologies: GRAPHS_OF_30,
    count: 40,
    faultCount: 2,
    faultGapSteps: 6,
    ...ALL_SIGNALS,
  }),
  simulated(
    "boutique, calls alone",
    "simulated, metrics alone, of the topology no more than who calls whom",
    {
      topologies: ["boutique"],
      count: 40,
      prepare: withoutTopology,
    },
  ),
  simulated(
    "random graphs, other units",
    "simulated, who calls whom, metrics in seconds, failures a step, millicores and bytes",
    {
      topologies: GRAPHS_OF_12,
      count: 40,
      prepare: inOtherUnits,
    },
  ),
  simulated(
    "three-tier, roughly written",
    "simulated, metrics alone, a topology of names, kinds and calls",
    {
      topologies: ["three-tier"],
      count: 40,
      prepare: roughlyWritten,
    },
  ),
  outages(
    "outages, eight kinds",
    "made up, metrics in seven dialects, gaps, with and without a graph",
    Object.keys(KNOWN_OUTAGES),
    10,
  ),
  outages(
    "outages, nine others",
    "the same, kinds that no rule was made on",
    Object.keys(UNKNOWN_OUTAGES),
    10,
  ),
  {
    name: "raw tables",
    about:
      "made up after Sock Shop as recorded: bytes, constants, gaps, repeated rows, wide buckets, no graph",
    recorded: false,
    calm: true,
    incidents: () => seeds(60).map(rawTableIncident),
  },
  ...GRAPHLESS_SYSTEMS.map((system): Domain => ({
    name: system.name,
    about: `made up, no graph, one latency a service, ${system.before} rows before and ${system.after} after`,
    recorded: false,
    calm: true,
    incidents: () => seeds(PER_SYSTEM).map((seed) => graphlessIncident(system, seed)),
  })),
  {
    name: "quiet windows",
    about: "made up, nothing happens: 20 kinds of autocorrelated, stepping, seasonal and rounded metrics",
    recorded: false,
    calm: false,
    incidents: () =>
      seeds(400).map((seed): LabelledIncident => ({
        incident: quietWindow(seed, { graph: seed % 2 === 0 }),
        truth: { services: [] },
      })),
  },
];
