import type { LogRecord, Signals, Span } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";

/** How a shop of four services handles a request for an order. */
export interface Handling {
  /** Requests, one a second. */
  readonly requests: number;
  /** Share of requests for the catalogue, which are handled otherwise. */
  readonly browsing?: number;
  /** Share of orders in which `stock` returns before it looks into its database. */
  readonly earlyReturns?: number;
  /** Share of orders that `orders` refuses with an exception, whatever `stock` says. */
  readonly refusals?: number;
  readonly from?: number;
  readonly seed?: number;
}

const SERVICES = ["web", "orders", "stock", "db"];
const none = { indicators: [], timesSeconds: new Float64Array(0), columns: [] };

/** Logs and spans of requests: web calls orders, orders asks stock and writes what comes of it, and stock asks its database. */
export function madeUpRequests(
  { requests, browsing = 0.3, earlyReturns = 0, refusals = 0, from = 0, seed = 1 }: Handling,
): Signals & { readonly logs: LogRecord[]; readonly spans: Span[] } {
  const stream = createStream(seed, "made-up requests");
  const [spans, logs]: [Span[], LogRecord[]] = [[], []];
  for (let i = 0; i < requests; i++) {
    const traceId = `${seed}-${from}-${i}`;
    let [time, spanCount] = [from + i, 0];
    const span = (service: string, name: string, parent: Span | undefined, inside: (its: Span) => void) => {
      const startSeconds = time += 0.001;
      const spanId = `${traceId}-${spanCount++}`;
      const started = {
        traceId,
        spanId,
        ...(parent && { parentSpanId: parent.spanId }),
        service,
        name,
        kind: "server" as const,
        startSeconds,
        failed: false,
      };
      inside({ ...started, endSeconds: startSeconds });
      spans.push({ ...started, endSeconds: time += 0.001 });
    };
    const log = ({ spanId, service }: Span, body: string, severityNumber = 9) =>
      logs.push({ timeSeconds: time += 0.001, service, body, severityNumber, traceId, spanId });
    const browses = stream.next() < browsing;
    const [early, refused] = [stream.next() < earlyReturns, stream.next() < refusals];
    span("web", browses ? "GET /catalogue" : "POST /order", undefined, (web) => {
      log(web, `web.ts:10 request ${i}`);
      if (browses) return;
      span("orders", "create", web, (orders) => {
        log(orders, `orders.ts:1 creating order ${i}`);
        if (refused) {
          log(orders, "orders.ts:3 exception: refused", 17);
          return;
        }
        span("stock", "reserve", orders, (stock) => {
          log(stock, `reserving for order ${i}`);
          if (early) return;
          span("db", "query", stock, () => {});
          log(stock, `reserved item ${i} of order ${i}`);
        });
        log(orders, early ? "orders.ts:8 out of stock" : "orders.ts:9 order created");
      });
    });
  }
  return { metrics: none, logs, spans: spans.sort((a, b) => a.startSeconds - b.startSeconds) };
}

/** The services that handle made-up requests. */
export const REQUEST_SERVICES: readonly string[] = SERVICES;
