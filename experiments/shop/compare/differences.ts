import type { FaultType } from "../../../lib/model/mod.ts";
import { wrap } from "../../../lib/report/wrap.ts";
import { LATENCY_BUCKETS_SECONDS } from "../parts/buckets.ts";
import type { FaultComparison } from "./compare.ts";
import { shareText } from "../../../lib/model/shown/share_text.ts";

/** From these on a simulated value counts as another than the real one: a factor of the p95 and of the time to recovery, a difference of the error rate. */
const [FACTOR, ERROR_DIFFERENCE] = [2, 0.1];
/** Below this, curves count as of another shape. */
const MIN_CORRELATION = 0.5;

/** Whether users fare worse in the simulator than in the shop, or better. */
type Direction = "worse" | "better";

const SHARED_PROCESSOR =
  "the simulator saturates the database, so that a queue grows without end; on the shop's host the others take turns with the queries, which take longer but do not pile up";

/** Why the two differ, where the models say so: what the simulator's catalogue does against what is done to the shop. */
const REASONS: Readonly<Partial<Record<FaultType, Partial<Record<Direction, string>>>>> = {
  cpu_saturation: {
    worse:
      "the simulator slows every request down until the replicas are nearly saturated; in the shop those that wait for the same turn of the loop are answered together after it",
  },
  memory_leak: { better: "the catalogue's fastest leak takes some 2 % of the memory a step, the shop's 8 %" },
  error_burst: { better: "the catalogue's largest share of errors is 20 %, the shop's is 33 %" },
  bad_deploy: { better: "the catalogue's largest share of errors is 15 %, the shop's is 25 %" },
  pool_exhaustion: {
    better: "the catalogue's fastest leak takes 60 s to the last connection, the shop's 16 s",
  },
  slow_query: { worse: SHARED_PROCESSOR },
  noisy_neighbour: { worse: SHARED_PROCESSOR },
  partition: {
    worse:
      "a call that waits holds one of the simulator's few workers until its time-out, so that a queue grows before them; the shop's connections break after some seconds, and from then on calls fail at once",
  },
  traffic_surge: {
    worse:
      "the simulator's cache answers the same share of the reads at any rate; in the shop six times the requests find more of the items there, and the database has less to do",
  },
  retry_storm: { better: "the simulator's surge is over after 30 s, the shop's stays" },
};

/** How a simulated fault differs from the real one. */
export interface Difference {
  readonly fault: FaultType;
  /** What was measured, in words. */
  readonly found: readonly string[];
  /** Why, as far as the two models tell; null: that is not known. */
  readonly reason: string | null;
}

/** What a simulated fault gets wrong; nothing found where it is right within the limits. */
export function differenceOf({ fault, curves, recoveries }: FaultComparison): Difference {
  const { latencyP95Ms: p95, errorRate: errors } = curves;
  const factor = p95.levels.simulated / p95.levels.real;
  const more = errors.levels.simulated - errors.levels.real;
  const found: string[] = [];
  if (factor > FACTOR || factor < 1 / FACTOR) {
    found.push(
      `p95 ${p95.levels.real.toFixed(0)} ms, simulated ${p95.levels.simulated.toFixed(0)} ms (${
        factor >= 1 ? `${times(factor)} times` : `a ${times(1 / factor)}th`
      })`,
    );
  }
  if (Math.abs(more) > ERROR_DIFFERENCE) {
    found.push(
      `errors ${shareText(errors.levels.real)}, simulated ${shareText(errors.levels.simulated)}`,
    );
  }
  for (const [name, { correlation }] of [["p95", p95], ["errors", errors]] as const) {
    if (correlation !== null && correlation < MIN_CORRELATION) {
      found.push(`another course of the ${name} (rho ${correlation.toFixed(2)})`);
    }
  }
  for (const { agent, real, simulated, ratio } of recoveries) {
    if (ratio !== null && (ratio > FACTOR || ratio < 1 / FACTOR)) {
      found.push(`${agent} recovers in ${real} s, simulated in ${simulated} s`);
    }
    if ((real === null) !== (simulated === null)) {
      found.push(`${agent} recovers in ${real === null ? "the simulator" : "the shop"} alone`);
    }
  }
  const direction = (more > ERROR_DIFFERENCE || (factor > FACTOR && more >= -ERROR_DIFFERENCE))
    ? "worse"
    : (more < -ERROR_DIFFERENCE || factor < 1 / FACTOR)
    ? "better"
    : undefined;
  return { fault, found, reason: (direction && REASONS[fault]?.[direction]) ?? null };
}

const times = (factor: number) => factor.toFixed(factor < 10 ? 1 : 0);

/** What the simulator gets wrong of each fault, by how much, and why as far as that is known. */
export function shopDifferencesText(faults: readonly FaultComparison[]): string {
  const differences = faults.map(differenceOf);
  const wrong = differences.filter(({ found }) => found.length > 0);
  const right = differences.filter(({ found }) => found.length === 0).map(({ fault }) => fault);
  const endMs = 1_000 * LATENCY_BUCKETS_SECONDS.at(-1)!;
  const beyond = faults.filter(({ curves }) => curves.latencyP95Ms.simulated.some((value) => value > endMs));
  const recovered = faults.flatMap(({ recoveries }) => recoveries).filter(({ ratio }) => ratio !== null);
  const slower = recovered.filter(({ ratio }) => ratio! < 1 / FACTOR);
  return [
    `Right within a factor of ${FACTOR} of the p95 and ${
      100 * ERROR_DIFFERENCE
    } points of the errors, in course and in who recovers: ${
      right.join(", ") || "none"
    } (${right.length} of ${faults.length}).`,
    `In ${beyond.length} of ${faults.length} the simulated p95 passes ${
      endMs.toFixed(0)
    } ms, which the shop can't show: its histograms end there, and its front turns away who has waited for 2 s.`,
    ...(recovered.length > 0
      ? [
        `In ${slower.length} of ${recovered.length} times to recovery the simulator takes more than ${FACTOR} times as long, though its remedies take as long as the shop's.`,
      ]
      : []),
    ...wrong.map(({ fault, found, reason }) =>
      `\n${fault}: ${found.join("; ")}.\nWhy: ${reason ?? "not known"}.`
    ),
  ].join("\n").split("\n").map((line) => wrap(line, { indent: 2 })).join("\n");
}
