import type { Stream } from "../../../random/mod.ts";
import type { ServiceDirectory } from "../service_directory.ts";
import type { SystemView } from "../system_view.ts";
import type { Wording } from "../wording.ts";
import { type MutableSpan, openSpan } from "./span.ts";

/** Sources of the traces of one step, and the spans so far. */
export interface TraceContext {
  readonly system: SystemView;
  readonly stream: Stream;
  readonly directory: ServiceDirectory;
  readonly wording: Wording;
  /** Spans of all requests so far, parents before children. */
  readonly spans: MutableSpan[];
}

/** True with the given probability; takes one number from the stream. */
export function chance({ stream }: TraceContext, probability: number): boolean {
  return stream.next() < probability;
}

/** Opens the server span of a visit to a node; without a parent it is the root of a new trace. */
export function openServerSpan(
  { system, stream, spans }: TraceContext,
  node: number,
  start: number,
  parent: MutableSpan | undefined,
): MutableSpan {
  const service = system.network.topology.services[node]!.name;
  const span = openSpan({ service, kind: "server", start, parent }, stream);
  spans.push(span);
  return span;
}

/** Opens the client span of a call. */
export function openClientSpan(
  { system, stream, spans }: TraceContext,
  e: number,
  start: number,
  parent: MutableSpan,
): MutableSpan {
  const { topology, callee } = system.network;
  const span = openSpan({ service: parent.service, kind: "client", start, parent }, stream);
  span.attributes["server.address"] = topology.services[callee[e]!]!.name;
  spans.push(span);
  return span;
}
