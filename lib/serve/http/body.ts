/** That a body is larger than it may be. */
export class TooLargeError extends Error {
  constructor(readonly maxBytes: number) {
    super(`A body has at most ${maxBytes} bytes`);
    this.name = "TooLargeError";
  }
}

/**
 * The text of a body, of which no more is read than it may have.
 *
 * @throws {TooLargeError} as soon as it is larger
 */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw new TooLargeError(maxBytes);
  if (request.body === null) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > maxBytes) throw new TooLargeError(maxBytes);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return new TextDecoder().decode(bytes);
}
