import {
  type Action,
  CPU_UTILISATION,
  type Decision,
  type Diagnosis,
  ERROR_RATE,
  type FaultType,
  PLATFORM,
  REQUEST_RATE,
  serviceIndex,
  TIMINGS,
} from "../../model/mod.ts";
import { shareOf } from "../pacing/passing_load.ts";
import type { PolicyContext, Situation } from "../policy.ts";
import { shareText } from "../../model/shown/share_text.ts";

/** Highest utilisation, 0 to 1, that a service may have once the limit is lifted. */
const TARGET_UTILISATION = 0.8;
/** By how much less it may have each time that a lifted limit was needed again, and the least. */
const [TARGET_DROP, MIN_TARGET_UTILISATION] = [0.1, 0.6];
/** Smallest share of the traffic that a limit lets through. */
const MIN_TRAFFIC_SHARE = 0.4;
/** Share of the traffic from which the limit is lifted instead of raised. */
const LIFT_FROM_SHARE = 0.95;
/** Number of latest observations over which the utilisation is averaged. */
const AVERAGED_STEPS = 2;
/** Faults in which more requests come than a service can answer. */
const FAULTS_OF_OVERLOAD: ReadonlySet<FaultType> = new Set(["traffic_surge", "retry_storm"]);
/** Probability of these from which the rate of requests in the breach counts as more than the suspect can answer. */
const MIN_OVERLOAD_SHARE = 0.5;
/** Refused replicas of a service after which it counts as one that has no more, as long as the limit is in force. */
const MAX_REFUSED_REPLICAS = 2;
/** Maximum number of replicas ordered in one incident. */
const MAX_ORDERED_REPLICAS = 15;

/** Raises a traffic limit as fast as the services behind it can bear, and adds replicas where capacity is missing. */
export interface LoadShedding {
  /** Whether a limit should be in force, by the actions taken. */
  readonly limited: boolean;
  /** Starts a new episode. */
  begin(): void;
  /** Advances by one step; call in each, before deciding. */
  tick(): void;
  /** Registers an action that is about to be taken. */
  note(action: Action): void;
  /** Takes back the last action of its kind that was noted, since it was not carried out. */
  takeBack(action: Action): void;
  /** Takes in why the SLO is violated, before a limit is given for it. */
  blame(diagnosis: Diagnosis, situation: Situation): void;
  /** Whether a service bears the load of this step with a replica less, by what it could not bear before. */
  spares(service: number, situation: Situation): boolean;
  /** The next action under a limit in a healthy step, if one is called for. */
  next(situation: Situation): Decision | undefined;
}

/**
 * Creates the load shedding of one policy. It infers the load without the limit from the measured one, divided by the share let through: utilisation
 * of each service, and requests a second against those under which the system broke. A service that waits for others is full at a low utilisation.
 */
export function createLoadShedding(
  { topology, timings = TIMINGS.realistic }: Pick<PolicyContext, "topology" | "timings">,
): LoadShedding {
  const { services } = topology;
  const front = serviceIndex(topology, topology.front);
  let left = 0;
  let factor = 1;
  let target = TARGET_UTILISATION;
  let lifted = false;
  /** Steps since the limit was given or changed. */
  let limitAge = 0;
  /** The limit without its last change. */
  let before = { left, factor, target, lifted, limitAge };
  let ordered: { service: number; age: number }[] = [];
  /** Replicas that were refused under this limit, by service. */
  const refused = new Map<number, number>();
  /** The service that had more requests than it can answer, its replicas then, and the requests a second that the front answered. */
  let overload: { service: number; replicas: number; rate: number } | undefined;

  /**
   * Utilisation of a service without the limit, now and once the ordered replicas are up; NaN if it was not measured.
   */
  function withoutLimit(service: number, { recent }: Situation): { now: number; later: number } {
    // An ordered replica counts only when it was up in all observations of the mean.
    const startsIn = timings.scaleDelaySteps[services[service]!.kind] + AVERAGED_STEPS - 1;
    const its = ordered.filter((order) => order.service === service);
    const starting = its.filter(({ age }) => age < startsIn).length;
    const working = services[service]!.replicas + its.length - starting;
    const utilisation = recent.mean(service, CPU_UTILISATION, AVERAGED_STEPS) / factor;
    const share = loadShare(service, { replicas: working, recent }) / factor;
    const now = largestOf([utilisation, share]) ?? NaN;
    return { now, later: now * working / (working + starting) };
  }

  /** The requests of now as a share of those that so many replicas could not bear; NaN where nobody knows. */
  function loadShare(
    service: number,
    { replicas, recent }: Pick<Situation, "recent"> & { readonly replicas: number },
  ): number {
    if (overload?.service !== service) return NaN;
    const share = recent.mean(front, REQUEST_RATE, AVERAGED_STEPS) / overload.rate;
    return share * overload.replicas / replicas;
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
      target = TARGET_UTILISATION;
      lifted = false;
      ordered = [];
      overload = undefined;
      refused.clear();
    },
    blame: (diagnosis, { recent }) => {
      if (left > 0) return;
      const service = services.findIndex(({ name }) => name === diagnosis.suspect);
      // What fails is no part of what the service bears, least of all where users try again what has failed.
      const failed = recent.mean(front, ERROR_RATE, AVERAGED_STEPS) || 0;
      const rate = recent.mean(front, REQUEST_RATE, AVERAGED_STEPS) * (1 - failed);
      const isOverload = shareOf(FAULTS_OF_OVERLOAD, diagnosis) >= MIN_OVERLOAD_SHARE && rate > 0;
      overload = isOverload ? { service, replicas: replicasOf(service), rate } : undefined;
    },
    tick: () => {
      if (left > 0) left--;
      limitAge++;
      before.left = Math.max(0, before.left - 1);
      before.limitAge++;
      for (const order of ordered) order.age++;
    },
    note: (action) => {
      if (action.kind === "limit_traffic" || action.kind === "restore") {
        before = { left, factor, target, lifted, limitAge };
      }
      if (action.kind === "limit_traffic") {
        if (lifted) target = Math.max(MIN_TARGET_UTILISATION, target - TARGET_DROP);
        lifted = false;
        if (left === 0) refused.clear();
        if (action.factor !== factor || left === 0) limitAge = 0;
        [left, factor] = [PLATFORM.trafficLimit.durationSteps, action.factor];
      }
      if (action.kind === "restore") [left, lifted] = [0, true];
      if (action.kind !== "scale") return;
      const service = services.findIndex(({ name }) => name === action.service);
      if (action.delta > 0) ordered.push({ service, age: 0 });
      else ordered = ordered.toSpliced(ordered.findIndex((order) => order.service === service), 1);
    },
    takeBack: (action) => {
      if (action.kind === "limit_traffic" || action.kind === "restore") {
        ({ left, factor, target, lifted, limitAge } = before);
      }
      if (action.kind !== "scale") return;
      const service = services.findIndex(({ name }) => name === action.service);
      const last = ordered.findLastIndex((order) => order.service === service);
      if (action.delta < 0) ordered.push({ service, age: Infinity });
      else if (last >= 0) {
        ordered.splice(last, 1);
        refused.set(service, (refused.get(service) ?? 0) + 1);
      }
    },
    spares: (service, { recent }) =>
      !(loadShare(service, { replicas: replicasOf(service) - 1, recent }) > target),
    next: (situation) => {
      // What is averaged must all have been measured under this limit.
      if (left === 0 || limitAge <= AVERAGED_STEPS) return undefined;
      const loads = services.map((_, i) => withoutLimit(i, situation));
      const now = largestOf(loads.map((load) => load.now));
      const later = loads.map((load) => load.later);
      // Without any measurement the limit stays, and ends by itself.
      if (now === undefined) return undefined;
      if (now <= target) return decision({ kind: "restore" }, "the system can take all traffic again");
      const most = largestOf(later)!;
      const busiest = later.indexOf(most);
      if (
        most > target && ordered.length < MAX_ORDERED_REPLICAS &&
        replicasOf(busiest) < PLATFORM.maxReplicas &&
        (refused.get(busiest) ?? 0) < MAX_REFUSED_REPLICAS
      ) {
        const { name } = services[busiest]!;
        return decision(
          { kind: "scale", service: name, delta: 1 },
          `${name} would be at ${shareText(most)} of its capacity without the limit`,
        );
      }
      const bearable = target / now;
      if (bearable >= LIFT_FROM_SHARE) {
        return decision({ kind: "restore" }, "the system can take nearly all traffic again");
      }
      if (left > 2 && bearable < factor + 0.1) return undefined;
      return decision(
        { kind: "limit_traffic", factor: Math.max(MIN_TRAFFIC_SHARE, Math.round(20 * bearable) / 20) },
        `the system can take ${shareText(bearable)} of the traffic`,
      );
    },
  };
}

function largestOf(values: readonly number[]): number | undefined {
  const measured = values.filter((value) => !Number.isNaN(value));
  return measured.length === 0 ? undefined : Math.max(...measured);
}

function decision(action: Action, reason: string): Decision {
  return { action, propensity: 1, reason };
}
