import type { Span } from "../../model/mod.ts";
import { readCsv, requireColumn } from "../reading/csv.ts";
import { type Losses, NO_LOSSES } from "../reading/losses.ts";
import { malformed } from "../reading/malformed.ts";
import { serviceOfPod } from "./pods.ts";
import { requireNanos } from "../reading/numbers.ts";
import { withKinds } from "../reading/spans.ts";

const COLUMNS = [
  "TraceID",
  "SpanID",
  "ParentID",
  "PodName",
  "OperationName",
  "StartTimeUnixNano",
  "EndTimeUnixNano",
];

/**
 * Reads the spans of a minute. The data set records neither failures nor kinds: `failed` is false, a span whose parent
 * ran in another service is a server span, one with a child in another service a client span.
 *
 * @param losses takes lines that can't be read; absent: they are errors
 * @throws {UsageError} for a missing column, an invalid time, or an end before the start
 */
export function readNezhaSpans(text: string, path: string, losses: Losses = NO_LOSSES): Span[] {
  const file = readCsv(text, path);
  const [trace, span, parent, pod, name, start, end] = COLUMNS.map((column) => requireColumn(file, column));
  const spans = losses.rows(file, ({ line, cells }): Span => {
    const place = { path, line };
    const startSeconds = requireNanos(cells[start!]!, "StartTimeUnixNano", place);
    const endSeconds = requireNanos(cells[end!]!, "EndTimeUnixNano", place);
    if (endSeconds < startSeconds) throw malformed(place, "an end that is not before the start", cells[end!]);
    return {
      traceId: cells[trace!]!,
      spanId: cells[span!]!,
      ...(cells[parent!] !== "root" && cells[parent!] !== "" && { parentSpanId: cells[parent!]! }),
      service: serviceOfPod(cells[pod!]!),
      kind: "internal",
      name: cells[name!]!,
      startSeconds,
      endSeconds,
      failed: false,
    };
  });
  return withKinds(spans);
}
