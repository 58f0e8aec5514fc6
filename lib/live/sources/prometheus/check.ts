import { meantName } from "../../../model/suggest.ts";
import { ERROR_RATE, serviceIndex, type Topology, UsageError } from "../../../model/mod.ts";
import type { CheckResult } from "../../check/check_result.ts";
import type { PrometheusConfig } from "../../config/source_schema.ts";
import type { Answer } from "./answer.ts";
import type { QueryFailure } from "./failure.ts";
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
      } Known: ${wanted.join(", ")}`,
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

/**
 * What a person should know of the answer to a query, as of now: what `checkAnswer` says, also of an answer that can't be used, and a front that the
 * SLO can't be judged by.
 */
export function notesOf(answer: Answer, query: PlannedQuery, expected: Expected): string[] {
  try {
    return [...checkAnswer(answer, query, expected), ...frontNote(answer, query, expected)];
  } catch (error) {
    if (error instanceof UsageError) return [error.message];
    throw error;
  }
}

/** That the front has no series of what the SLO is judged by. */
function frontNote(answer: Answer, query: PlannedQuery, expected: Expected): string[] {
  const { front } = expected.topology;
  const isMissing = query.metric <= ERROR_RATE && Number.isNaN(query.absent) &&
    covers(query, expected.topology) && !servicesOf(answer, query, expected).includes(front);
  return isMissing
    ? [`${query.path}: the SLO is judged by it at the front, "${front}": without a series nothing is done`]
    : [];
}

/** What came of a query, for a check: which services it has series of, what is missing, what is wrong. */
export function findingsOf(
  { query, answer, failure }: {
    readonly query: PlannedQuery;
    readonly answer?: Answer;
    readonly failure?: QueryFailure;
  },
  expected: Expected,
): CheckResult[] {
  const asked = query.path;
  const bare = (text: string) => text.startsWith(asked) ? text.slice(asked.length).replace(/^:? /, "") : text;
  if (answer === undefined) {
    const isAway = failure!.kind === "away";
    return [{
      asked,
      verdict: isAway ? "away" : "wrong",
      text: isAway ? failure!.message : `the server says: ${failure!.message}`,
    }];
  }
  try {
    const notes = [...checkAnswer(answer, query, expected), ...frontNote(answer, query, expected)];
    const there = servicesOf(answer, query, expected);
    return [
      ...(there.length === 0
        ? []
        : [{ asked, verdict: "ok", text: `has series of ${there.join(", ")}` } as const]),
      ...notes.map((text) => ({ asked, verdict: "note", text: bare(text) } as const)),
    ];
  } catch (error) {
    if (error instanceof UsageError) return [{ asked, verdict: "wrong", text: bare(error.message) }];
    throw error;
  }
}

/** Whether a query is what the front's value comes from. */
function covers({ service, except }: PlannedQuery, topology: Topology): boolean {
  const front = serviceIndex(topology, topology.front);
  return service === undefined ? !except.has(front) : service === front;
}

/** Services that an answer has series of. */
function servicesOf(answer: Answer, query: PlannedQuery, { config, topology, rowOf }: Expected): string[] {
  const { serviceLabel } = config;
  const found = new Set(
    assignServices(answer.series, { query, serviceLabel, rowOf }).map(({ service }) => service),
  );
  return topology.services.flatMap(({ name }, row) => found.has(row) && !query.except.has(row) ? [name] : []);
}

/** @throws {UsageError} where no series has the label that names its service */
function requireLabel({ series }: Answer, { path }: PlannedQuery, serviceLabel: string): void {
  if (series.length === 0 || series.some(({ labels }) => labels[serviceLabel] !== undefined)) return;
  const there = distinct(series.flatMap(({ labels }) => Object.keys(labels)));
  throw new UsageError(
    `${path}: its series have no label ${JSON.stringify(serviceLabel)}${hint([serviceLabel], there)} ${
      there.length > 0 ? `There: ${listed(there)}` : "They have none at all: sum by (…) keeps one"
    }`,
  );
}

/** What was meant, to the end of the sentence. */
function hint(names: readonly string[], known: readonly string[]): string {
  const meant = names.map((name) => meantName(name, known)).find((name) => name !== undefined);
  return meant === undefined ? "." : `: did you mean ${JSON.stringify(meant)}?`;
}

function listed(names: readonly string[]): string {
  const rest = names.length - MAX_NAMED;
  return names.slice(0, MAX_NAMED).map((name) => JSON.stringify(name)).join(", ") +
    (rest > 0 ? ` and ${rest} more` : "");
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
