import { z } from "zod";
import { UsageError } from "../../../model/mod.ts";
import type { Clock } from "../../contract.ts";
import { redactSecrets, rememberSecret } from "../../config/redact.ts";
import { sendRequest } from "../http_request.ts";
import { oneLine } from "../receipts.ts";

/** Maximum size of an answer, in bytes: a list of pods can be long. */
const MAX_ANSWER_BYTES = 1 << 24;
/** Who changes fields, as `managedFields` shows it. */
const FIELD_MANAGER = "aiops";

/** How the API is reached. */
export interface KubernetesAccess {
  /** Of the API server, as `https://10.0.0.1:6443`. */
  readonly url: string;
  readonly namespace: string;
  /** The bearer token, read anew for each request: tokens of service accounts are replaced every hour. */
  readonly token?: () => string | Promise<string>;
  /** PEM of who signed the server's certificate. */
  readonly certificateAuthority?: string;
  readonly timeoutSeconds: number;
  readonly clock: Clock;
}

/** What nobody can tell: no answer to a request that may have been carried out. */
export class NoVerdict extends Error {
  /** The name of the class. */
  override readonly name = "NoVerdict";
}

/** The server's answer to a request that it did not carry out. */
export class ApiError extends Error {
  /** The name of the class. */
  override readonly name = "ApiError";
  /** The status of HTTP. */
  readonly status: number;

  /** Makes the error of an answer. */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** How a patch is to be read. */
export type PatchType = "merge-patch" | "strategic-merge-patch" | "json-patch";

/** A request to the API. */
export interface ApiRequest {
  readonly method: "GET" | "PATCH" | "POST";
  /** From the server's root, as `/apis/apps/v1/namespaces/shop/deployments/api`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Of a PATCH. */
  readonly patch?: PatchType;
  /** Whether nothing is to be stored: the server does everything else. */
  readonly dryRun?: boolean;
}

/** The API of Kubernetes, as far as it is needed. */
export interface KubernetesApi {
  /**
   * Sends a request and checks its answer.
   *
   * @throws {ApiError} where the server refuses
   * @throws {NoVerdict} where a request other than GET may have been carried out
   * @throws {UsageError} where there is no connection, or the answer is not what the API promises
   */
  send<T>(request: ApiRequest, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T>;
  /** Lets go of its connections. */
  close(): void;
}

const STATUS = z.looseObject({ message: z.string() });

/** Speaks to an API server by `fetch`. */
export function createKubernetesApi(access: KubernetesAccess): KubernetesApi {
  const { url, token, certificateAuthority, timeoutSeconds, clock } = access;
  const client = certificateAuthority === undefined
    ? undefined
    : Deno.createHttpClient({ caCerts: [certificateAuthority] });
  return {
    send: async (request, schema, signal) => {
      const { method, path, body, patch } = request;
      const writes = method !== "GET";
      const query = new URLSearchParams({
        ...request.query,
        ...(writes && { fieldManager: FIELD_MANAGER }),
        ...(request.dryRun && { dryRun: "All" }),
      });
      const bearer = (await token?.())?.trim();
      if (bearer !== undefined) rememberSecret(bearer);
      const answer = await sendRequest({
        url: `${url}${path}${query.size > 0 ? `?${query}` : ""}`,
        method,
        timeoutSeconds,
        maxBytes: MAX_ANSWER_BYTES,
        clock,
        signal,
        client,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        headers: {
          accept: "application/json",
          ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
          ...(writes && { "content-type": patch ? `application/${patch}+json` : "application/json" }),
        },
      });
      const what = `${method} ${path}`;
      if (answer.kind === "not-sent") throw new UsageError(`${what}: ${answer.reason}`);
      if (answer.kind === "lost") {
        if (writes && !request.dryRun) throw new NoVerdict(`${what}: ${answer.reason}`);
        throw new UsageError(`${what}: ${answer.reason}`);
      }
      const content = parsed(redactSecrets(answer.body));
      if (answer.status < 200 || answer.status >= 300) {
        const told = STATUS.safeParse(content);
        const message = `${what}: ${answer.status} ${told.success ? oneLine(told.data.message, 200) : ""}`
          .trim();
        // An internal error, or a gateway that gave up, can come after the change.
        if (writes && !request.dryRun && [500, 502, 504].includes(answer.status)) {
          throw new NoVerdict(message);
        }
        throw new ApiError(answer.status, message);
      }
      const read = schema.safeParse(content);
      if (read.success) return read.data;
      const where = read.error.issues[0]?.path.join(".");
      const odd = `${what}: the answer is not what the API promises: ${where || "it"} ${
        read.error.issues[0]?.message
      }`;
      throw writes && !request.dryRun ? new NoVerdict(odd) : new UsageError(odd);
    },
    close: () => client?.close(),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
