import { redactSecrets } from "../config/redact.ts";
import type { Html } from "./html.ts";
import { respond } from "./responses.ts";

/** Largest number of browsers that are told of changes at once; the one that has listened longest makes room, and asks again if it is there. */
const MAX_LISTENERS = 50;

/** Messages that wait for a browser, and changes through which they may: whoever reads nothing is not there. */
const MAX_WAITING = 20;
const MAX_LATE_CHANGES = 3;

/** Tells browsers what has changed, by server-sent events. */
export interface EventStream {
  /** Answers a request with a stream. */
  open(): Response;
  /** Sends those of the sections that are not as they were sent last. */
  send(sections: Readonly<Record<string, Html>>): void;
  /** Number of browsers that listen. */
  readonly listeners: number;
  /** Ends all streams. */
  close(): void;
}

/** A stream to which nobody listens yet. */
export function createEventStream(): EventStream {
  /** With the number of changes through which something has waited for each. */
  const listeners = new Map<ReadableStreamDefaultController<Uint8Array>, number>();
  const encoder = new TextEncoder();
  let sent: Readonly<Record<string, string>> = {};

  const message = (changed: Readonly<Record<string, string>>) =>
    encoder.encode(`data: ${JSON.stringify(redactSecrets(changed))}\n\n`);

  /** Ends a stream: memory would grow with every step for one that nobody reads. */
  function drop(listener: ReadableStreamDefaultController<Uint8Array>): void {
    listeners.delete(listener);
    listener.error(new Error("nobody reads"));
  }

  return {
    get listeners() {
      return listeners.size;
    },
    open: () => {
      if (listeners.size >= MAX_LISTENERS) drop(listeners.keys().next().value!);
      let own: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          own = controller;
          listeners.set(controller, 0);
          controller.enqueue(encoder.encode(": listening\n\n"));
          if (Object.keys(sent).length > 0) controller.enqueue(message(sent));
        },
        cancel: () => {
          listeners.delete(own);
        },
      });
      return respond(body, { type: "text/event-stream" });
    },
    send: (sections) => {
      const now = Object.fromEntries(Object.entries(sections).map(([id, { html }]) => [id, html]));
      const changed = Object.fromEntries(Object.entries(now).filter(([id, text]) => sent[id] !== text));
      sent = now;
      if (Object.keys(changed).length === 0) return;
      for (const [listener, late] of listeners) {
        // The stream itself holds one message.
        const waiting = 1 - (listener.desiredSize ?? 0);
        if (waiting > MAX_WAITING || (waiting > 1 && late >= MAX_LATE_CHANGES)) drop(listener);
        else {
          listeners.set(listener, waiting > 1 ? late + 1 : 0);
          listener.enqueue(message(changed));
        }
      }
    },
    close: () => {
      for (const listener of listeners.keys()) listener.close();
      listeners.clear();
    },
  };
}
