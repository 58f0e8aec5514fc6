import { fromOtlpLogs, fromOtlpTraces } from "../../otlp/mod.ts";
import { readJsonBody, Refusal, refusalOf } from "./read_body.ts";
import type { TelemetryBuffer } from "./telemetry_buffer.ts";

/** Answers one request. */
export type Handler = (request: Request) => Promise<Response>;

/** Where what is received goes, and how much of it is taken. */
export interface OtlpReceiverOptions {
  /** Where what is received waits for the next step. */
  readonly buffer: TelemetryBuffer;
  /** Of a body, packed and unpacked. */
  readonly maxBodyBytes: number;
  /** The topology's name of a service; the same where it has none. Default: the name as it is. */
  readonly nameOf?: (service: string) => string;
}

/** Codes of google.rpc.Status, which the protocol asks for in the body of an error. */
const INVALID_ARGUMENT = 3;
const UNIMPLEMENTED = 12;

/**
 * Receives logs and spans by OTLP/HTTP in JSON (OpenTelemetry Protocol 1.5, OTLP/HTTP): `POST /v1/logs` and `/v1/traces`. Metrics, which an exporter
 * sends along, are accepted and dropped, since metrics come from the source.
 *
 * @returns a handler that answers 200, or 400, 404, 405, 413 or 415 with a status as JSON; nothing of a request that is refused is kept
 */
export function createOtlpReceiver(
  { buffer, maxBodyBytes, nameOf = (name) => name }: OtlpReceiverOptions,
): Handler {
  const renamed = <T extends { readonly service: string }>(records: readonly T[]): T[] =>
    records.map((record) => ({ ...record, service: nameOf(record.service) }));
  const receivers: Readonly<Record<string, (body: unknown) => void>> = {
    "/v1/logs": (body) => buffer.add({ logs: renamed(fromOtlpLogs(body)) }),
    "/v1/traces": (body) => buffer.add({ spans: renamed(fromOtlpTraces(body)) }),
    "/v1/metrics": () => {},
  };
  return async (request) => {
    try {
      const receive = receivers[new URL(request.url).pathname];
      if (receive === undefined) {
        throw new Refusal(404, "OTLP is received on /v1/logs, /v1/traces and /v1/metrics");
      }
      const body = await readJsonBody(request, maxBodyBytes);
      if (!isEmpty(body)) receive(body);
      return Response.json({});
    } catch (error) {
      const { status, message } = refusalOf(error);
      const code = status === 400 || status === 413 ? INVALID_ARGUMENT : UNIMPLEMENTED;
      return Response.json({ code, message }, {
        status,
        ...(status === 405 && { headers: { allow: "POST" } }),
      });
    }
  };
}

/** A request without any records, as exporters may send: an object without members. */
function isEmpty(body: unknown): boolean {
  return typeof body === "object" && body !== null && !Array.isArray(body) && Object.keys(body).length === 0;
}
