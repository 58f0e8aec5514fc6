/**
 * The shop's users: requests at random times, whether or not earlier ones were answered (an open loop). On its control port it serves `/metrics` with
 * what the users saw, and is told the rate and how often users try again.
 *
 * Usage: load.ts FRONT_PORT CONTROL_PORT
 */
import { Histogram, register } from "prom-client";
import { LATENCY_BUCKETS_SECONDS } from "./buckets.ts";
import { guarded, readText } from "./local_requests.ts";
import { ITEMS, SKEW, WRITE_SHARE } from "../sizes.ts";

/** What users do. */
export interface LoadState {
  /** Requests a second, without those tried again. */
  rate: number;
  /** Tries after a failed one; none after one that was turned away (429). */
  retries: number;
  /** Milliseconds after which a user gives up. */
  timeoutMs: number;
}

/** What users do usually. */
export const USUAL_USERS: Omit<LoadState, "rate"> = { retries: 0, timeoutMs: 2_000 };

const HOSTNAME = "127.0.0.1";
const TOO_MANY_REQUESTS = 429;
/** Most requests at a time: the load is bounded whatever happens. */
const MAX_IN_FLIGHT = 400;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Lets users come until the process ends. */
async function serveUsers(): Promise<void> {
  const [front, control] = Deno.args.map(Number) as [number, number];
  const state: LoadState = { rate: 0, ...USUAL_USERS };
  let inFlight = 0;
  const seen = new Histogram({
    name: "shop_user_request_duration_seconds",
    help: "Time to an answer as users see it, from when they asked",
    labelNames: ["outcome"],
    buckets: LATENCY_BUCKETS_SECONDS,
  });

  async function attempt(): Promise<"good" | "failed" | "refused"> {
    const item = Math.floor(ITEMS * Math.random() ** SKEW);
    const writes = Math.random() < WRITE_SHARE;
    try {
      const response = await fetch(`http://${HOSTNAME}:${front}/${writes ? "orders" : `items/${item}`}`, {
        method: writes ? "POST" : "GET",
        signal: AbortSignal.timeout(state.timeoutMs),
      });
      await response.body?.cancel();
      return response.ok ? "good" : response.status === TOO_MANY_REQUESTS ? "refused" : "failed";
    } catch {
      return "failed";
    }
  }

  async function user(askedMs: number): Promise<void> {
    if (inFlight >= MAX_IN_FLIGHT) return seen.observe({ outcome: "failed" }, state.timeoutMs / 1_000);
    inFlight++;
    let result = await attempt();
    for (let tries = 1; tries <= state.retries && result === "failed"; tries++) result = await attempt();
    inFlight--;
    seen.observe({ outcome: result }, (performance.now() - askedMs) / 1_000);
  }

  Deno.serve(
    { hostname: HOSTNAME, port: control, onListen: () => {} },
    guarded(async (request) => {
      if (request.method === "POST") Object.assign(state, JSON.parse(await readText(request)));
      else if (new URL(request.url).pathname === "/metrics") {
        return new Response(await register.metrics(), { headers: { "content-type": register.contentType } });
      }
      return Response.json({ ...state, inFlight });
    }),
  );
  for (let next = performance.now();;) {
    if (state.rate <= 0) {
      await pause(100);
      next = performance.now();
      continue;
    }
    next += -Math.log(1 - Math.random()) * 1_000 / state.rate;
    if (next > performance.now()) await pause(next - performance.now());
    void user(next);
  }
}

if (import.meta.main) await serveUsers();
