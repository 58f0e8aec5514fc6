/** Largest body of a request. */
const MAX_BODY_BYTES = 65_536;

/**
 * Why a request to a control port is not answered; undefined if it is. Programs of this machine may ask, pages in a browser may not: a page of another
 * site sends an `Origin` or a form's content type, and one whose name was made to point at this machine sends that name as its host.
 */
export function refusalOf(request: Request): string | undefined {
  const { host, port } = new URL(request.url);
  const named = request.headers.get("host") ?? host;
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(named)) return `not for the host "${named}"`;
  if (request.headers.has("origin")) return "not for pages in a browser";
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  if (request.method !== "POST") return `not with ${request.method}`;
  const type = request.headers.get("content-type") ?? "";
  return /^application\/json\b/i.test(type) ? undefined : "only with the content type application/json";
}

/** Answers what `refusalOf` lets through, and what goes wrong on the way. */
export function guarded(
  answer: (request: Request) => Promise<Response> | Response,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const refusal = refusalOf(request);
    if (refusal !== undefined) return Response.json({ failed: refusal }, { status: 403 });
    try {
      return await answer(request);
    } catch (error) {
      return Response.json({ failed: (error as Error).message }, { status: 409 });
    }
  };
}

/** The body of a request as text. @throws {Error} if it is too long */
export async function readText(request: Request): Promise<string> {
  let [text, bytes] = ["", 0];
  const decoder = new TextDecoder();
  for await (const part of request.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) throw new Error(`a request has at most ${MAX_BODY_BYTES} bytes`);
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}
