import { redactSecrets } from "../config/redact.ts";
import type { Html } from "./html.ts";
import { respond, respondText } from "./responses.ts";

/** Largest number of browsers that are told of changes at once. */
const MAX_LISTENERS = 50;

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
  const listeners = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const encoder = new TextEncoder();
  let sent: Readonly<Record<string, string>> = {};

  const message = (changed: Readonly<Record<string, string>>) =>
    encoder.encode(`data: ${JSON.stringify(redactSecrets(changed))}\n\n`);

  return {
    get listeners() {
      return listeners.size;
    },
    open: () => {
      if (listeners.size >= MAX_LISTENERS) return respondText("too many browsers listen", 503);
      let own: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          own = controller;
          listeners.add(controller);
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
      for (const listener of listeners) {
        // Who doesn't read gets nothing more: memory would grow with every step.
        if ((listener.desiredSize ?? 0) < -20) {
          listeners.delete(listener);
          listener.error(new Error("the reader is too slow"));
        } else listener.enqueue(message(changed));
      }
    },
    close: () => {
      for (const listener of listeners) listener.close();
      listeners.clear();
    },
  };
}
