import type { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import type { Session } from "../core/session.ts";

/** Something that an agent can call by name: what MCP's tools are made of, in whichever way they are spoken. */
export interface Tool {
  /** As it is called. */
  readonly name: string;
  /** What it does, for a reader who decides whether to call it. */
  readonly about: string;
  /** What it takes. */
  readonly input: z.ZodObject;
  /** Whether it changes nothing. */
  readonly isReadOnly: boolean;
  /** Calls it with arguments that are checked. @throws {UsageError} for what can't be done now */
  call(session: Session, args: unknown): unknown;
}

/** A tool whose arguments are checked by its input before it is called. */
export function tool<const S extends z.ZodObject>(
  { name, about, input, isReadOnly = true, call }: {
    readonly name: string;
    readonly about: string;
    readonly input: S;
    readonly isReadOnly?: boolean;
    call(session: Session, args: z.output<S>): unknown;
  },
): Tool {
  return {
    ...{ name, about, input, isReadOnly },
    call: (session, args) => call(session, checkOptions(name, input, args, "the arguments")),
  };
}
