/** A request as the front's log has it. */
export interface FrontAnswer {
  /** From its arrival to the end of the answer, in seconds. */
  readonly seconds: number;
  /** The status of the answer; 504 where the user went away before there was one. */
  readonly status: string;
}

/** What the front's log format `%Ta %ST` is read by. HAProxy writes -1 for a request that had no answer. */
const LINE = /(-?\d+) (-1|\d{3})\s*$/gm;

/** Reads messages of the front's log. Requests that the limit turned away (429) are left out: the service never saw them. */
export function parseFrontLog(text: string): FrontAnswer[] {
  return [...text.matchAll(LINE)].flatMap(([, ms, status]) =>
    status === "429"
      ? []
      : [{ seconds: Math.max(0, Number(ms)) / 1_000, status: status === "-1" ? "504" : status! }]
  );
}
