/** Steps of a breach up to the first action: a single one may be noise, and the second improves the diagnosis. */
const STEPS_BEFORE_FIRST_ACTION = 2;
/** Least number of steps that an action has to take effect before the next one. */
const MIN_COOLDOWN_STEPS = 7;
/** Steps from the end of an action until its effect shows. */
const SETTLING_STEPS = 4;
/** Steps to wait, once an action has had its time, for the first measurement of what it did. */
const MAX_STEPS_WITHOUT_NEWS = 5;
/** Healthy steps after which an incident is closed. */
const HEALTHY_STEPS_BEFORE_CLOSE = 12;

/** Steps from a refusal to the next attempt, and refusals in one incident after which there is none. */
const [STEPS_AFTER_REFUSAL, MAX_REFUSALS] = [2, 8];

/** What a policy may do in a step: `look` is the first step of a breach, `wait` the time that the last action has to take effect. */
export type Turn = "healthy" | "wait" | "look" | "act";

/** Spaces out the actions of an incident and remembers which ones were tried in it. */
export interface Pace {
  /** Starts a new episode. */
  begin(): void;
  /**
   * Advances by one step; call once in each. `healthySteps`: consecutive steps that are known to be without a breach; `isNews`: whether this one was
   * measured (default); `isShielded`: whether breakers or a limit hold, behind which users may be well although nothing is mended, so that the time of the last
   * action passes in a healthy step too.
   */
  turn(now: { inBreach: boolean; healthySteps: number; isNews?: boolean; isShielded?: boolean }): Turn;
  /** Whether an action was tried in this incident. */
  tried(what: string): boolean;
  /** Registers an action, which itself takes so many steps: then it has some more to take effect. */
  act(what: string, durationSteps: number): void;
  /** Takes back an action that was not carried out: the next one may come soon, the same or, after some refusals in one incident, another: then it stays among those that were tried. */
  refuse(what: string): void;
  /** Forgets what was tried in this incident. */
  startOver(): void;
}

/** The steps until it is known whether an action has helped that itself takes so many. */
export function stepsToJudge(durationSteps: number): number {
  return Math.max(MIN_COOLDOWN_STEPS, durationSteps + SETTLING_STEPS);
}

/** Creates the pace of one policy. */
export function createPace(): Pace {
  const done = new Set<string>();
  let breachSteps = 0;
  let cooldown = 0;
  let stepsToNews = 0;
  let refusals = 0;
  const begin = () => {
    refusals = 0;
    done.clear();
    breachSteps = 0;
    cooldown = 0;
    stepsToNews = 0;
  };
  return {
    begin,
    turn: ({ inBreach, healthySteps, isNews = true, isShielded = false }) => {
      if (!inBreach) {
        if (healthySteps >= HEALTHY_STEPS_BEFORE_CLOSE) begin();
        breachSteps = 0;
        if (cooldown > 0 && isShielded) cooldown--;
        return "healthy";
      }
      breachSteps++;
      if (cooldown > 0) {
        cooldown--;
        return "wait";
      }
      if (isNews) stepsToNews = 0;
      if (stepsToNews > 0) {
        stepsToNews--;
        return "wait";
      }
      return breachSteps < STEPS_BEFORE_FIRST_ACTION ? "look" : "act";
    },
    tried: (what) => done.has(what),
    act: (what, durationSteps) => {
      done.add(what);
      cooldown = stepsToJudge(durationSteps);
      stepsToNews = MAX_STEPS_WITHOUT_NEWS;
    },
    refuse: (what) => {
      if (++refusals <= MAX_REFUSALS) done.delete(what);
      cooldown = STEPS_AFTER_REFUSAL;
      stepsToNews = 0;
    },
    startOver: () => done.clear(),
  };
}
