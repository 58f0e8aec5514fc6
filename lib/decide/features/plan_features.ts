import { type Action, type Diagnosis, FAULT_TYPES, serviceIndex, type Topology } from "../../model/mod.ts";
import type { Prior } from "../../learn/learners/learner.ts";
import { durationOf } from "../pacing/duration.ts";
import type { PolicyContext } from "../policy.ts";
import type { Offer } from "../remedies/chooser.ts";
import { type CostedPlan, shares } from "../remedies/plans.ts";
import { INCIDENT_FEATURES, KINDS_AT, kindsOf } from "./incident_features.ts";

/** The kinds of plan, by what mends: their last action. */
export const PLAN_KINDS = [
  "wait",
  "restart",
  "rollback",
  "failover",
  "scale",
  "drain",
  "clear_cache",
  "limit_traffic",
] as const satisfies readonly ("wait" | Action["kind"])[];

/** What is known of a candidate besides its kind. */
const PLAN_FEATURES = [
  "acts",
  "waits",
  "the playbook's choice",
  "the playbook's chance to help",
  "steps until it is known",
  "place in the playbook's order",
  "probability of the service",
  "price",
  "reversible",
  "limits traffic first",
  "opens breakers first",
  "this kind failed at this service",
  "this kind failed elsewhere",
  "on a database",
  "on a cache",
  "on the front",
] as const;

/** Features of the incident that tell when to wait, and when to limit traffic: those two kinds have them a second time. */
const CROSSED = [
  "confidence",
  "latency over the SLO",
  "trend of the latency",
  "load over the healthy one",
  "steps in breach",
  "remedies tried",
];

const CROSSED_AT = CROSSED.map((name) => INCIDENT_FEATURES.indexOf(name));
const CROSSED_KINDS = ["wait", "limit_traffic"] as const;

/** Kinds of fault, and what is none of them. */
const CAUSES = [...FAULT_TYPES, "anything else"] as const;

const PLAN_AT = INCIDENT_FEATURES.length;
const WAITS_AT = PLAN_AT + PLAN_FEATURES.indexOf("waits");
const CHOICE_AT = PLAN_AT + PLAN_FEATURES.indexOf("the playbook's choice");
const CROSS_AT = PLAN_AT + PLAN_FEATURES.length;
const TABLE_AT = CROSS_AT + CROSSED_KINDS.length * CROSSED.length;

/**
 * The names of the features of a candidate, in order; their number does not depend on the system. First those of the incident, which all
 * candidates of a decision share; then those of the plan; those of the incident that matter for waiting and for limiting traffic; and for each
 * kind of plan the probability of each kind of fault where it would act, so that the weights are a table of what mends what.
 */
export const CANDIDATE_FEATURES: readonly string[] = [
  ...INCIDENT_FEATURES,
  ...PLAN_FEATURES,
  ...CROSSED_KINDS.flatMap((kind) => CROSSED.map((name) => `${kind}: ${name}`)),
  ...PLAN_KINDS.flatMap((kind) => CAUSES.map((cause) => `${kind} against ${cause}`)),
];

/** The price of an action in steps of breach: the default reward's. */
const PRICES: Readonly<Partial<Record<Action["kind"], number>>> = {
  restart: 1 / 6,
  rollback: 1 / 6,
  failover: 1 / 6,
  scale: 1 / 15,
  clear_cache: 1 / 6,
  limit_traffic: 1 / 30,
  open_breaker: 1 / 30,
  drain: 1 / 15,
};

/** Steps of a plan that count as 1. */
const STEPS_SCALE = 10;

/** The features of the candidates of one decision, waiting first where it is one. */
export function candidateRows(
  offer: Offer,
  plans: readonly CostedPlan[],
  { context, incident }: { readonly context: PolicyContext; readonly incident: Float64Array },
): Float64Array[] {
  const blame = new Map(shares(offer.diagnosis));
  const causes = causesAt(offer.diagnosis, context.topology);
  const rows = plans.map((plan, place) => {
    const row = Float64Array.from({ length: CANDIDATE_FEATURES.length }, (_, i) => incident[i] ?? 0);
    const last = plan.actions.at(-1)!;
    const kind = PLAN_KINDS.indexOf(last.kind as "restart");
    const isFirst = place === 0 && offer.waits === undefined;
    writePlan(row, plan, { place, isFirst, offer, blame, context });
    if (last.kind === "limit_traffic") writeCrossed(row, 1);
    if (kind > 0) writeCauses(row, kind, causes(last));
    return row;
  });
  return offer.mayWait ? [waitingRow(rows[0], { offer, incident, causes }), ...rows] : rows;
}

/** After another observation the first plan is still there, so that its features say what waiting leads to; what it adds are its own. */
function waitingRow(
  first: Float64Array | undefined,
  { offer, incident, causes }: {
    readonly offer: Offer;
    readonly incident: Float64Array;
    readonly causes: (action: Action) => Float64Array;
  },
): Float64Array {
  const row = first?.slice() ?? incident.slice();
  row[WAITS_AT] = 1;
  row[CHOICE_AT] = offer.waits === undefined ? 0 : 1;
  writeCrossed(row, 0);
  writeCauses(row, 0, causes({ kind: "noop" }));
  return row;
}

interface PlanPlace {
  readonly place: number;
  readonly isFirst: boolean;
  readonly offer: Offer;
  readonly blame: ReadonlyMap<string, number>;
  readonly context: PolicyContext;
}

function writePlan(
  row: Float64Array,
  { actions, chance, costSteps }: CostedPlan,
  { place, isFirst, offer, blame, context }: PlanPlace,
): void {
  const { topology } = context;
  const last = actions.at(-1)!;
  const service = "service" in last ? last.service : topology.front;
  const { kind } = topology.services[serviceIndex(topology, service)]!;
  const before = actions.slice(0, -1).map((action) => action.kind);
  const failed = offer.attempts.map((plan) => plan.at(-1)!).filter((action) => action.kind === last.kind);
  const failedHere = failed.some((action) => !("service" in action) || action.service === service);
  const isLonger = Math.max(...actions.map((action) => durationOf(action, context)));
  const features = [
    1,
    0,
    isFirst ? 1 : 0,
    chance,
    Math.max(costSteps, isLonger) / STEPS_SCALE,
    1 / (1 + place),
    "service" in last ? blame.get(service) ?? 0 : 0,
    actions.reduce((sum, action) => sum + (PRICES[action.kind] ?? 0), 0),
    last.kind === "limit_traffic" || last.kind === "scale" ? 1 : 0,
    before.includes("limit_traffic") ? 1 : 0,
    before.includes("open_breaker") ? 1 : 0,
    failedHere ? 1 : 0,
    failed.length > 0 && !failedHere ? 1 : 0,
    "service" in last && kind === "database" ? 1 : 0,
    "service" in last && kind === "cache" ? 1 : 0,
    service === topology.front ? 1 : 0,
  ];
  features.forEach((value, i) => {
    row[PLAN_AT + i] = value;
  });
}

function writeCrossed(row: Float64Array, kind: number): void {
  CROSSED_AT.forEach((at, i) => {
    row[CROSS_AT + kind * CROSSED.length + i] = row[at]!;
  });
}

function writeCauses(row: Float64Array, kind: number, causes: Float64Array): void {
  row.set(causes, TABLE_AT + kind * CAUSES.length);
}

/** For an action the probability of each kind of fault where it would act: at its service, at the caches, or anywhere. */
function causesAt(diagnosis: Diagnosis, { services }: Topology): (action: Action) => Float64Array {
  const caches = new Set(services.filter(({ kind }) => kind === "cache").map(({ name }) => name));
  const kinds = kindsOf(diagnosis);
  return (action) => {
    const isThere = "service" in action
      ? (service: string) => service === action.service
      : action.kind === "clear_cache"
      ? (service: string) => caches.has(service)
      : () => true;
    const causes = new Float64Array(CAUSES.length);
    let sum = 0;
    for (const { service, fault, probability } of kinds) {
      if (!isThere(service)) continue;
      const at = FAULT_TYPES.indexOf(fault);
      causes[at] = causes[at]! + probability;
      sum += probability;
    }
    causes[CAUSES.length - 1] = Math.max(0, 1 - sum);
    return causes;
  };
}

/**
 * Standard deviations, in tens of steps, of the weights before anything was learnt. How hard an incident of some kind is can be learnt fast, and
 * before which remedy is to blame for that: else all that takes its time would be held to be wrong. That the playbook's first choice is better than others
 * is held firmly. Chosen on the seeds 1 to 2000.
 */
const SPREAD = { common: 0.3, kind: 1.5, table: 0.5, opinion: 0.5, choice: 0.2, waits: 0.1 };

/**
 * The playbook's estimate as a prior: a plan takes its steps, and if it does not help, which it does with its chance, the incident goes on. What is
 * learnt is where that is wrong. Targets are minus tens of steps to recovery.
 *
 * @param options.trust by how much the playbook's choice is held to be better than the next one, in tens of steps; at 0 none of its opinions counts
 * @param options.noise standard deviation of a target around what is to be expected, in tens of steps
 */
export function playbookPrior({ trust, noise }: { readonly trust: number; readonly noise: number }): Prior {
  const size = CANDIDATE_FEATURES.length;
  const mean = new Float64Array(size);
  const deviation = new Float64Array(size).fill(SPREAD.common);
  deviation.fill(SPREAD.kind, KINDS_AT, PLAN_AT);
  deviation.fill(SPREAD.table, TABLE_AT);
  const opinionOn = (feature: typeof PLAN_FEATURES[number], weight: number, spread = SPREAD.opinion) => {
    const at = PLAN_AT + PLAN_FEATURES.indexOf(feature);
    mean[at] = trust > 0 ? weight : 0;
    deviation[at] = spread;
  };
  opinionOn("acts", -1.5);
  opinionOn("waits", -0.1, SPREAD.waits);
  opinionOn("the playbook's choice", trust, SPREAD.choice);
  opinionOn("the playbook's chance to help", 1.5);
  opinionOn("steps until it is known", -0.5);
  opinionOn("this kind failed at this service", -0.5);
  return { mean, precision: deviation.map((spread) => (noise / spread) ** 2) };
}
