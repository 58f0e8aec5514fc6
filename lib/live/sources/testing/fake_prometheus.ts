import type { Clock } from "../../contract.ts";

/** A series of a fake server: labels, and what it is worth at a time by the server's clock; undefined: no sample. */
export interface FakeSeries {
  readonly labels: Readonly<Record<string, string>>;
  value(seconds: number): string | number | undefined;
}

/** A request as the fake server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly headers: Headers;
}

/** A Prometheus server without a network, whose faults a test sets. */
export interface FakePrometheus {
  /** What a client calls in place of `fetch`. */
  readonly send: (url: string, init: RequestInit) => Promise<Response>;
  /** All requests so far. */
  readonly seen: SeenRequest[];
  /** Series by expression. */
  readonly series: Map<string, readonly FakeSeries[]>;
  /** Seconds that its clock is ahead. */
  skewSeconds: number;
  /** Whether connections are refused. */
  away: boolean;
  /** Seconds until it answers. */
  delaySeconds: number;
  /** Answers in place of its own, one a request, the first first. */
  readonly instead: Response[];
}

/** A fake server; an expression that it has no series for is a parse error, as is one whose brackets don't match. */
export function fakePrometheus(clock: Clock): FakePrometheus {
  const server: FakePrometheus = {
    seen: [],
    series: new Map(),
    skewSeconds: 0,
    away: false,
    delaySeconds: 0,
    instead: [],
    send: async (url, init) => {
      const { pathname, searchParams } = new URL(url);
      const parameters = init.body instanceof URLSearchParams ? init.body : searchParams;
      server.seen.push({
        method: init.method ?? "GET",
        path: pathname,
        parameters,
        headers: new Headers(init.headers),
      });
      if (server.away) throw new TypeError("error sending request for url (http://x): connection refused");
      if (server.delaySeconds > 0) await clock.sleep(server.delaySeconds, init.signal!);
      if (init.signal?.aborted) throw new DOMException("The signal has been aborted", "AbortError");
      return server.instead.shift() ?? answer(pathname, parameters);
    },
  };

  function answer(path: string, parameters: URLSearchParams): Response {
    if (path === "/api/v1/status/buildinfo") return json({ status: "success", data: { version: "2.42.0" } });
    const expression = parameters.get("query")!;
    const found = server.series.get(expression);
    if (found === undefined) {
      return json({
        status: "error",
        errorType: "bad_data",
        error: `invalid parameter "query": 1:8: parse error`,
      }, 400);
    }
    const range = path.endsWith("query_range");
    const at = (name: string) => Number(parameters.get(name));
    const times = range
      ? Array.from(
        { length: Math.floor((at("end") - at("start")) / at("step") + 1e-6) + 1 },
        (_, i) => at("start") + i * at("step"),
      )
      : [at("time")];
    if (times.length > 11_000) {
      return json({ status: "error", errorType: "bad_data", error: "exceeded" }, 400);
    }
    const result = found.map(({ labels, value }) => ({
      metric: labels,
      values: times.flatMap((time) => {
        const found = value(time);
        return found === undefined ? [] : [[time, String(found)]];
      }),
    })).filter(({ values }) => values.length > 0);
    const data = range
      ? { resultType: "matrix", result }
      : { resultType: "vector", result: result.map(({ metric, values }) => ({ metric, value: values[0] })) };
    return json({ status: "success", data });
  }

  function json(body: unknown, status = 200): Response {
    const date = new Date(Math.floor(clock.now() + server.skewSeconds) * 1000).toUTCString();
    return Response.json(body, { status, headers: { date } });
  }

  return server;
}
