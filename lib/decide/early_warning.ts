/** Alarms in a row before they are acted on: one can be noise. */
const ALARMS = 2;
/** Healthy steps before an alarm can be the beginning of something new, and not what the last incident left behind. */
const CALM = 25;
/** Steps that an action is given before the next one. */
const PATIENCE = 12;

/** Says when an alarm may be acted on although the SLO still holds. */
export interface EarlyWarning {
  begin(): void;
  /** Call in each step, before deciding. */
  observe(anomalous: boolean): void;
  /** Whether an alarm, if there is one, has lasted long enough after a time of calm (healthy steps in a row) and after the last action. */
  due(calm: number): boolean;
  /** Notes that it was acted on. */
  act(): void;
}

/** The warnings of one policy. */
export function createEarlyWarning(): EarlyWarning {
  let alarms = 0;
  let patience = 0;
  return {
    begin: () => {
      alarms = 0;
      patience = 0;
    },
    observe: (anomalous) => {
      alarms = anomalous ? alarms + 1 : 0;
      if (patience > 0) patience--;
    },
    due: (calm) => alarms >= ALARMS && patience === 0 && calm >= CALM,
    act: () => {
      patience = PATIENCE;
    },
  };
}
