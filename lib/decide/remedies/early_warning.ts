/** Number of consecutive alarms before acting: a single one may be noise. */
const CONSECUTIVE_ALARMS = 2;
/** Healthy steps before an alarm counts as the start of a new incident rather than an after-effect of the last one. */
const MIN_HEALTHY_STEPS = 25;
/** Steps that an action has to take effect before the next one. */
const COOLDOWN_STEPS = 12;
/** Steps without an alarm after which what was acted on counts as mended, and an alarm as another incident. */
const QUIET_STEPS = 60;

/** Decides when an alarm is acted on although the SLO still holds. */
export interface EarlyWarning {
  /** Starts a new episode. */
  begin(): void;
  /** Registers whether there is an alarm; call in each step, before `due`. */
  observe(anomalous: boolean): void;
  /** Whether the alarm has lasted long enough, the system was healthy for long enough before it, and the last action has had its time. */
  due(healthySteps: number): boolean;
  /** Whether a service was acted on that has alarmed since: what alarms after a remedy is mostly the remedy itself. */
  hasActedOn(service: string): boolean;
  /** Registers that the alarm was acted on at a service. */
  act(service: string): void;
}

/** Creates the early warning of one policy. */
export function createEarlyWarning(): EarlyWarning {
  let alarms = 0;
  let cooldown = 0;
  let quietSteps = 0;
  const actedOn = new Set<string>();
  return {
    begin: () => {
      alarms = 0;
      cooldown = 0;
      quietSteps = 0;
      actedOn.clear();
    },
    observe: (anomalous) => {
      alarms = anomalous ? alarms + 1 : 0;
      quietSteps = anomalous ? 0 : quietSteps + 1;
      if (quietSteps >= QUIET_STEPS) actedOn.clear();
      if (cooldown > 0) cooldown--;
    },
    due: (healthySteps) =>
      alarms >= CONSECUTIVE_ALARMS && cooldown === 0 && healthySteps >= MIN_HEALTHY_STEPS,
    hasActedOn: (service) => actedOn.has(service),
    act: (service) => {
      cooldown = COOLDOWN_STEPS;
      actedOn.add(service);
    },
  };
}
