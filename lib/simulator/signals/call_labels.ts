import type { Try } from "./call_try.ts";
import type { Failure } from "./failure.ts";
import { labelClient, labelServer, labelStatement } from "./labels.ts";
import { type Execution, NO_SPACE, statementFor } from "./statements.ts";
import type { Draft } from "./trace.ts";
import type { Walk } from "./walk.ts";

/** Names the server span of a visit to a service: after one of its routes, of that method where one is given. */
export function labelVisit(
  span: Draft,
  node: number,
  { walk, method, failure }: { walk: Walk; method?: string; failure: Failure | undefined },
): void {
  const { routes } = walk.cast.vocabularies[node]!;
  const fitting = routes.filter((each) => method === undefined || each.method === method);
  const version = walk.cast.version(node, walk.moment);
  labelServer(span, { route: walk.stream.pick(fitting), version, failure });
}

/** Names the spans of a call, all tries alike, once it is known how they went. */
export function labelCall(e: number, tries: readonly Try[], walk: Walk): void {
  const { callee, kind } = walk.moment.network;
  const node = callee[e]!;
  if (kind[node] === "service") labelHttpCall(node, tries, walk);
  else labelQuery(node, { tries, execution: executionOf(e, tries, walk), walk });
}

function labelHttpCall(node: number, tries: readonly Try[], walk: Walk): void {
  const { method } = walk.stream.pick(walk.cast.vocabularies[node]!.routes);
  for (const { client, server, visitFailure } of tries) {
    if (server) labelVisit(server, node, { walk, method, failure: visitFailure });
    const answered = server !== undefined && client?.attributes["error.type"] !== "timeout";
    if (client) labelClient(client, { method, status: answered ? visitFailure?.status ?? 200 : undefined });
  }
}

function labelQuery(
  node: number,
  { tries, execution, walk }: { tries: readonly Try[]; execution: Execution; walk: Walk },
): void {
  const { cast, moment, stream } = walk;
  const vocabulary = cast.vocabularies[node]!;
  const statement = statementFor(node, { execution, vocabulary, moment, stream });
  for (const span of tries.flatMap(({ client, server }) => [client ?? [], server ?? []].flat())) {
    labelStatement(span, { system: vocabulary.system, statement });
  }
}

function executionOf(e: number, tries: readonly Try[], { moment }: Walk): Execution {
  const servers = tries.flatMap(({ server }) => server ?? []);
  return {
    longest: Math.max(0, ...servers.map((span) => span.endSeconds - span.startSeconds)),
    outOfSpace: servers.some((span) => span.attributes["error.type"] === NO_SPACE),
    afterMiss: moment.network.missOf[e]! >= 0,
  };
}
