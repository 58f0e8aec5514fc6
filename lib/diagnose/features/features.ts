import type { Signals } from "../../model/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { type Adjacency, adjacency } from "../graph/adjacency.ts";
import type { SignalFeatures } from "./signal_features.ts";
import { GRAPH_FEATURES, learnMetricFeatures, OWN_FEATURES } from "./metric_features.ts";
import { learnRecordFeatures, RECORD_FEATURES } from "./record_features.ts";

/** What the topology says of a service. */
const PLACE_FEATURES = ["front", "database", "cache", "calls nobody", "kind unknown"] as const;

/** Features of a service by themselves; each also counts as seen at its callees, at its callers, and against the largest of all. */
export const BASE_FEATURES: readonly string[] = [...OWN_FEATURES, ...GRAPH_FEATURES, ...RECORD_FEATURES];

/** The names of the features in the order of their columns. */
export const FEATURES: readonly string[] = [
  ...BASE_FEATURES,
  ...BASE_FEATURES.map((name) => `callees: ${name}`),
  ...BASE_FEATURES.map((name) => `callers: ${name}`),
  ...BASE_FEATURES.map((name) => `behind the largest: ${name}`),
  ...PLACE_FEATURES,
];

/** The features of an incident. */
export interface IncidentFeatures {
  /** Services x `FEATURES`, row by row. */
  readonly table: Float64Array;
  /** What logs and spans say of each service, in its own units; absent where none are collected. */
  readonly records?: readonly SignalFeatures[];
}

/** Learns from the window before; the function returned turns the window after into features. */
export function learnFeatures(
  context: DiagnoserContext,
  before: Signals,
): (after: Signals) => IncidentFeatures {
  const metricFeatures = learnMetricFeatures(context, before);
  const recordFeatures = learnRecordFeatures(context, before);
  const neighbours = adjacency(context.services, context.graph ?? []);
  const places = placesOf(context);
  return (after) => {
    const { own, graph } = metricFeatures(after);
    const { values, features } = recordFeatures(after);
    const base = sideBySide(context.services.length, [
      { values: own, width: OWN_FEATURES.length },
      { values: graph, width: GRAPH_FEATURES.length },
      { values, width: RECORD_FEATURES.length },
    ]);
    const table = spread(context.services.length, { base, neighbours, places });
    return { table, ...(features && { records: features }) };
  };
}

function placesOf({ services, topology, symptom, graph = [] }: DiagnoserContext): Float64Array {
  const width = PLACE_FEATURES.length;
  const places = new Float64Array(services.length * width);
  const kinds = new Map(topology?.services.map(({ name, kind }) => [name, kind]));
  const calling = new Set(graph.map(({ caller }) => caller));
  services.forEach((name, i) => {
    const kind = kinds.get(name);
    const flags = [
      name === symptom?.service,
      kind === "database",
      kind === "cache",
      graph.length > 0 && !calling.has(name),
      kind === undefined,
    ];
    places.set(flags.map(Number), i * width);
  });
  return places;
}

function sideBySide(
  rows: number,
  blocks: readonly { values: Float64Array; width: number }[],
): Float64Array {
  const width = BASE_FEATURES.length;
  const table = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    let at = i * width;
    for (const { values, width: its } of blocks) {
      for (let f = 0; f < its; f++) table[at++] = values[i * its + f]!;
    }
  }
  return table;
}

function spread(
  rows: number,
  { base, neighbours, places }: { base: Float64Array; neighbours: Adjacency; places: Float64Array },
): Float64Array {
  const width = BASE_FEATURES.length;
  const total = FEATURES.length;
  const table = new Float64Array(rows * total);
  const largest = new Float64Array(width).fill(-Infinity);
  for (let k = 0; k < base.length; k++) largest[k % width] = Math.max(largest[k % width]!, base[k]!);
  for (let i = 0; i < rows; i++) {
    const row = i * total;
    for (let f = 0; f < width; f++) {
      table[row + f] = base[i * width + f]!;
      table[row + 3 * width + f] = largest[f]! - base[i * width + f]!;
    }
    foldMax(table, row + width, base, neighbours.callees[i]!);
    foldMax(table, row + 2 * width, base, neighbours.callers[i]!);
    for (let f = 0; f < PLACE_FEATURES.length; f++) {
      table[row + 4 * width + f] = places[i * PLACE_FEATURES.length + f]!;
    }
  }
  return table;
}

/** The largest of each feature among some rows of the base, 0 where there are none. */
function foldMax(table: Float64Array, at: number, base: Float64Array, rows: readonly number[]): void {
  const width = BASE_FEATURES.length;
  rows.forEach((row, nth) => {
    for (let f = 0; f < width; f++) {
      const value = base[row * width + f]!;
      if (nth === 0 || value > table[at + f]!) table[at + f] = value;
    }
  });
}
