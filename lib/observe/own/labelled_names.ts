import type { MetricFrame } from "./frame.ts";
import { serviceLabelsOf } from "./names.ts";

/** A name that holds labels, taken apart. */
export interface LabelledName {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

const BRACES = /^(.*?)\s*\{(.*)\}\s*$/s;
const QUOTED = /\s*([a-zA-Z_][\w.]*)\s*=~?\s*"((?:[^"\\]|\\.)*)"\s*,?/y;
const BARE = /\s*([a-zA-Z_][\w.\-/]*)\s*[:=]\s*([^,{}"=]+?)\s*(?:,|$)/y;

/**
 * Takes the labels out of a name: `cpu{service="web"}` and `{service="web", pod="web-1"}` as Prometheus and Grafana write them,
 * `avg:system.cpu.user{service:web,env:prod}` and `service:web` as Datadog does, `service=web` as InfluxDB does.
 *
 * @returns undefined for a name that holds none
 */
export function labelledName(text: string): LabelledName | undefined {
  const [, name = "", inner = text] = BRACES.exec(text) ?? [];
  const braces = inner !== text;
  const labels = allOf(inner, QUOTED) ?? (braces || ONLY_LABELS.test(text) ? allOf(inner, BARE) : undefined);
  if (labels === undefined || Object.keys(labels).length === 0) return undefined;
  return { name: name.replace(/^(?:avg|sum|min|max|count):/, "").trim(), labels };
}

/** Without braces it is labels only where the first one names what a service's name stands under. */
const ONLY_LABELS =
  /^(?:service|service_name|service\.name|app|application|container|container_name|pod|pod_name|host|hostname|instance|node|deployment|job|component|workload|env)[:=]/i;

/** The labels that a text is made of throughout; undefined where anything else is in it. */
function allOf(text: string, pattern: RegExp): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  pattern.lastIndex = 0;
  let end = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (Object.hasOwn(labels, match[1]!)) return undefined;
    labels[match[1]!] = match[2]!.replace(/\\(.)/g, (_, letter) => letter === "n" ? "\n" : letter);
    end = pattern.lastIndex;
  }
  return text.slice(end).trim() === "" ? labels : undefined;
}

/** The labels of Prometheus' text between braces; undefined where it isn't made of labels. */
export function labelsIn(text: string): Record<string, string> | undefined {
  return allOf(text, QUOTED);
}

/** Columns whose words are the names of metrics: `value` beside `kpi_name` is one of them. */
const METRIC_NAMES = [
  "kpi_name",
  "metric_name",
  "metricname",
  "metric",
  "kpi",
  "_field",
  "indicator",
  "measurement",
];
/** Columns that stand for whichever metric their row is of. */
const ANY_VALUE = /^_?(?:value|val|values|avg|mean|last|metric_value)$/i;

/** A frame of a table with what its column's name and its words say: labels in braces, the name of the metric in a column of its own. */
export function unpacked(frame: MetricFrame): MetricFrame {
  let { name } = frame;
  const labels: Record<string, string> = {};
  for (const [key, word] of Object.entries(frame.labels)) {
    const inner = labelledName(word);
    if (inner === undefined) labels[key] = word;
    else {
      Object.assign(labels, inner.labels);
      if (inner.name !== "" && ANY_VALUE.test(name)) name = inner.name;
    }
  }
  const told = serviceLabelsOf(labels).length > 0 ? [...METRIC_NAMES, "name"] : METRIC_NAMES;
  const key = ANY_VALUE.test(name)
    ? told.map((one) => Object.keys(labels).find((key) => key.toLowerCase() === one))
      .find((key) => key !== undefined)
    : undefined;
  if (key !== undefined) {
    name = labels[key]!;
    delete labels[key];
  }
  const own = labelledName(name);
  return { ...frame, name: own?.name ?? name, labels: { ...labels, ...own?.labels } };
}
