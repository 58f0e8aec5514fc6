import {
  type Action,
  CPU_UTILISATION,
  metricOf,
  number,
  PLATFORM,
  TIMINGS,
  wholeNumber,
} from "../../model/mod.ts";
import { UNLEARNED, wait } from "../policy.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";

/** Relative distance from the target within which nothing is scaled: the default of Kubernetes' controller manager. */
const TOLERANCE = 0.1;

/**
 * The rule of Kubernetes' HorizontalPodAutoscaler (its documentation, "Horizontal Pod Autoscaling", Algorithm details) on the CPU of services and caches: desired = ceil(replicas x utilisation / target), nothing
 * within a tolerance of 10 %, every 15 s, and down only to the largest number that was desired in the last 5 minutes. It scales by one
 * replica an interval, the service that is farthest below its number first, and never below the replicas that the system starts with.
 */
export const autoscaler: PolicyEntry = policy({
  name: "autoscaler",
  about: "Kubernetes' rule for replicas by CPU utilisation, and nothing else",
  trivial: true,
  parameters: {
    target: number({ about: "CPU utilisation to hold", range: [0.05, 1], default: 0.8 }),
    intervalSteps: wholeNumber({
      about: "steps between decisions",
      unit: "steps",
      range: [1, 60],
      default: 3,
    }),
    stabilisationSteps: wholeNumber({
      about: "steps over which the largest desired number holds before a replica is taken away",
      unit: "steps",
      range: [0, 720],
      default: 60,
    }),
  },
  create: ({ topology: { services }, timings = TIMINGS.realistic }, parameters) => {
    const { target, intervalSteps, stabilisationSteps } = parameters;
    /** What was ordered, and from which step on it counts. */
    let orders: { node: number; delta: 1 | -1; countsFrom: number }[] = [];
    let desired: { step: number; numbers: readonly number[] }[] = [];

    const sumOf = (node: number, counted: (order: { countsFrom: number }) => boolean) =>
      services[node]!.replicas +
      orders.filter((order) => order.node === node && counted(order)).reduce(
        (sum, { delta }) => sum + delta,
        0,
      );

    function wanted(node: number, step: number, busy: number): number {
      const all = sumOf(node, () => true);
      const working = sumOf(node, ({ countsFrom }) => countsFrom <= step);
      const ratio = busy / target;
      // A value that is missing asks for nothing.
      if (!(Math.abs(ratio - 1) > TOLERANCE)) return all;
      const number = Math.ceil(working * ratio);
      return Math.min(PLATFORM.maxReplicas, Math.max(services[node]!.replicas, number));
    }

    function order(node: number, delta: 1 | -1, step: number): Action {
      const { name, kind } = services[node]!;
      orders.push({ node, delta, countsFrom: step + timings.scaleDelaySteps[kind] });
      return { kind: "scale", service: name, delta };
    }

    return {
      name: "autoscaler",
      begin: () => {
        orders = [];
        desired = [];
      },
      fit: () => {},
      decide: ({ observation }) => {
        const { step } = observation;
        if (step % intervalSteps !== 0) return wait("between two decisions");
        const numbers = services.map(({ kind, replicas }, node) =>
          kind === "database" ? replicas : wanted(node, step, metricOf(observation, node, CPU_UTILISATION))
        );
        desired = [...desired, { step, numbers }].filter((entry) => step - entry.step <= stabilisationSteps);
        const missing = numbers.map((number, node) => number - sumOf(node, () => true));
        const most = Math.max(...missing);
        if (most > 0) {
          const node = missing.indexOf(most);
          const action = order(node, 1, step);
          return { action, propensity: 1, reason: `${services[node]!.name} is ${most} replicas short` };
        }
        const spare = numbers.findIndex((_, node) =>
          sumOf(node, () => true) > Math.max(...desired.map((entry) => entry.numbers[node]!))
        );
        if (spare < 0) return wait("the replicas fit the load");
        const reason = `${services[spare]!.name} has had a replica to spare for long enough`;
        return { action: order(spare, -1, step), propensity: 1, reason };
      },
      ...UNLEARNED,
    };
  },
});
