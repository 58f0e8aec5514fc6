import type { Stream } from "../../../random/mod.ts";
import type { ServiceDirectory } from "../service_directory.ts";
import type { SystemView } from "../system_view.ts";
import { type MutableSpan, openSpan } from "./span.ts";

/** What the traces of one step are drawn from, and the spans so far. */
export interface TraceContext {
  readonly system: SystemView;
  readonly stream: Stream;
  readonly directory: ServiceDirectory;
  /** Spans of all requests so far, every parent before its children. */
  readonly spans: MutableSpan[];
}

/** True with that probability. */
export function chance({ stream }: TraceContext, probability: number): boolean {
  return stream.next() < probability;
}

/** A server span of a request that reaches a node, as the first of its trace where it has no parent. */
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

/** A client span of a call that is about to be made. */
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
