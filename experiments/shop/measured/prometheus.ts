const TIMEOUT_MS = 5_000;

/** Asks the shop's Prometheus. @returns the values by the label that is named, of those that are numbers */
export async function ask(
  { port, query, label = "service", atSeconds }: {
    readonly port: number;
    readonly query: string;
    readonly label?: string;
    /** Unix seconds of the instant; now, if absent. */
    readonly atSeconds?: number;
  },
): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/query`, {
    method: "POST",
    body: new URLSearchParams({ query, ...(atSeconds !== undefined && { time: String(atSeconds) }) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const { data, error } = await response.json();
  if (!response.ok) throw new Error(`Prometheus refused ${query}: ${error}`);
  const rows = data.result as { metric: Record<string, string>; value: [number, string] }[];
  return new Map(
    rows.flatMap(({ metric, value }) => {
      const number = Number(value[1]);
      return Number.isNaN(number) ? [] : [[metric[label] ?? "", number] as const];
    }),
  );
}

/** What users saw. */
export interface UserView {
  /** 95th percentile of the time to an answer (ms), failed ones included, of the requests that were let in. */
  readonly p95Ms: number;
  /** Share of the requests that were let in that failed, 0 to 1. */
  readonly failedShare: number;
  /** Share of all requests that were turned away by a limit, 0 to 1: these are not what the SLO is about. */
  readonly turnedAwayShare: number;
}

/** What users saw over the seconds before an instant; null where they were not seen. */
export async function usersOf(
  { port, seconds, atSeconds }: {
    readonly port: number;
    readonly seconds: number;
    readonly atSeconds?: number;
  },
): Promise<UserView | null> {
  const name = "shop_user_request_duration_seconds";
  const at = atSeconds === undefined ? {} : { atSeconds };
  const one = async (query: string) => (await ask({ port, query, ...at })).get("");
  const answered = `outcome!="refused"`;
  const p95 = await one(
    `1000 * histogram_quantile(0.95, sum by (le) (rate(${name}_bucket{${answered}}[${seconds}s])))`,
  );
  const all = await one(`sum(rate(${name}_count{${answered}}[${seconds}s]))`);
  const failed = await one(`sum(rate(${name}_count{outcome="failed"}[${seconds}s])) or vector(0)`);
  const refused = await one(`sum(rate(${name}_count{outcome="refused"}[${seconds}s])) or vector(0)`);
  if (p95 === undefined || !all) return null;
  return { p95Ms: p95, failedShare: failed! / all, turnedAwayShare: refused! / (all + refused!) };
}
