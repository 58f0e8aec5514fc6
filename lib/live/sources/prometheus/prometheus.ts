import { METRIC_COUNT, type Observation, type Slo, type Topology, UsageError } from "../../../model/mod.ts";
import { checkOptions, objectWith } from "../../../model/check_options.ts";
import type { PrometheusConfig } from "../../config/source_schema.ts";
import { unitNotes } from "../../check/unit_notes.ts";
import { withinSeconds } from "../within_seconds.ts";
import type { SourceState, WatchedSource } from "../state.ts";
import type { Answer } from "./answer.ts";
import { checkAnswer, type Expected, findingsOf, notesOf } from "./check.ts";
import { type ClientOptions, createPrometheusClient, type Range } from "./client.ts";
import { QueryFailure } from "./failure.ts";
import { assignServices, fillAbsent, fillIn } from "./fill.ts";
import { type PlannedQuery, planQueries } from "./plan.ts";
import { serviceNamer } from "./service_names.ts";

/** What a source needs besides its configuration. */
export interface PrometheusOptions extends Pick<ClientOptions, "clock" | "headers" | "send" | "stream"> {
  /** The services, whose order is that of the rows of an observation. */
  readonly topology: Topology;
  /** From one observation to the next. */
  readonly stepSeconds: number;
  /** What values are held against when units are judged; absent: they are not. */
  readonly slo?: Pick<Slo, "latencyP95Ms" | "errorRate">;
}

/** A server gives at most 11,000 points a series. */
const MAX_POINTS = 10_000;
/** Time for a window of the past. */
const PAST_TIMEOUT_SECONDS = 60;
/** How many times as long a past is looked through for enough observations of the wanted kind. */
const PAST_WINDOWS = 4;
/** Answers differ from the time asked for by the rounding to ms. */
const TOLERANCE_SECONDS = 0.01;

const CONFIG = objectWith<PrometheusConfig>({
  url: "string",
  queries: "object",
  services: "object",
  serviceLabel: "string",
});
const OPTIONS = objectWith<PrometheusOptions>({ topology: "object", stepSeconds: "number", clock: "object" });

/** An answer, or why there is none. */
type Outcome = { readonly query: PlannedQuery; readonly answer?: Answer; readonly failure?: QueryFailure };

/**
 * Observations of a system that a Prometheus server watches. What is stale, missing, NaN or infinite there is NaN here; of a server that is away,
 * too slow or says no, every value is, and the state says why. A server whose clock is off is asked for its own time.
 *
 * @param config as `parseLiveConfig` hands it out
 * @throws {UsageError} for what is no such configuration, or without a topology, a step or a clock
 */
export function createPrometheusSource(config: PrometheusConfig, options: PrometheusOptions): WatchedSource {
  checkOptions("createPrometheusSource", CONFIG, config, "the configuration");
  const { topology, stepSeconds, clock, slo } = checkOptions("createPrometheusSource", OPTIONS, options);
  const { url, attempts, timeoutSeconds, delaySeconds, serviceLabel } = config;
  const client = createPrometheusClient({ ...options, url, attempts });
  const queries = planQueries(config, topology);
  const rowOf = serviceNamer(config, topology);
  const width = topology.services.length * METRIC_COUNT;
  const empty = () => new Float64Array(width).fill(NaN);
  const expected: Expected = { config, topology, rowOf };
  /** What is to be known of each query, by its path, as of its latest answer. */
  const notes = new Map<string, readonly string[]>();
  let latest: Pick<SourceState, "available" | "sinceSeconds" | "trouble"> = { available: true };

  /** All queries at once; an expression that stands twice is asked for once. */
  function askAll(ask: (expression: string) => Promise<Answer>): Promise<Outcome[]> {
    const asked = new Map<string, Promise<Answer>>();
    return Promise.all(queries.map(async (query): Promise<Outcome> => {
      const answer = asked.get(query.expression) ?? ask(query.expression);
      asked.set(query.expression, answer);
      try {
        return { query, answer: await answer };
      } catch (failure) {
        if (failure instanceof QueryFailure) return { query, failure };
        throw failure;
      }
    }));
  }

  function remember(outcomes: readonly Outcome[]): void {
    const failed = outcomes.find(({ failure }) => failure !== undefined);
    const available = outcomes.length === 0 || outcomes.some(({ answer }) => answer !== undefined);
    const changed = latest.sinceSeconds === undefined || available !== latest.available;
    latest = {
      available,
      sinceSeconds: changed ? clock.now() : latest.sinceSeconds!,
      ...(failed && { trouble: `${available ? `${failed.query.path}: ` : ""}${failed.failure!.message}` }),
    };
  }

  /** Notes as of these answers; a query that failed keeps what was known of it. */
  function note(outcomes: readonly Outcome[]): void {
    for (const { query, answer } of outcomes) {
      if (answer !== undefined) notes.set(query.path, notesOf(answer, query, expected));
    }
  }

  function fill(
    targets: readonly Float64Array[],
    outcomes: readonly Outcome[],
    times: readonly number[],
  ): void {
    for (const { query, answer } of outcomes) {
      if (answer === undefined) continue;
      const assigned = assignServices(answer.series, { query, serviceLabel, rowOf });
      fillIn(targets, { query, assigned, times, toleranceSeconds: TOLERANCE_SECONDS });
    }
    for (const values of targets) fillAbsent(values, queries);
  }

  /** All queries for now, whose outcome the state then tells. */
  async function askNow(signal: AbortSignal | undefined): Promise<Outcome[]> {
    const at = () => clock.now() - delaySeconds;
    const outcomes = await withinSeconds(
      timeoutSeconds,
      { clock, signal },
      (within) => askAll((expression) => client.query(expression, at(), within)),
    );
    remember(outcomes);
    return outcomes;
  }

  async function rangesOf({ fromSeconds, toSeconds }: Omit<Range, "stepSeconds">, signal: AbortSignal) {
    const outcomes: Outcome[] = [];
    for (let from = fromSeconds; from <= toSeconds + TOLERANCE_SECONDS; from += MAX_POINTS * stepSeconds) {
      const to = Math.min(toSeconds, from + (MAX_POINTS - 1) * stepSeconds);
      const range = { fromSeconds: from, toSeconds: to, stepSeconds };
      outcomes.push(...await askAll((expression) => client.queryRange(expression, range, signal)));
    }
    return outcomes;
  }

  /** The observations of the latest steps, from the first on of which anything is known. */
  async function windowOf(count: number, signal: AbortSignal | undefined): Promise<readonly Observation[]> {
    const last = Math.floor(clock.now() / stepSeconds) * stepSeconds;
    const times = Array.from({ length: count }, (_, i) => last - (count - 1 - i) * stepSeconds);
    const range = { fromSeconds: times[0]! - delaySeconds, toSeconds: last - delaySeconds };
    const outcomes = await withinSeconds(
      PAST_TIMEOUT_SECONDS,
      { clock, signal },
      async (within) => {
        // Else the first of many answers would be of another time than the others.
        await client.learnClock(within);
        return await rangesOf(range, within);
      },
    );
    remember(outcomes);
    const targets = times.map(empty);
    fill(targets, outcomes, times.map((time) => time - delaySeconds));
    const first = targets.findIndex((values) => values.some((value) => !Number.isNaN(value)));
    if (first < 0) return [];
    return targets.slice(first).map((values, step): Observation => ({
      step,
      timeSeconds: times[first + step]!,
      values,
    }));
  }

  return {
    name: `prometheus ${url}`,
    get state() {
      const { skewSeconds, failures } = client;
      const skewed = skewSeconds === 0 ? [] : [
        `the server's clock is ${Math.abs(skewSeconds).toFixed(1)} s ${skewSeconds > 0 ? "ahead" : "behind"}`,
      ];
      return { ...latest, failures, skewSeconds, notes: [...[...notes.values()].flat(), ...skewed] };
    },
    check: async (signal) => {
      const outcomes = await askNow(signal);
      const failed = outcomes.find(({ failure }) => failure?.kind === "rejected") ??
        outcomes.find(({ failure }) => failure !== undefined);
      if (failed) throw usageErrorOf(failed, url);
      for (const { query, answer } of outcomes) checkAnswer(answer!, query, expected);
      note(outcomes);
    },
    findings: async (signal) => {
      const outcomes = await askNow(signal);
      const isAway = outcomes.length > 0 && outcomes.every(({ failure }) => failure?.kind === "away");
      if (isAway) {
        return [{ asked: "source.url", verdict: "away", text: `${url} ${outcomes[0]!.failure!.message}` }];
      }
      const found = outcomes.flatMap((outcome) => findingsOf(outcome, expected));
      note(outcomes);
      const values = empty();
      const at = clock.now();
      fill(
        [values],
        outcomes.map((one) => one.answer ? { ...one, answer: atTime(one.answer, at) } : one),
        [at],
      );
      return [
        ...found,
        ...(slo === undefined ? [] : unitNotes(values, { topology, slo })).map((text) => (
          { asked: "units", verdict: "note", text } as const
        )),
      ];
    },
    past: async (count, signal, suits = () => true) => {
      if (count < 1) return [];
      const seen = await windowOf(count, signal);
      const suited = seen.filter(suits);
      // A server that remembers less has no more to tell.
      if (suited.length === count || seen.length < count) return suited;
      return (await windowOf(PAST_WINDOWS * count, signal)).filter(suits).slice(-count);
    },
    observe: async (step, atSeconds, signal) => {
      const at = atSeconds - delaySeconds;
      const outcomes = await withinSeconds(
        timeoutSeconds,
        { clock, signal },
        (within) => askAll((expression) => client.query(expression, at, within)),
      );
      remember(outcomes);
      note(outcomes);
      const values = empty();
      const now = outcomes.map((outcome) =>
        outcome.answer === undefined ? outcome : { ...outcome, answer: atTime(outcome.answer, at) }
      );
      fill([values], now, [at]);
      return { step, timeSeconds: atSeconds, values };
    },
    close: () => Promise.resolve(),
  };
}

/** The answer to a query for a time as one of that time, whatever the server's clock says. */
function atTime(answer: Answer, seconds: number): Answer {
  return {
    ...answer,
    series: answer.series.map((series) => ({ ...series, times: series.times.map(() => seconds) })),
  };
}

function usageErrorOf({ query: { path }, failure }: Outcome, url: string): UsageError {
  return failure!.kind === "rejected"
    ? new UsageError(`${path}: the server says: ${failure!.message}`)
    : new UsageError(`source.url: ${url} ${failure!.message}`);
}
