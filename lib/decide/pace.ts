/** Steps in breach before the first action: once is noise, and a second look makes the diagnosis. */
const LOOKS = 2;
/** Steps that an action is given before the next one. */
const PATIENCE = 7;
/** Healthy steps after which an incident is closed. */
const CALM_BEFORE_CLOSE = 12;

/** What the pace of an incident allows in a step. */
export type Turn = "healthy" | "wait" | "look" | "act";

/** Paces the actions of one incident, and remembers what has been tried in it. */
export interface Pace {
  begin(): void;
  /** Call once a step. `calm`: healthy steps in a row. */
  turn(now: { inBreach: boolean; calm: number }): Turn;
  tried(what: string): boolean;
  /** Notes an action and gives it time. */
  act(what: string, patience?: number): void;
  /** Forgets what was tried, to begin again from the top. */
  startOver(): void;
}

/** The pace of one policy. */
export function createPace(): Pace {
  const done = new Set<string>();
  let breachSteps = 0;
  let patience = 0;
  const begin = () => {
    done.clear();
    breachSteps = 0;
    patience = 0;
  };
  return {
    begin,
    turn: ({ inBreach, calm }) => {
      if (!inBreach) {
        if (calm >= CALM_BEFORE_CLOSE) begin();
        breachSteps = 0;
        return "healthy";
      }
      breachSteps++;
      if (patience > 0) {
        patience--;
        return "wait";
      }
      return breachSteps < LOOKS ? "look" : "act";
    },
    tried: (what) => done.has(what),
    act: (what, steps = PATIENCE) => {
      done.add(what);
      patience = steps;
    },
    startOver: () => done.clear(),
  };
}
