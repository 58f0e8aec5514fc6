import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { requireName, UsageError } from "../../model/mod.ts";
import type { Session } from "../core/session.ts";
import { readTurn } from "../core/turn.ts";
import type { SessionLimits } from "../core/session_host.ts";
import { createBatch } from "./batch.ts";
import { resetSchema } from "./documents.ts";
import { resetSession, stateOf, stepSession } from "./episode.ts";

/** OpenEnv's codes of errors on a WebSocket. */
export type ErrorCode =
  | "INVALID_JSON"
  | "UNKNOWN_TYPE"
  | "VALIDATION_ERROR"
  | "EXECUTION_ERROR"
  | "CAPACITY_REACHED"
  | "FACTORY_ERROR"
  | "SESSION_ERROR";

/** Answers requests in JSON-RPC 2.0 about a session. */
export type JsonRpc = (request: unknown, session: Session) => Promise<unknown>;

/** One client on a WebSocket: a session of its own, and copies for training where it asks for them. */
export interface Connection {
  /** Answers a message; undefined where the client says that it leaves. */
  answer(text: string): string | undefined | Promise<string>;
}

const TYPES = ["reset", "step", "state", "close", "mcp", "batch"] as const;

const data = z.record(z.string(), z.unknown());
const MESSAGES = {
  reset: z.strictObject({ type: z.literal("reset"), data: data.optional() }),
  step: z.strictObject({ type: z.literal("step"), data }),
  state: z.strictObject({ type: z.literal("state"), data: data.optional() }),
  close: z.strictObject({ type: z.literal("close"), data: data.optional() }),
  mcp: z.strictObject({ type: z.literal("mcp"), data }),
  batch: z.strictObject({ type: z.literal("batch"), data }),
};

/** An error as OpenEnv sends it. */
export function errorMessage(
  code: ErrorCode,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ type: "error", data: { message, code, ...more } });
}

/** Speaks OpenEnv's messages for one session. What the client does wrong is answered; the connection goes on. */
export function createConnection(
  { session, limits, rpc }: {
    readonly session: Session;
    readonly limits: Required<SessionLimits>;
    readonly rpc: JsonRpc;
  },
): Connection {
  const batch = createBatch(limits);
  let episodeId: string | null = null;

  /** What a message says, checked; an error where it is none. */
  function read<T>(check: () => T): T | string {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return errorMessage("VALIDATION_ERROR", error.message, { errors: [{ msg: error.message }] });
    }
  }

  function carryOut(type: string, act: () => unknown): string {
    try {
      return JSON.stringify({ type, data: act() });
    } catch (error) {
      // What is wrong inside is nobody's business outside.
      const message = error instanceof UsageError ? error.message : "The step could not be carried out";
      return errorMessage("EXECUTION_ERROR", message);
    }
  }

  function reset(given: unknown): string {
    const options = read(() => checkOptions("reset", resetSchema, given ?? {}, "the data"));
    if (typeof options === "string") return options;
    return carryOut("observation", () => {
      const answer = resetSession(session, options);
      episodeId = options.episode_id ?? session.id;
      return answer;
    });
  }

  function step(given: unknown): string {
    const turn = read(() => readTurn(given));
    return typeof turn === "string" ? turn : carryOut("observation", () => stepSession(session, turn));
  }

  return {
    answer(text) {
      let message: unknown;
      try {
        message = JSON.parse(text);
      } catch (error) {
        return errorMessage("INVALID_JSON", `Invalid JSON: ${(error as Error).message.slice(0, 200)}`);
      }
      const type = (message as { readonly type?: unknown } | null)?.type;
      const known = TYPES.find((name) => name === type);
      if (known === undefined) return errorMessage("UNKNOWN_TYPE", unknownType(type));
      const checked = read(() =>
        checkOptions("message", MESSAGES[known] as z.ZodType<{ data?: unknown }>, message, "the message")
      );
      if (typeof checked === "string") return checked;
      switch (known) {
        case "reset":
          return reset(checked.data);
        case "step":
          return step(checked.data);
        case "state":
          return carryOut("state", () => stateOf(session, episodeId));
        case "batch":
          return carryOut("batch", () => batch.answer(checked.data));
        case "mcp":
          return rpc(checked.data, session).then((answer) => JSON.stringify({ type: "mcp", data: answer }));
        case "close":
          return undefined;
      }
    },
  };
}

/** What is said of a type that there is not, with the nearest one. */
function unknownType(type: unknown): string {
  try {
    return `Unknown message type: ${requireName("message type", type as string, TYPES)}`;
  } catch (error) {
    return (error as Error).message;
  }
}
