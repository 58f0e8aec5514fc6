import type { Failure } from "../failure.ts";
import type { MutableSpan } from "./span.ts";
import type { Route, Statement } from "../vocabulary.ts";

/** Names a server span of a service after its route. @param version the version that answers */
export function labelServer(
  span: MutableSpan,
  { route, version, failure }: { route: Route; version: string; failure: Failure | undefined },
): void {
  span.name = `${route.method} ${route.route}`;
  span.attributes["http.request.method"] = route.method;
  span.attributes["http.route"] = route.route;
  span.attributes["http.response.status_code"] = failure?.status ?? 200;
  span.attributes["service.version"] = version;
}

/** Names a client span of a call to a service. @param status what came back, if anything did */
export function labelClient(
  span: MutableSpan,
  { method, status }: { method: string; status: number | undefined },
): void {
  span.name = method;
  span.attributes["http.request.method"] = method;
  if (status !== undefined) span.attributes["http.response.status_code"] = status;
}

/** Names a span of a database or cache, on either side, after its statement. */
export function labelStatement(
  span: MutableSpan,
  { system, statement }: { system: string; statement: Statement },
): void {
  span.name = statement.summary;
  span.attributes["db.system.name"] = system;
  span.attributes["db.operation.name"] = statement.operation;
  span.attributes["db.collection.name"] = statement.collection;
  span.attributes["db.query.summary"] = statement.summary;
}
