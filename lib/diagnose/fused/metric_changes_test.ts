import { deepStrictEqual, ok } from "node:assert";
import type { MetricTable } from "../../model/mod.ts";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { learnMetricChanges } from "./metric_changes.ts";

const SERVICES = ["web", "orders", "store"];
const ROWS = 120;

/** The errors of `orders`, a metric of its own kind, and the CPU of all three; after half of the rows each is that far elsewhere, in standard deviations. */
function changesWith({ errors, cpu }: { readonly errors: number; readonly cpu: number }) {
  const stream = createStream(3, "changes");
  const column = (shift: number) =>
    Float64Array.from(
      { length: 2 * ROWS },
      (_, row) => 10 + normalQuantile(stream.next()) + (row < ROWS ? 0 : shift),
    );
  const columns = [column(errors), ...SERVICES.map(() => column(cpu))];
  const indicators = [
    { service: "orders", metric: "errors", role: "errors" as const },
    ...SERVICES.map((service) => ({ service, metric: "cpu", role: "other" as const })),
  ];
  const part = (from: number): MetricTable => ({
    indicators,
    timesSeconds: Float64Array.from({ length: ROWS }, (_, i) => 5 * i),
    columns: columns.map((values) => values.slice(from, from + ROWS)),
  });
  const { changes, happened } = learnMetricChanges(SERVICES, part(0))(part(ROWS));
  const certain = changes.filter(({ certainty }) => certainty > 0.5).map(({ service, metric }) =>
    `${metric} of ${SERVICES[service]}`
  );
  return { certain, happened };
}

Deno.test("where no value is outside of what is usual, levels that have shifted together tell that something has happened", () => {
  const { certain, happened } = changesWith({ errors: 0, cpu: 1 });
  deepStrictEqual(certain.toSorted(), ["cpu of orders", "cpu of store", "cpu of web"]);
  ok(happened > 0.9, `${happened}`);
  deepStrictEqual(changesWith({ errors: 0, cpu: 0 }).certain, []);
});

Deno.test("where values are far outside, what shifts along within its range is no finding of its own", () => {
  const { certain, happened } = changesWith({ errors: 40, cpu: 1 });
  deepStrictEqual(certain, ["errors of orders"]);
  ok(happened > 0.99, `${happened}`);
});

/** Latencies of services that vary by so much around 1 and rise by so much after 24 rows, of which 8 more are seen. */
function risen(services: readonly { readonly spread: number; readonly rise: number }[], graphless: boolean) {
  const stream = createStream(5, "risen");
  const columns = services.map(({ spread, rise }) =>
    Float64Array.from(
      { length: 32 },
      (_, row) => 1 + spread * normalQuantile(stream.next()) + (row < 24 ? 0 : rise),
    )
  );
  const names = services.map((_, i) => `s${i}`);
  const part = (from: number, to: number): MetricTable => ({
    indicators: names.map((service) => ({ service, metric: "latency", role: "latency" })),
    timesSeconds: Float64Array.from({ length: to - from }, (_, i) => 5 * i),
    columns: columns.map((values) => values.slice(from, to)),
  });
  return learnMetricChanges(names, part(0, 24), graphless)(part(24, 32)).changes;
}

Deno.test("without a graph, latencies that vary much follow where another is certain to have risen, and only those that rose", () => {
  const services = [{ spread: 0.01, rise: 0.5 }, { spread: 0.15, rise: 0.5 }, { spread: 0.15, rise: 0 }];
  const [first, second, third] = risen(services, true).map(({ certainty }) => certainty);
  ok(first! > 0.9 && second! > 0.6, `${first} ${second}`);
  ok(third! < 0.2, `${third}`);
  const known = risen(services, false)[1]!.certainty;
  ok(known < second! - 0.1, `${known} where the graph is known`);
});

Deno.test("a metric that is elsewhere from the first row on has begun there, wherever in its noise it is farthest", () => {
  const services = Array.from({ length: 12 }, () => ({ spread: 0.15, rise: 0.6 }));
  const late = risen(services, true).filter(({ certainty, since }) => certainty > 0 && since > 0.25);
  deepStrictEqual(late.map(({ since }) => since), []);
});
