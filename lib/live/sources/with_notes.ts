import type { Observation } from "../../model/mod.ts";
import type { WatchedSource } from "./state.ts";

/** A source of which further notes are made, from what it gave last. */
export interface NotedSource extends WatchedSource {
  /** The latest observation; undefined before the first. */
  readonly latest: Observation | undefined;
  /** Notes in place of those that were made before. */
  note(notes: readonly string[]): void;
}

/** A source with notes besides its own. */
export function withNotes(source: WatchedSource): NotedSource {
  let latest: Observation | undefined;
  let further: readonly string[] = [];
  return {
    get name() {
      return source.name;
    },
    get state() {
      return { ...source.state, notes: [...source.state.notes, ...further] };
    },
    get latest() {
      return latest;
    },
    note: (notes) => {
      further = notes;
    },
    check: (signal) => source.check(signal),
    ...(source.findings && { findings: (signal?: AbortSignal) => source.findings!(signal) }),
    past: (count, signal, suits) => source.past(count, signal, suits),
    observe: async (step, atSeconds, signal) => {
      latest = await source.observe(step, atSeconds, signal);
      return latest;
    },
    close: () => source.close(),
  };
}
