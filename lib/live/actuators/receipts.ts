import { describeAction } from "../../model/mod.ts";
import type { Order, Receipt } from "../contract.ts";
import { undoOf } from "./undo_order.ts";

/** Maximum length of a receipt's detail, in characters. */
const MAX_DETAIL = 400;
// deno-lint-ignore no-control-regex -- they are what is replaced
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** A text of a server or a program as part of one line: without control characters, and not long. */
export function oneLine(text: string, max = MAX_DETAIL): string {
  const line = text.slice(0, 4 * max).replace(CONTROL, " ").trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}

/** The action was carried out; what takes it back goes with it. */
export function done(order: Order, detail: string, undo = undoOf(order.action)): Receipt {
  return { outcome: "done", detail: oneLine(detail), ...(undo && { undo }) };
}

/** What a dry run would have done. */
export function planned(detail: string): Receipt {
  return { outcome: "planned", detail: oneLine(detail) };
}

/** Nothing was changed. */
export function failed(detail: string): Receipt {
  return { outcome: "failed", detail: oneLine(detail) };
}

/** Nobody can tell whether it was carried out. */
export function unknown(detail: string): Receipt {
  return { outcome: "unknown", detail: oneLine(detail) };
}

/** Where the loop may not act any more. `maybeDone`: an earlier try may have reached the system. */
export function notSent(what: string, maybeDone = false): Receipt {
  const detail = `${what}: not sent${maybeDone ? " again" : ""}, since this loop may not act any more`;
  return (maybeDone ? unknown : failed)(detail);
}

/** The receipt for an action that an actuator can't carry out. */
export function unsupported(kind: string, { action }: Order): Receipt {
  return failed(`${kind} can't carry out ${describeAction(action)}`);
}
