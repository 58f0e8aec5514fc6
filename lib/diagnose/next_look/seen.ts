import type { Incident, Look, Signals } from "../../model/mod.ts";

/** Share of the services from which a signal that is recorded of them is taken to be collected of all: some write hardly any logs. */
const COLLECTED_SHARE = 0.5;

/**
 * Tells what of an incident has been looked at. Metrics of a service have if any has values from before; logs and traces if there are any of
 * it or of half of the services; changes if its logs or spans from before name its version.
 *
 * @param done what has been looked at besides, be it in vain
 */
export function createSeen(
  { services, before, after }: Pick<Incident, "services" | "before" | "after">,
  done: readonly Pick<Look, "signal" | "service">[],
): (signal: Look["signal"], service: string) => boolean {
  const seen: Record<Look["signal"], ReadonlySet<string>> = {
    metrics: measured(before),
    logs: collected(services, [...before.logs ?? [], ...after.logs ?? []]),
    traces: collected(services, [...before.spans ?? [], ...after.spans ?? []]),
    changes: versioned(before),
  };
  const looked = new Set(done.map(({ signal, service }) => `${signal} ${service}`));
  return (signal, service) => seen[signal].has(service) || looked.has(`${signal} ${service}`);
}

function measured({ metrics: { indicators, columns } }: Signals): ReadonlySet<string> {
  const withValues = indicators.filter((_, i) => columns[i]!.some((x) => Number.isFinite(x)));
  return new Set(withValues.map(({ service }) => service));
}

function collected(
  services: readonly string[],
  records: readonly { readonly service: string }[],
): ReadonlySet<string> {
  const of = new Set<string>();
  for (const { service } of records) of.add(service);
  return of.size >= COLLECTED_SHARE * services.length ? new Set(services) : of;
}

function versioned({ logs = [], spans = [] }: Signals): ReadonlySet<string> {
  const of = new Set<string>();
  for (const { service, attributes } of [...logs, ...spans]) {
    if (attributes?.["service.version"] !== undefined) of.add(service);
  }
  return of;
}
