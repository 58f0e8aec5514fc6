import { malformed, type Place } from "../reading/malformed.ts";

/** A column or a folder by what it is of: a service, and its metric or fault. */
export interface ServicePart {
  readonly service: string;
  readonly part: string;
}

/** Words that names of metrics begin with. */
const METRIC_WORDS = new Set(
  ("cpu mem memory lat latency latencies duration response error errors err failure failures exception exceptions request requests req rps " +
    "qps load lod workload throughput disk diskio fs io network net socket sockets availability success restarts threads heap rss gc " +
    "container istio p50 p90 p95 p99").split(" "),
);
/** Words for faults, as in the names of folders. */
const FAULT_WORDS = new Set(
  [...METRIC_WORDS, ..."delay loss packet corrupt kill crash leak stress hog f1 f2 f3 f4 f5".split(" ")],
);
/** Words that follow in names of metrics. */
const FURTHER_WORDS = new Set([
  ...METRIC_WORDS,
  ..."usage used rate ratio total count avg mean max sum bytes seconds ms".split(" "),
]);

/**
 * Splits names of columns `<service>_<metric>`, both of which may contain underscores. In this order: at the only underscore; where the word
 * of a metric follows, if that is one place; where nothing but words of metrics follow; behind the longest service that other columns have;
 * where the rest is that of other columns, too.
 *
 * @param place of the header, for the error
 * @throws {UsageError} for a name that can be split at several places and of which nothing of this tells the right one
 */
export function splitColumns(names: readonly string[], place: Place): ServicePart[] {
  const certain = names.map(certainSplit);
  const services = new Set(certain.flatMap((split) => split === undefined ? [] : [split.service]));
  const uses = Map.groupBy(names.flatMap(splitsOf), ({ part }) => part);
  return names.map((name, i) => {
    const found = certain[i] ?? ofWords(name, uses) ?? ofKnownService(name, services) ??
      ofRecurring(name, uses);
    if (found !== undefined) return found;
    const [first, second] = splitsOf(name).map(({ service }) => JSON.stringify(service));
    throw malformed(place, `columns <service>_<metric>: the service may be ${first} or ${second}`, name);
  });
}

/**
 * Splits the name of a folder, `<service>_<fault>` or `<service>-<fault>`, behind the longest service that was recorded, or if none was as
 * `splitColumns` does.
 *
 * @returns undefined for a name without a fault
 */
export function splitLabel(name: string, services: readonly string[]): ServicePart | undefined {
  const separated = [...splitsOf(name), ...splitsAt(name, "-")];
  return longest(separated.filter(({ service }) => services.includes(service))) ??
    only(splitsOf(name).filter(({ part }) => beginsWith(part, FAULT_WORDS))) ?? splitsOf(name)[0] ??
    separated.at(-1);
}

function certainSplit(name: string): ServicePart | undefined {
  const splits = splitsOf(name);
  if (splits.length === 0) return { service: name, part: name };
  return only(splits) ?? only(splits.filter(({ part }) => beginsWith(part, METRIC_WORDS)));
}

function ofKnownService(name: string, services: ReadonlySet<string>): ServicePart | undefined {
  return longest(splitsOf(name).filter(({ service }) => services.has(service)));
}

/** Of several such places the first of which others have the rest, too: `cart_cpu_load` is the CPU load of the cart. */
function ofWords(name: string, uses: Uses): ServicePart | undefined {
  const fits = splitsOf(name).filter(({ part }) =>
    beginsWith(part, METRIC_WORDS) &&
    part.split(/[_-]/).every((word) => /^\d+$/.test(word) || FURTHER_WORDS.has(word.toLowerCase()))
  );
  return fits.find(({ part }) => servicesWith(part, uses) > 1) ?? fits[0];
}

function ofRecurring(name: string, uses: Uses): ServicePart | undefined {
  const splits = splitsOf(name);
  const most = Math.max(...splits.map(({ part }) => servicesWith(part, uses)));
  return most > 1 ? splits.find(({ part }) => servicesWith(part, uses) === most) : undefined;
}

/** All splits of all names, by the part behind the service. */
type Uses = ReadonlyMap<string, readonly ServicePart[]>;

function servicesWith(part: string, uses: Uses): number {
  return new Set(uses.get(part)!.map(({ service }) => service)).size;
}

/** All splits at underscores, the shortest service first. */
function splitsOf(name: string): ServicePart[] {
  return splitsAt(name, "_");
}

function splitsAt(name: string, separator: string): ServicePart[] {
  const splits: ServicePart[] = [];
  for (
    let at = name.indexOf(separator, 1);
    at !== -1 && at + 1 < name.length;
    at = name.indexOf(separator, at + 1)
  ) {
    splits.push({ service: name.slice(0, at), part: name.slice(at + 1) });
  }
  return splits;
}

function beginsWith(part: string, words: ReadonlySet<string>): boolean {
  const [first = ""] = /^(?:[A-Z]+(?![a-z])|[A-Z]?[a-z]+)\d*/.exec(part) ?? [];
  return words.has(first.toLowerCase());
}

function longest(splits: readonly ServicePart[]): ServicePart | undefined {
  return splits.toSorted((a, b) => b.service.length - a.service.length)[0];
}

function only<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}
