/** What a scripted endpoint is sent. */
export interface Completion {
  readonly model: string;
  readonly temperature: number;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/** An endpoint of chat completions that answers by a script, and keeps what it was sent. */
export interface ScriptedLlm extends AsyncDisposable {
  /** Its address, as `http://127.0.0.1:12345/v1`. */
  readonly address: string;
  readonly asked: readonly { readonly authorization: string | null; readonly body: Completion }[];
}

/** Serves a script on a free port of this machine. */
export function scriptedLlm(script: (body: Completion, call: number) => string | Response): ScriptedLlm {
  const asked: { authorization: string | null; body: Completion }[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const body = await request.json() as Completion;
    asked.push({ authorization: request.headers.get("authorization"), body });
    if (new URL(request.url).pathname !== "/v1/chat/completions") return new Response(null, { status: 404 });
    const answer = script(body, asked.length);
    return typeof answer === "string"
      ? Response.json({ choices: [{ message: { content: answer } }], usage: { total_tokens: 7 } })
      : answer;
  });
  return {
    address: `http://127.0.0.1:${server.addr.port}/v1`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** What mends most at each service of three-tier. */
const REMEDIES: Readonly<Record<string, string>> = {
  api: "rollback(api)",
  cache: "restart(cache)",
  db: "failover(db)",
};

/**
 * An operator as a script, who knows only what is in the messages: waits, asks a diagnoser when the SLO is broken, submits what it says, and does what
 * mends most at that service.
 */
export function operator({ messages }: Pick<Completion, "messages">): string {
  const state = messages.at(-1)!.content;
  if (state.startsWith("error:")) return "advance";
  const seen = JSON.parse(state.split("\n").at(-1)!) as {
    slo_violated?: boolean;
    suspect?: string;
    fault?: string;
    submitted?: { suspects: { service: string }[] };
  };
  if (seen.suspect !== undefined) {
    const { suspect: service, fault: kind } = seen;
    return `It looks like ${service}.\nsubmit_diagnosis ${JSON.stringify({ suspects: [{ service, kind }] })}`;
  }
  if (seen.submitted !== undefined) return REMEDIES[seen.submitted.suspects[0]!.service]!;
  const hasAsked = messages.some(({ role, content }) => role === "assistant" && content === "diagnose");
  if (seen.slo_violated && !hasAsked) return "diagnose";
  return 'Nothing to do.\n```\nadvance {"steps": 6}\n```';
}
