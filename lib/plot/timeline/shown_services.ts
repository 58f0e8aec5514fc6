import type { Episode } from "../../run/mod.ts";
import { SERIES } from "../parts/palette.ts";

/** A service to be shown: its row in an observation. */
export interface ShownService {
  readonly name: string;
  readonly row: number;
}

const MAX_SERVICES = SERIES.length;

/** The front service, the services at fault, and those with the highest anomaly scores. */
export function shownServices({ topology, faults, steps }: Episode): ShownService[] {
  const rows = topology.services.map(({ name }, row) => ({ name, row }));
  if (rows.length <= MAX_SERVICES) return rows;
  const struck = new Set([topology.front, ...faults.flatMap(({ service, caller }) => [service, caller])]);
  const peak = (row: number) => Math.max(0, ...steps.map(({ detection }) => detection?.scores[row] ?? 0));
  return rows
    .map((entry) => ({ ...entry, weight: struck.has(entry.name) ? Infinity : peak(entry.row) }))
    // Infinity - Infinity is NaN, which cannot be sorted by.
    .sort((a, b) => a.weight === b.weight ? a.row - b.row : b.weight - a.weight)
    .slice(0, MAX_SERVICES);
}
