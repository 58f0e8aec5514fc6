import type { Try } from "./call_try.ts";
import type { Failure } from "../failure.ts";
import { labelClient, labelServer, labelStatement } from "./labels.ts";
import { type Execution, statementFor } from "../statements.ts";
import type { MutableSpan } from "./span.ts";
import type { TraceContext } from "./trace_context.ts";

/** Labels the server span of a visit to a service with one of its routes, of `method` if given. */
export function labelVisit(
  span: MutableSpan,
  node: number,
  { context, method, failure }: { context: TraceContext; method?: string; failure: Failure | undefined },
): void {
  const { routes } = context.directory.vocabularies[node]!;
  const fitting = routes.filter((each) => method === undefined || each.method === method);
  const version = context.directory.version(node, context);
  labelServer(span, { route: context.stream.pick(fitting), version, failure });
}

/** Labels the spans of all tries of a call, once their outcome is known. */
export function labelCall(e: number, tries: readonly Try[], context: TraceContext): void {
  const { callee, kind } = context.system.network;
  const node = callee[e]!;
  if (kind[node] === "service") labelHttpCall(node, tries, context);
  else labelQuery(node, { tries, execution: executionOf(e, tries, context), context });
}

function labelHttpCall(node: number, tries: readonly Try[], context: TraceContext): void {
  const { method } = context.stream.pick(context.directory.vocabularies[node]!.routes);
  for (const { client, server, visitFailure } of tries) {
    if (server) labelVisit(server, node, { context, method, failure: visitFailure });
    const answered = server !== undefined && client?.attributes["error.type"] !== late(node, context);
    if (client) labelClient(client, { method, status: answered ? visitFailure?.status ?? 200 : undefined });
  }
}

function labelQuery(
  node: number,
  { tries, execution, context }: { tries: readonly Try[]; execution: Execution; context: TraceContext },
): void {
  const { directory, system, stream, wording } = context;
  const vocabulary = directory.vocabularies[node]!;
  const statement = statementFor(node, {
    ...{ execution, vocabulary, system, stream },
    sharesWords: wording.varied,
  });
  for (const span of tries.flatMap(({ client, server }) => [client ?? [], server ?? []].flat())) {
    labelStatement(span, { system: vocabulary.system, statement });
  }
}

/** The type of error of a call whose answer is late. */
function late(node: number, { system, wording }: TraceContext): string {
  return wording.timedOut(system.network.topology.services[node]!.name, 0).type;
}

function executionOf(e: number, tries: readonly Try[], { system, wording }: TraceContext): Execution {
  const servers = tries.flatMap(({ server }) => server ?? []);
  return {
    longest: Math.max(0, ...servers.map((span) => span.endSeconds - span.startSeconds)),
    outOfSpace: servers.some((span) => span.attributes["error.type"] === wording.thrown("disk_full")?.type),
    afterMiss: system.network.missOf[e]! >= 0,
  };
}
