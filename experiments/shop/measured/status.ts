import type { ShopState } from "../shop.ts";
import type { UserView } from "./prometheus.ts";
import { shareText } from "../../../lib/model/shown/share_text.ts";

/** What the daemon knows of the shop. */
export interface ShopReport extends ShopState {
  /** `starting: …`, `ready` or `ending`. */
  readonly stage: string;
  /** Seconds since it was ready. */
  readonly openSeconds: number;
  /** The fault that was begun last and not mended, and the seconds since. */
  readonly fault: { readonly name: string; readonly seconds: number } | null;
  /** What users see over the last 15 s; null where nobody can tell. */
  readonly users: UserView | null;
  /** Memory of all its processes, in MB. */
  readonly memoryMb: number;
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

function duration(seconds: number): string {
  return seconds < 100 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** The report as a person reads it. */
export function statusText(report: ShopReport): string {
  const { stage, users, fault, replicas, version, primary, rate, running, memoryMb } = report;
  if (stage !== "ready") return `The shop is not open: ${stage}`;
  const seen = users === null
    ? "users have not been seen yet"
    : `users see a p95 of ${Math.round(users.p95Ms)} ms and ${
      (100 * users.failedShare).toFixed(1)
    } % failed` +
      (users.turnedAwayShare > 0 ? `, ${shareText(users.turnedAwayShare)} are turned away` : "");
  const limits = [
    ...(report.admittedPercent < 100 ? [`${report.admittedPercent} % of them are let in`] : []),
    ...report.openBreakers.map((service) => `the breaker before ${service} is open`),
  ];
  return [
    `Open for ${duration(report.openSeconds)}: ${rate} requests a second, ${seen}.`,
    fault === null ? "Nothing was broken." : `Broken: ${fault.name}, ${duration(fault.seconds)} ago.`,
    `${plural(replicas, "replica", "replicas")} of version "${version}", the ${primary} database server${
      ["", ...limits].join(", ")
    }.`,
    `${plural(running.length, "process", "processes")}, ${Math.round(memoryMb)} MB.`,
  ].join("\n");
}
