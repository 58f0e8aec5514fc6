/**
 * The shop's users: requests at random times, whether or not earlier ones were answered (an open loop). On its control port it serves `/metrics` with
 * what the users saw, and is told the rate and how often users try again.
 *
 * Usage: load.ts FRONT_PORT CONTROL_PORT
 */
import { Histogram, register } from "prom-client";
import { LATENCY_BUCKETS_SECONDS } from "./buckets.ts";

/** What users do. */
export interface LoadState {
  /** Requests a second, without those tried again. */
  rate: number;
  /** Tries after a failed one. */
  retries: number;
}

const HOSTNAME = "127.0.0.1";
const ITEMS = 20_000;
const [TIMEOUT_MS, MAX_IN_FLIGHT, WRITE_SHARE] = [2_000, 2_000, 0.1];
/** Items are asked for by a power law: few are asked for often. */
const SKEW = 3;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

if (import.meta.main) {
  const [front, control] = Deno.args.map(Number) as [number, number];
  const state: LoadState = { rate: 0, retries: 0 };
  let inFlight = 0;
  const seen = new Histogram({
    name: "shop_user_request_duration_seconds",
    help: "Time to an answer as users see it, from when they asked",
    labelNames: ["outcome"],
    buckets: LATENCY_BUCKETS_SECONDS,
  });

  async function attempt(): Promise<boolean> {
    const item = 1 + Math.floor(ITEMS * Math.random() ** SKEW);
    const writes = Math.random() < WRITE_SHARE;
    try {
      const response = await fetch(`http://${HOSTNAME}:${front}/${writes ? "orders" : `items/${item}`}`, {
        method: writes ? "POST" : "GET",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  async function user(askedMs: number): Promise<void> {
    if (inFlight >= MAX_IN_FLIGHT) return seen.observe({ outcome: "failed" }, TIMEOUT_MS / 1_000);
    inFlight++;
    let good = false;
    for (let tries = 0; tries <= state.retries && !good; tries++) good = await attempt();
    inFlight--;
    seen.observe({ outcome: good ? "good" : "failed" }, (performance.now() - askedMs) / 1_000);
  }

  Deno.serve({ hostname: HOSTNAME, port: control, onListen: () => {} }, async (request) => {
    if (request.method === "POST") Object.assign(state, await request.json());
    else if (new URL(request.url).pathname === "/metrics") {
      return new Response(await register.metrics(), { headers: { "content-type": register.contentType } });
    }
    return Response.json({ ...state, inFlight });
  });
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
