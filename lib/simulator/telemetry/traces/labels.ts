import type { Failure } from "../failure.ts";
import type { MutableSpan } from "./span.ts";
import type { Route, Statement } from "../vocabulary.ts";

/** Labels a server span of a service with its route. @param version version of the service */
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

/** Labels a client span of a call to a service. @param status HTTP status of the answer, if there was one */
export function labelClient(
  span: MutableSpan,
  { method, status }: { method: string; status: number | undefined },
): void {
  span.name = method;
  span.attributes["http.request.method"] = method;
  if (status !== undefined) span.attributes["http.response.status_code"] = status;
}

/** Labels a client or server span of a database or cache call with its statement. */
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
