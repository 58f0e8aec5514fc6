import type { LoopState, StateFile } from "./state.ts";

/** The state of the loop, in memory and, while it is the owner, on the disk. */
export interface Memory {
  /** The state as of now. */
  readonly state: LoopState;
  /** Whether it could not be written the last time: then nothing may be done, since it would be forgotten. */
  readonly isBroken: boolean;
  /** Changes a part of it and, as the owner, writes the whole. */
  change(part: Partial<LoopState>): void;
  /** Becomes the owner: goes on from what the file says. */
  own(): void;
  /** Ceases to be the owner: what is in the file is another's. */
  disown(): void;
}

/** A state in which nothing has happened. */
export const NOTHING_YET: LoopState = Object.freeze({
  version: 1,
  step: 0,
  executor: null,
  incident: null,
  orders: [],
  approvals: [],
  temporary: null,
  actedAtSeconds: [],
  agent: null,
  audit: null,
});

/** The memory of a loop that owns nothing yet. */
export function createMemory(file: StateFile, initial: LoopState): Memory {
  let state = initial;
  let isOwner = false;
  let isBroken = false;

  function write(): void {
    try {
      file.write(state);
      isBroken = false;
    } catch {
      isBroken = true;
    }
  }

  return {
    get state() {
      return state;
    },
    get isBroken() {
      return isBroken;
    },
    change: (part) => {
      state = { ...state, ...part };
      if (isOwner) write();
    },
    own: () => {
      state = { ...file.read() ?? NOTHING_YET, step: state.step };
      isOwner = true;
    },
    disown: () => {
      isOwner = false;
    },
  };
}
