import type { MetricRole, MetricTable } from "../../model/mod.ts";
import { present, usualOf } from "./deviations.ts";

/** The roles that features are made of. Availability is judged as errors are, with its sign turned. */
export const ROLES = ["latency", "errors", "cpu", "memory", "requests", "network", "disk", "other"] as const;
export type Role = typeof ROLES[number];

/** Latest rows that "now" is the mean of. */
const RECENT = 3;

/** One indicator against what is usual for it; a fall in availability is a rise here. */
export interface Reading {
  readonly column: number;
  readonly role: Role;
  readonly usual: number;
  /** Robust standard deviation, with a floor below which a deviation means nothing. */
  readonly spread: number;
}

/** What the latest window says of one role of one service. */
export interface Level {
  /** Mean of the latest rows, and the usual value, of the indicator that deviates most. */
  readonly now: number;
  readonly usual: number;
  /** Largest rise and largest fall of any of the role's indicators over the window, in spreads; 0 and more. */
  readonly rise: number;
  readonly fall: number;
  /** The indicator's column that deviates most. */
  readonly column: number;
}

/** The least spread that counts, as a share of the usual value and absolute, by role. */
const FLOOR: Readonly<Record<Role, readonly [share: number, absolute: number]>> = {
  latency: [0.05, 1e-9],
  errors: [0, 0.004],
  cpu: [0.05, 1e-3],
  memory: [0.02, 1e-9],
  requests: [0.05, 1e-9],
  network: [0.05, 1e-9],
  disk: [0.05, 1e-9],
  other: [0.05, 1e-9],
};

function roleOf(role: MetricRole): Role {
  return role === "availability" ? "errors" : role;
}

/** What is usual for each indicator of each service. */
export function readingsOf(
  services: readonly string[],
  before: MetricTable,
): readonly (readonly Reading[])[] {
  const at = new Map(services.map((name, i) => [name, i]));
  const perService: Reading[][] = services.map(() => []);
  const usual = usualOf(before);
  before.indicators.forEach(({ service, role }, column) => {
    const place = at.get(service);
    const { centre, spread } = usual[column]!;
    if (place === undefined || Number.isNaN(centre)) return;
    const [share, absolute] = FLOOR[roleOf(role)];
    perService[place]!.push({
      column,
      role: roleOf(role),
      usual: centre,
      spread: Math.max(spread, share * Math.abs(centre), absolute),
    });
  });
  return perService;
}

/** The level of one role of a service; nothing if it has no such indicator with values. */
export function levelOf(
  readings: readonly Reading[],
  role: Role,
  { columns, indicators }: MetricTable,
): Level | undefined {
  let level: Level | undefined;
  let [rise, fall, most] = [0, 0, -1];
  for (const { column, role: its, usual, spread } of readings) {
    if (its !== role) continue;
    const values = present(columns[column]!);
    if (values.length === 0) continue;
    const sign = indicators[column]!.role === "availability" ? -1 : 1;
    let own = 0;
    for (const value of values) {
      const z = sign * (value - usual) / spread;
      if (z > rise) rise = z;
      if (-z > fall) fall = -z;
      if (Math.abs(z) > own) own = Math.abs(z);
    }
    if (own <= most) continue;
    most = own;
    level = { now: latest(values), usual, rise: 0, fall: 0, column };
  }
  return level && { ...level, rise, fall };
}

function latest(values: Float64Array): number {
  const count = Math.min(RECENT, values.length);
  let sum = 0;
  for (let i = values.length - count; i < values.length; i++) sum += values[i]!;
  return sum / count;
}
