import { requireShallowJson } from "../../observe/reading/json.ts";
import { UsageError } from "../../model/mod.ts";
import { readBounded } from "../sources/read_bounded.ts";

/** Why a request is not taken: an answer of HTTP from 400 on. */
export class Refusal extends Error {
  /** The name of the class. */
  override readonly name = "Refusal";
  /** The status of the answer. */
  readonly status: number;

  /** Makes a refusal with a status and a message of one line. */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads the JSON of a POST request, packed by gzip or not.
 *
 * @param maxBytes of the body, packed and unpacked
 * @throws {Refusal} with 405, 415, 413 or 400 and what is wrong
 */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  if (request.method !== "POST") {
    throw new Refusal(405, `only POST is answered here, found ${request.method}`);
  }
  const type = request.headers.get("content-type")?.replace(/;.*/s, "").trim().toLowerCase() ?? "none";
  // What a form of a foreign page can send is not taken.
  if (type !== "application/json") {
    const hint = type === "application/x-protobuf" ? ": set OTEL_EXPORTER_OTLP_PROTOCOL=http/json" : "";
    throw new Refusal(415, `the content type must be application/json, found ${type}${hint}`);
  }
  const bytes = await unpacked(request, maxBytes);
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(400, "the body is not UTF-8");
  }
  return parsed(text);
}

async function unpacked(request: Request, maxBytes: number): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip") {
    throw new Refusal(415, `the content encoding must be gzip or none, found ${encoding}`);
  }
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const packed = await readBounded(request.body, maxBytes);
  if (packed === undefined) throw tooLarge(maxBytes);
  if (encoding === "identity") return packed;
  try {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const bytes = await readBounded(stream, maxBytes);
    if (bytes !== undefined) return bytes;
  } catch {
    throw new Refusal(400, "the body is not gzip");
  }
  throw tooLarge(maxBytes);
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, `a body may have ${maxBytes} bytes, unpacked`);
}

function parsed(text: string): unknown {
  try {
    requireShallowJson(text, "the body");
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof UsageError) throw new Refusal(400, error.message);
    throw new Refusal(
      400,
      `the body is not JSON: ${(error as Error).message.replaceAll(/\s+/g, " ").slice(0, 200)}`,
    );
  }
}

/** The refusal of what was thrown while a request was read. Anything but a mistake in it is thrown on. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof UsageError) return new Refusal(400, error.message);
  throw error;
}
