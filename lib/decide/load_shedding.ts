import { type Action, CPU_UTILISATION, type Decision, PLATFORM, type Topology } from "../model/mod.ts";
import type { Situation } from "./policy.ts";

/** Utilisation that a service may come to once the limit is lifted. */
const TARGET = 0.8;
/** Least share of the traffic that is let in. */
const LEAST_FACTOR = 0.4;
/** A share from which the rest may come in too. */
const NEARLY_ALL = 0.95;
/** Observations that the utilisation is averaged over. */
const AVERAGED_STEPS = 2;
/** Replicas that one incident may order at most. */
const MAX_ORDERED_REPLICAS = 15;

/** Lets traffic back in as fast as what stands behind the limit can bear it, and orders what is short. */
export interface LoadShedding {
  /** Whether a limit is thought to be on. */
  readonly limited: boolean;
  begin(): void;
  /** Call in each step, before deciding. */
  tick(): void;
  /** Call with what is about to be done. */
  note(action: Action): void;
  /** The next thing to do under a limit in a healthy step, if there is one. */
  next(situation: Situation): Decision | undefined;
}

/** Keeps the books of one limit: the load that users would bring without it is what is measured, over the share let in. */
export function createLoadShedding({ services }: Topology): LoadShedding {
  let left = 0;
  let factor = 1;
  let ordered: { service: number; age: number }[] = [];

  /** Utilisation of a service without the limit, once the ordered replicas work. */
  function projected(service: number, { recent }: Situation): number {
    // An ordered replica must have worked in all observations of the mean.
    const startsIn = PLATFORM.scaleDelaySteps[services[service]!.kind] + AVERAGED_STEPS - 1;
    const its = ordered.filter((order) => order.service === service);
    const starting = its.filter(({ age }) => age < startsIn).length;
    const working = services[service]!.replicas + its.length - starting;
    return recent.mean(service, CPU_UTILISATION, AVERAGED_STEPS) / factor * working / (working + starting);
  }

  function replicasOf(service: number): number {
    return services[service]!.replicas + ordered.filter((order) => order.service === service).length;
  }

  return {
    get limited() {
      return left > 0;
    },
    begin: () => {
      left = 0;
      ordered = [];
    },
    tick: () => {
      if (left > 0) left--;
      for (const order of ordered) order.age++;
    },
    note: (action) => {
      if (action.kind === "limit_traffic") {
        [left, factor] = [PLATFORM.trafficLimit.durationSteps, action.factor];
      }
      if (action.kind === "restore") left = 0;
      if (action.kind !== "scale") return;
      const service = services.findIndex(({ name }) => name === action.service);
      if (action.delta > 0) ordered.push({ service, age: 0 });
      else ordered = ordered.toSpliced(ordered.findIndex((order) => order.service === service), 1);
    },
    next: (situation) => {
      if (left === 0) return undefined;
      const loads = services.map((_, i) => projected(i, situation));
      const largest = Math.max(...loads);
      if (largest <= TARGET) return say({ kind: "restore" }, "everybody can come in again");
      const busiest = loads.indexOf(largest);
      if (ordered.length < MAX_ORDERED_REPLICAS && replicasOf(busiest) < PLATFORM.maxReplicas) {
        const { name } = services[busiest]!;
        return say(
          { kind: "scale", service: name, delta: 1 },
          `${name} would be ${percent(largest)} busy without the limit`,
        );
      }
      const bearable = TARGET / largest;
      if (bearable >= NEARLY_ALL) return say({ kind: "restore" }, "nearly everybody can come in again");
      if (left > 2 && bearable < factor + 0.1) return undefined;
      return say(
        { kind: "limit_traffic", factor: Math.max(LEAST_FACTOR, Math.round(20 * bearable) / 20) },
        `the system bears ${percent(bearable)} of the traffic`,
      );
    },
  };
}

function say(action: Action, reason: string): Decision {
  return { action, propensity: 1, reason };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
