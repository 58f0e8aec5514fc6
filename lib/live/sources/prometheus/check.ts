import { meantName } from "../../../model/suggest.ts";
import { type Topology, UsageError } from "../../../model/mod.ts";
import type { PrometheusConfig } from "../../config/source_schema.ts";
import type { Answer } from "./answer.ts";
import { assignServices } from "./fill.ts";
import type { PlannedQuery } from "./plan.ts";

/** Labels that a message names. */
const MAX_NAMED = 8;

/** What the answer to a query is held against. */
export interface Expected {
  readonly config: PrometheusConfig;
  readonly topology: Topology;
  readonly rowOf: (label: string) => number;
}

/**
 * Checks that an answer to a query can be used.
 *
 * @returns what a person should know of it: services without a series, series of nobody
 * @throws {UsageError} that names the query and what its series lack
 */
export function checkAnswer(
  answer: Answer,
  query: PlannedQuery,
  { config, topology, rowOf }: Expected,
): string[] {
  const { path, service } = query;
  if (answer.type === "matrix") {
    throw new UsageError(
      `${path}: the expression is a range of samples, not one value a series: rate(…) makes it one`,
    );
  }
  if (answer.type === "scalar" && service === undefined) {
    throw new UsageError(`${path}: the expression is a number without labels, which is no service's`);
  }
  if (service !== undefined) return answer.series.length > 0 ? [] : [`${path} has no series now`];
  const { serviceLabel } = config;
  const names = answer.series.map(({ labels }) => labels[serviceLabel]);
  requireLabel(answer, query, serviceLabel);
  const assigned = assignServices(answer.series, { query, serviceLabel, rowOf });
  const strangers = distinct(
    assigned.flatMap((one, i) => one.service < 0 && names[i] !== undefined ? [names[i]!] : []),
  );
  const wanted = topology.services.map(({ name }) => name);
  if (assigned.length > 0 && assigned.every((one) => one.service < 0)) {
    throw new UsageError(
      `${path}: no series is of a service of the topology: ${serviceLabel} is ${listed(strangers)}${
        hint(strangers, wanted)
      }. Known: ${wanted.join(", ")}`,
    );
  }
  const found = new Set(assigned.map((one) => one.service));
  const missing = Number.isNaN(query.absent)
    ? wanted.filter((_, row) => !found.has(row) && !query.except.has(row))
    : [];
  return [
    ...(missing.length > 0 ? [`${path} has no series of ${listed(missing)} now`] : []),
    ...(strangers.length > 0
      ? [`${path} has series of ${listed(strangers)}, which the topology has not`]
      : []),
    ...answer.warnings.map((warning) => `${path}: the server warns: ${warning}`),
  ];
}

/** @throws {UsageError} where no series has the label that names its service */
function requireLabel({ series }: Answer, { path }: PlannedQuery, serviceLabel: string): void {
  if (series.length === 0 || series.some(({ labels }) => labels[serviceLabel] !== undefined)) return;
  const there = distinct(series.flatMap(({ labels }) => Object.keys(labels)));
  throw new UsageError(
    `${path}: its series have no label ${JSON.stringify(serviceLabel)}${hint([serviceLabel], there)}. ${
      there.length > 0 ? `There: ${listed(there)}` : "They have none at all: sum by (…) keeps one"
    }`,
  );
}

function hint(names: readonly string[], known: readonly string[]): string {
  const meant = names.map((name) => meantName(name, known)).find((name) => name !== undefined);
  return meant === undefined ? "" : `: did you mean ${JSON.stringify(meant)}?`;
}

function listed(names: readonly string[]): string {
  const rest = names.length - MAX_NAMED;
  return names.slice(0, MAX_NAMED).map((name) => JSON.stringify(name)).join(", ") +
    (rest > 0 ? ` and ${rest} more` : "");
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
