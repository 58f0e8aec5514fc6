import { createStream, type Stream } from "../../../random/mod.ts";
import { revealHeaders, type Secret } from "../../config/secret.ts";
import type { Clock } from "../../contract.ts";
import { reasonOf } from "../../actuators/http_request.ts";
import { readBounded } from "../read_bounded.ts";
import { type Answer, errorOf, readAnswer } from "./answer.ts";
import { withBackOff } from "./back_off.ts";
import { createClockSkew } from "./clock_skew.ts";
import { QueryFailure } from "./failure.ts";

/** What a client of Prometheus needs. */
export interface ClientOptions {
  /** The server, as `http://127.0.0.1:9090`. */
  readonly url: string;
  /** Headers of each request. */
  readonly headers?: ReadonlyMap<string, string | Secret>;
  /** Tries of a query. */
  readonly attempts: number;
  /** For times, waits and time-outs. */
  readonly clock: Clock;
  /** Sends a request. Default `fetch`. */
  readonly send?: (url: string, init: RequestInit) => Promise<Response>;
  /** For the jitter of repetitions. Default: seeded anew in each process. */
  readonly stream?: Stream;
}

/** Asks a Prometheus server. Times are Unix seconds by this machine's clock; the server's is taken into account. */
export interface PrometheusClient {
  /** What an expression comes to at a time. @throws {QueryFailure} */
  query(expression: string, atSeconds: number, signal: AbortSignal): Promise<Answer>;
  /** What an expression comes to from one time to another, in steps. @throws {QueryFailure} */
  queryRange(expression: string, range: Range, signal: AbortSignal): Promise<Answer>;
  /** Learns how far the server's clock is ahead, unless an answer has told it already; a server that is away tells nothing. */
  learnClock(signal: AbortSignal): Promise<void>;
  /** Seconds that the server's clock is ahead, as far as can be told. */
  readonly skewSeconds: number;
  /** Requests that failed. */
  readonly failures: number;
}

/** A stretch of time in Unix seconds, both ends included. */
export interface Range {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly stepSeconds: number;
}

/** Longer queries are sent by POST, since servers and proxies limit addresses to some 8 kB. */
const MAX_GET_CHARACTERS = 2000;
/** Larger answers are given up. */
const MAX_ANSWER_BYTES = 256e6;

/**
 * A client of Prometheus' HTTP API on `fetch`. The package `prometheus-query` (3.5.1) is not used: its requests can't be cancelled, it tries none
 * again, it hides the `Date` of the answer, reads `+Inf` as NaN, and brings axios for what a `fetch` does.
 */
export function createPrometheusClient(options: ClientOptions): PrometheusClient {
  const { url, clock, attempts, send = fetch } = options;
  const { stream = createStream(crypto.getRandomValues(new Uint32Array(1))[0]!, "back-off") } = options;
  const headers = { accept: "application/json", ...revealHeaders(options.headers ?? new Map()) };
  const skew = createClockSkew();
  let failures = 0;

  async function once(path: string, parameters: URLSearchParams, signal: AbortSignal): Promise<Answer> {
    const byPost = parameters.toString().length > MAX_GET_CHARACTERS;
    const sentSeconds = clock.now();
    let response: Response;
    try {
      // A redirection is not followed: it would take the headers to where nobody allowed them.
      response = await send(byPost ? `${url}${path}` : `${url}${path}?${parameters}`, {
        method: byPost ? "POST" : "GET",
        headers,
        signal,
        redirect: "manual",
        ...(byPost && { body: parameters }),
      });
    } catch (error) {
      throw unreachable(error, signal);
    }
    skew.add({ date: response.headers.get("date"), sentSeconds, receivedSeconds: clock.now() });
    const body = await bodyOf(response, signal);
    if (response.ok) return readAnswer(body);
    throw failureOf(response, body);
  }

  function ask(
    path: string,
    parameters: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const all = new URLSearchParams(parameters);
    return withBackOff(() => once(path, all, signal), {
      ...{ clock, stream, attempts, signal },
      onFailure: () => failures++,
    });
  }

  const onServer = (seconds: number) => (seconds + skew.seconds).toFixed(3);
  return {
    query: (query, atSeconds, signal) => ask("/api/v1/query", { query, time: onServer(atSeconds) }, signal),
    queryRange: async (query, { fromSeconds, toSeconds, stepSeconds }, signal) => {
      const ahead = skew.seconds;
      const range = { start: onServer(fromSeconds), end: onServer(toSeconds), step: String(stepSeconds) };
      const answer = await ask("/api/v1/query_range", { query, ...range }, signal);
      const series = answer.series.map((one) => ({ ...one, times: one.times.map((time) => time - ahead) }));
      return { ...answer, series };
    },
    learnClock: async (signal) => {
      if (skew.measured) return;
      const sentSeconds = clock.now();
      try {
        const response = await send(`${url}/api/v1/status/buildinfo`, {
          headers,
          signal,
          redirect: "manual",
        });
        await response.body?.cancel();
        skew.add({ date: response.headers.get("date"), sentSeconds, receivedSeconds: clock.now() });
      } catch {
        // The queries that follow say what is wrong.
      }
    },
    get skewSeconds() {
      return skew.seconds;
    },
    get failures() {
      return failures;
    },
  };
}

function unreachable(error: unknown, signal: AbortSignal): QueryFailure {
  if (signal.aborted) return new QueryFailure("away", "no answer in time");
  return new QueryFailure("away", `cannot be reached: ${reasonOf(error)}`);
}

/** The JSON of an answer; undefined where it is none. */
async function bodyOf(response: Response, signal: AbortSignal): Promise<unknown> {
  let bytes;
  try {
    bytes = await readBounded(response.body, MAX_ANSWER_BYTES);
  } catch (error) {
    throw unreachable(error, signal);
  }
  if (bytes === undefined) throw new QueryFailure("rejected", "the answer is larger than 256 MB");
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** Why an answer is none: in the server's own words, where it is a Prometheus server. */
function failureOf(response: Response, body: unknown): QueryFailure {
  const { status, headers } = response;
  const passes = status >= 500 || status === 429 || status === 408;
  const said = errorOf(body);
  if (!passes) {
    const where = headers.get("location");
    const hint = where === null ? "" : `, to another address`;
    return said ?? new QueryFailure("refused", `answers with HTTP ${status}${hint}`);
  }
  const after = Number(headers.get("retry-after") ?? NaN);
  const message = `answers with HTTP ${status}${said ? `: ${said.message}` : ""}`;
  return new QueryFailure("away", message, Number.isFinite(after) ? Math.max(0, after) : undefined);
}
