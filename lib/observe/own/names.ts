import type { MetricRole } from "../../model/mod.ts";

/** Words of metrics' names; what precedes them in a column's name is the service. */
const METRIC_WORDS = new Set(
  ("cpu mem memory swap load1 load5 load15 latency lat duration response time error errors err failure failures failed exception exceptions requests request req " +
    "reqs rps qps tps load throughput rate ratio count total sum avg average mean min max minimum maximum median p50 p75 p90 p95 p99 p999 q50 q95 q99 " +
    "quantile percentile disk fs io iops read write reads writes net network rx tx in out bytes bits packets bandwidth socket sockets " +
    "connections conn queue depth length size usage used utilization utilisation util percent pct free available availability up " +
    "success successes status heap rss gc threads goroutines working set ms s sec seconds milliseconds microseconds millis per second " +
    "minute 5xx 4xx 2xx hits misses hit miss timeouts timeout restarts throttled saturation lag rt value http grpc workload traffic ops " +
    "user system idle container process jvm node").split(" "),
);
/** Words of metrics that are names of services, too. */
const WEAK_WORDS = new Set(
  "user system node process container queue http grpc status workload traffic".split(" "),
);

/** Words for what is measured in German, French, Spanish, Italian, Portuguese and Dutch. */
const WORDS_ABROAD: readonly (readonly [MetricRole, RegExp])[] = [
  [
    "errors",
    /fehler|ausf[aä]lle|erreur|[eé]chec|errores|errori|(?<![a-z])(?:fallos?|falhas?|fout(?:en)?)(?![a-z])|foutpercentage/i,
  ],
  [
    "latency",
    /(?:antwort|reaktions|bearbeitungs|lauf|verarbeitungs).?zeit|latenz|(?<![a-z])dauer|bearbeitungsdauer|temps.de.r[eé]ponse|dur[eé]e|latence/i,
  ],
  [
    "latency",
    /tiempo.de.respuesta|latencia|duraci[oó]n|tempo.d[ie].(?:risposta|resposta)|latenza|durata|lat[eê]ncia|dura[cç][aã]o|(?:antwoord|reactie|respons)tijd|vertraging/i,
  ],
  [
    "requests",
    /anfrage|aufrufe|durchsatz|zugriffe|requ[eê]te|débit|peticion|solicitud|richiest|requisi[cç]|aanvra|verzoek/i,
  ],
  ["memory", /speicher|m[eé]moire|memoria|mem[oó]ria|geheugen/i],
  ["disk", /festplatte|datentr[aä]ger|disque|(?<![a-z])disco(?![a-z])|schijf/i],
  ["network", /netzwerk|r[eé]seau|netwerk/i],
  ["availability", /verf[uü]gbarkeit|disponib|beschikbaarheid/i],
  ["cpu", /prozessor|auslastung|processeur|procesador|processore|processador/i],
];
/** Such metrics in several words: `temps de réponse`, `tasa de errores`. */
const PHRASE =
  /(?<!\p{L})(temps|taux|nombre|utilisation|tiempo|tasa|uso|n[uú]mero|tempo|tasso|taxa)([ _.-])(?:(?:de|des|di)\2|d['’])(?=\p{L})/giu;
/** Stands for the sign between the words of a phrase while a name is parted at its signs. */
const GLUE: readonly (readonly [sign: string, glue: string])[] = [
  [" ", "\ue000"],
  ["_", "\ue001"],
  [".", "\ue002"],
  ["-", "\ue003"],
];
const GLUED = /[\ue000-\ue003]/;

function glued(name: string): string {
  return name.replace(
    PHRASE,
    (phrase, _, sign) => phrase.replaceAll(sign, GLUE.find(([one]) => one === sign)![1]),
  );
}

function unglued(text: string): string {
  return GLUE.reduce((result, [sign, glue]) => result.replaceAll(glue, sign), text);
}

const ROLES: readonly (readonly [RegExp, MetricRole])[] = [
  [/err(?:or)?s?(?![a-z])|fail|exception|5xx|fault/i, "errors"],
  [
    /latency|(?:^|[^a-z])lat(?:$|[^a-z])|duration|response.?time|elapsed|(?:^|[^a-z])rt(?:$|[^a-z])|p9\d|quantile/i,
    "latency",
  ],
  [/cpu/i, "cpu"],
  [/mem|heap|rss|working.?set/i, "memory"],
  [/disk|(?:^|[^a-z])fs(?:$|[^a-z])|iops/i, "disk"],
  [/net(?:work)?|socket|(?:^|[^a-z])[rt]x(?:$|[^a-z])|bandwidth|packets/i, "network"],
  [/availab|success|(?:^|[^a-z])up$/i, "availability"],
  [/req(?:uest)?s?|rps|qps|load|throughput|calls|workload|traffic|hits/i, "requests"],
];

/** What a metric measures, by its name; "other" where that doesn't tell. */
export function roleOf(metric: string): MetricRole {
  const role = ROLES.find(([pattern]) => pattern.test(metric))?.[1] ?? roleAbroad(metric);
  // What ends in a word of its own measures that: `cpu_n` is how many there are, `cpu_up` whether they run, `latency_count` how many were timed.
  if (LEVELS.has(role) && COUNT_ENDING.test(metric)) return role === "latency" ? "requests" : "other";
  if (role !== "availability" && UP_ENDING.test(metric)) return "availability";
  // A percentile of sizes is no time.
  return role === "latency" && /bytes|size/i.test(metric) && !TIME_WORD.test(metric) ? "other" : role;
}

function roleAbroad(metric: string): MetricRole {
  return WORDS_ABROAD.find(([, pattern]) => pattern.test(metric))?.[0] ?? "other";
}

const LEVELS: ReadonlySet<MetricRole> = new Set(["cpu", "memory", "disk", "latency"]);
const COUNT_ENDING = /[_. ](?:n|num|count|cores?|samples?|samplecount)$/i;
const UP_ENDING = /[_. ]up$/i;
const TIME_WORD = /latency|(?:^|[^a-z])lat(?:$|[^a-z])|duration|response.?time|elapsed|second/i;

/** Labels that name the service, the most telling first. */
const SERVICE_LABELS = [
  "service",
  "service_name",
  "service.name",
  "servicename",
  "_service",
  "_service_name",
  "svc",
  "svc_name",
  "fields.service",
  "resource.service.name",
  "cmdb_id",
  "destination_service_name",
  "destination_workload",
  "app",
  "app_kubernetes_io_name",
  "app.kubernetes.io/name",
  "kubernetes.labels.app",
  "kubernetes.deployment.name",
  "application",
  "component",
  "deployment",
  "workload",
  "container",
  "container_name",
  "container.name",
  "kubernetes.container.name",
  "kubernetes.container_name",
  "microservice",
  "pod",
  "pod_name",
  "kubernetes_pod_name",
  "kubernetes.pod.name",
  "kubernetes.pod_name",
  "host",
  "hostname",
  "host.name",
  "instance",
  "node",
  "dbinstanceidentifier",
  "functionname",
  "job",
];
/** Endings that Kubernetes gives to pods of deployments and stateful sets. */
const POD_ENDING = /-(?:[a-f0-9]{8,10}-[a-z0-9]{5}|[a-z0-9]{5}|\d{1,3})$/;

/** Services that only pass on what others measured. */
const EXPORTER = /exporter|kube-state-metrics|cadvisor|kubelet|prometheus|otel-collector/i;

/**
 * The label that names services: the first of the usual ones that all frames have and that takes more than one value; else the first of
 * them, since a single service may have several replicas; else the first of any name that takes several values.
 */
export function serviceLabelOf(all: readonly Readonly<Record<string, string>>[]): string | undefined {
  const keys = new Map(all.flatMap((labels) => Object.keys(labels)).map((key) => [key.toLowerCase(), key]));
  const shared = SERVICE_LABELS.flatMap((name) => keys.has(name) ? [keys.get(name)!] : [])
    .filter((key) => all.every((labels) => (labels[key] ?? "") !== "" && !EXPORTER.test(labels[key]!)));
  const named = shared.filter((key) => !PLACES.test(key));
  const addresses = (key: string) => areAddresses(all.map((labels) => labels[key]!));
  // What is scraped has a name even where its place is an address.
  const among = named.length > 0
    ? named
    : [...shared.filter((key) => !addresses(key)), ...shared.filter(addresses)];
  const varies = (key: string) => new Set(all.map((labels) => labels[key])).size > 1;
  return among.find(varies) ?? among[0] ?? ofMost(all, [...keys.entries()]) ??
    // Whatever it is called: what tells several series of a table apart.
    [...keys.values()].find((key) => varies(key) && all.every((labels) => (labels[key] ?? "") !== ""));
}

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|localhost|\[?[a-f\d]*:[a-f\d:]*:[a-f\d]*\]?)(?::\d+)?$/i;

/** Whether names are addresses on a network, which say nothing of what runs there. */
export function areAddresses(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => ADDRESS.test(name));
}

/** The first of the usual labels that half of what there is has, or more: the rest is of no known service. */
function ofMost(
  all: readonly Readonly<Record<string, string>>[],
  keys: readonly (readonly [string, string])[],
): string | undefined {
  const own = new Map(keys);
  return SERVICE_LABELS.filter((name) => own.has(name) && !PLACES.test(name)).map((name) => own.get(name)!)
    .find((key) => 2 * all.filter((labels) => (labels[key] ?? "") !== "").length >= all.length);
}

/** The labels of one thing that may name its service, the most telling first. */
export function serviceLabelsOf(labels: Readonly<Record<string, string>>): string[] {
  const keys = new Map(Object.keys(labels).map((key) => [key.toLowerCase(), key]));
  return SERVICE_LABELS.flatMap((name) =>
    (labels[keys.get(name) ?? ""] ?? "") !== "" ? [keys.get(name)!] : []
  );
}

/** Labels that say where something runs. */
const PLACES = /^(?:pod|pod_name|kubernetes[._]pod[._]name|host|hostname|host\.name|instance|node|job)$/i;

/** Whether a label says where something runs, not what it is. */
export function isPlaceLabel(key: string): boolean {
  return PLACES.test(key);
}

/** The service that a label's value names: a pod's deployment, an instance without its port. */
export function serviceOfLabel(key: string, value: string): string {
  if (/pod/i.test(key)) return value.replace(POD_ENDING, "");
  return /instance|host|node/i.test(key) ? value.replace(/:\d+$/, "") : value;
}

/** A column's name as service and metric. */
export interface SplitName {
  readonly service: string;
  readonly metric: string;
}

/**
 * Splits the names of a table's columns into services and metrics, as `home_timeline_service_cpu`, `cart.latency_p95` or `cpu_web`: what
 * precedes the words of a metric is the service. Names that this doesn't tell begin or end with the service of another column or of those
 * that are known.
 *
 * @param known services that are known from elsewhere, as from a call graph
 * @returns undefined for a name in which no service is found
 */
export function splitNames(
  names: readonly string[],
  known: readonly string[] = [],
): (SplitName | undefined)[] {
  const phrases = names.map(glued);
  if (phrases.some((name, i) => name !== names[i])) {
    return splitNames(phrases, known).map((split) =>
      split && { service: unglued(split.service), metric: unglued(split.metric) }
    );
  }
  // Without a header columns are numbered: nothing is known of them.
  if (names.every((name) => /^column \d+$/.test(name))) return names.map(() => undefined);
  // Metrics of a single thing that isn't named.
  if (names.every((name) => isMetric(name) && !hasWeakWord(name))) return names.map(() => undefined);
  const paths = withoutFolders(names);
  if (paths !== undefined) return splitNames(paths, known);
  const byKnown = names.map((name) => known.length > 0 ? byService(name, known) : undefined);
  const separated = bySeparator(names);
  const first = names.map((name, i) => byKnown[i] ?? separated?.[i] ?? serviceByWords(name)).map((split) =>
    split !== undefined && /\p{L}/u.test(split.service) ? split : undefined
  );
  if (first.includes(undefined)) {
    const regular = byRegularity(names);
    if (regular !== undefined) return regular;
  }
  const services = [...new Set(first.flatMap((split) => split === undefined ? [] : [split.service]))];
  return first.map((split, i) => split ?? byService(names[i]!, services));
}

/** Words that paths of metrics begin with before the service's name. */
const FOLDERS =
  /^(?:servers?|hosts?|stats|statsd|gauges|timers|counters|collectd|carbon|telegraf|apps?|applications?|services?|prod|production|staging|metrics)$/i;

/** Names as `servers.web.cpu` without the folders that they begin with; undefined where they have none. */
function withoutFolders(names: readonly string[]): string[] | undefined {
  const parts = names.map((name) => name.split("."));
  const has = (part: readonly string[]) => part.length > 2 && FOLDERS.test(part[0]!) && !isMetric(part[1]!);
  return parts.length > 0 && parts.every(has) ? parts.map((part) => part.slice(1).join(".")) : undefined;
}

/** By a point, slash, colon, bar or blank that all names have one of. */
function bySeparator(names: readonly string[]): SplitName[] | undefined {
  for (const separator of ["/", ":", "|", ".", " "]) {
    const parts = names.map((name) => name.split(separator).map((part) => part.trim()));
    if (!parts.every((part) => part.length === 2 && part.every((one) => one !== ""))) continue;
    if (parts.every((part) => part.every((one) => isMetric(one) && !isWeak(one)))) continue;
    const metricFirst = parts.every(([a, b]) => isMetric(a!) && !isMetric(b!));
    return parts.map(([a, b]) => metricFirst ? { service: b!, metric: a! } : { service: a!, metric: b! });
  }
  return undefined;
}

/** By the first or last word, where each of these words stands with the same rest: `web CPU-Auslastung` and `db CPU-Auslastung`. */
function byRegularity(names: readonly string[]): SplitName[] | undefined {
  for (
    const [of, pattern] of [["first", /^([^_\s.:/]+)[_\s.:/](.+)$/], [
      "last",
      /^(.+)[_\s.:/]([^_\s.:/]+)$/,
    ]] as const
  ) {
    const splits = names.flatMap((name): SplitName[] => {
      const [, a, b] = pattern.exec(name) ?? [];
      if (a === undefined || b === undefined) return [];
      return [of === "first" ? { service: a, metric: b } : { service: b, metric: a }];
    });
    if (splits.length < names.length) continue;
    const metrics = [...Map.groupBy(splits, ({ service }) => service).values()]
      .map((own) => own.map(({ metric }) => metric).sort().join("\n"));
    if (splits.some(({ service }) => isMetricWord(service))) continue;
    if (metrics.length > 1 && new Set(metrics).size === 1) return splits;
  }
  return undefined;
}

/** Whether a name has a word in it that only metrics have. */
export function namesMetric(name: string): boolean {
  return name.split(/[_\-. ]/).some((word) => isMetricWord(word) && !WEAK_WORDS.has(word.toLowerCase()));
}

/** Whether a metric's name is made of words that are names of services, too. */
export function isWeak(metric: string): boolean {
  return metric.split(/[_\-. ]/).every((word) => WEAK_WORDS.has(word.toLowerCase()));
}

function hasWeakWord(name: string): boolean {
  return name.split(/[_\-. ]/).some((word) => WEAK_WORDS.has(word.toLowerCase()));
}

function isMetric(text: string): boolean {
  return text.split(/[_\-. ]/).every(isMetricWord);
}

/** Also `CPUUtilization`, whose parts are such words. */
function isMetricWord(word: string): boolean {
  if (METRIC_WORDS.has(word.toLowerCase()) || roleAbroad(word) !== "other" || GLUED.test(word)) return true;
  const parts = word.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+/g) ?? [];
  return parts.length > 1 && parts.every((part) => METRIC_WORDS.has(part.toLowerCase()));
}

/** As `byWords`; not what is a metric's name throughout, as `mem_bytes` and `cpu_percent`, where nothing says what service it is of. */
function serviceByWords(name: string): SplitName | undefined {
  return isMetric(name) && !hasWeakWord(name) ? undefined : byWords(name);
}

function byWords(name: string): SplitName | undefined {
  const words = name.split(/([_\-. ])/);
  let at = words.length;
  while (at > 1 && isMetricWord(words[at - 1]!)) at -= 2;
  // Nothing is left of `user_cpu`: the word that may be a service's name is one.
  if (at <= 0 && words.length > 2 && WEAK_WORDS.has(words[0]!.toLowerCase())) at = 1;
  if (at > 0 && at < words.length) {
    return { service: words.slice(0, at).join(""), metric: words.slice(at + 1).join("") };
  }
  let end = -1;
  while (end + 2 < words.length && isMetricWord(words[end + 1]!)) end += 2;
  if (end > 0 && end + 1 < words.length) {
    return { service: words.slice(end + 1).join(""), metric: words.slice(0, end).join("") };
  }
  return undefined;
}

/** By the longest of some services that the name begins or ends with. */
function byService(name: string, services: readonly string[]): SplitName | undefined {
  const fits = services.filter((service) =>
    service !== "" && name.length > service.length + 1 &&
    ((name.startsWith(service) && /[^a-zA-Z0-9]/.test(name[service.length]!)) ||
      (name.endsWith(service) && /[^a-zA-Z0-9]/.test(name[name.length - service.length - 1]!)))
  );
  const service = fits.sort((a, b) => b.length - a.length)[0];
  if (service === undefined) return undefined;
  const metric = name.startsWith(service)
    ? name.slice(service.length + 1)
    : name.slice(0, name.length - service.length - 1);
  return { service, metric };
}
