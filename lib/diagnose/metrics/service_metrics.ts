import type { Indicator, MetricRole, MetricTable, Symptom } from "../../model/mod.ts";
import { present, usualOf } from "./deviations.ts";
import { deviation, type Scale } from "./scale.ts";

/** The roles that features are made of. Availability is treated as errors, with its sign reversed. */
export const ROLES = ["latency", "errors", "cpu", "memory", "requests", "network", "disk", "other"] as const;
/** One of `ROLES`. */
export type Role = typeof ROLES[number];

/** Latest rows that `now` is the mean of. */
const LATEST_ROWS = 3;

/** What is usual for one indicator: its median and robust standard deviation, not below the least that means anything for the role. */
export interface Reading extends Scale {
  readonly column: number;
  readonly role: Role;
}

/** One role of one service in the window after, against what is usual. A fall of availability is a rise here. */
export interface Level {
  /** Mean of the latest rows, and usual value, of the indicator that deviates most. */
  readonly now: number;
  readonly usual: number;
  /** The latest values that were measured, the newest first. */
  readonly latest: readonly number[];
  /** Largest rise and largest fall of any of the role's indicators over the window, in spreads; 0 and more. */
  readonly rise: number;
  readonly fall: number;
  /** The indicator's column that deviates most. */
  readonly column: number;
}

/** The least spread by role, as a share of the usual value, and in the units of the layout of observations: ratios, ms, requests/s. */
const MIN_SPREAD: Readonly<Record<Role, readonly [share: number, absolute: number]>> = {
  latency: [0.05, 1e-9],
  errors: [0.004, 0.004],
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

/**
 * What is usual for each indicator of each service. A least spread in absolute terms holds only where the units are known; elsewhere
 * deviations are the same in any unit.
 */
export function readingsOf(
  services: readonly string[],
  before: MetricTable,
): readonly (readonly Reading[])[] {
  const at = new Map(services.map((name, i) => [name, i]));
  const perService: Reading[][] = services.map(() => []);
  const usual = usualOf(before);
  const unitsKnown = before.layout === "services-by-metrics";
  before.indicators.forEach(({ service, role }, column) => {
    const place = at.get(service);
    const { centre, spread } = usual[column]!;
    if (place === undefined || Number.isNaN(centre)) return;
    const [share, absolute] = MIN_SPREAD[roleOf(role)];
    perService[place]!.push({
      column,
      role: roleOf(role),
      centre,
      spread: Math.max(spread, share * Math.abs(centre), unitsKnown ? absolute : 0),
    });
  });
  return perService;
}

/** The level of one role of a service; undefined if it has no such indicator with values. */
export function levelOf(
  readings: readonly Reading[],
  role: Role,
  { columns, indicators }: MetricTable,
): Level | undefined {
  let level: Level | undefined;
  let [rise, fall, largest] = [0, 0, -1];
  for (const reading of readings) {
    const { column } = reading;
    if (reading.role !== role) continue;
    const values = present(columns[column]!);
    if (values.length === 0) continue;
    const sign = indicators[column]!.role === "availability" ? -1 : 1;
    let furthest = 0;
    for (const value of values) {
      const z = sign * deviation(value, reading);
      if (z > rise) rise = z;
      if (-z > fall) fall = -z;
      if (Math.abs(z) > furthest) furthest = Math.abs(z);
    }
    if (furthest <= largest) continue;
    largest = furthest;
    const newest = Array.from(values.subarray(-LATEST_ROWS)).reverse();
    level = { now: meanOf(newest), latest: newest, usual: reading.centre, rise: 0, fall: 0, column };
  }
  return level && { ...level, rise, fall };
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (let i = values.length - 1; i >= 0; i--) sum += values[i]!;
  return sum / values.length;
}

/** The roles in which users notice trouble. */
const SYMPTOM_ROLES: readonly MetricRole[] = ["latency", "errors", "availability"];

/** The columns in which a symptom can show: those of its metric if it names one, else those of its role. */
export function symptomColumns(
  indicators: readonly Indicator[],
  { service, metric, role }: Symptom,
): readonly number[] {
  const shows = (indicator: Indicator) =>
    metric !== undefined ? indicator.metric === metric : hasRole(indicator, role);
  return indicators.flatMap((indicator, i) => indicator.service === service && shows(indicator) ? [i] : []);
}

function hasRole(indicator: Indicator, role: MetricRole | undefined): boolean {
  return role !== undefined ? indicator.role === role : SYMPTOM_ROLES.includes(indicator.role);
}

/** Per service its column of a metric, -1 if it has none. */
export function columnsOfMetric(
  services: readonly string[],
  indicators: readonly Indicator[],
  metric: string,
): Int32Array {
  const at = new Map(
    indicators.flatMap((one, i) => one.metric === metric ? [[one.service, i] as const] : []),
  );
  return Int32Array.from(services, (service) => at.get(service) ?? -1);
}
