import { requireName, UsageError } from "../../model/mod.ts";
import { showValue } from "../../model/show_value.ts";
import type { Stream } from "../../random/mod.ts";
import { sampleStart } from "../faults/sampling.ts";
import type { Nominal } from "../physics/nominal.ts";
import type { Network } from "../topology/network.ts";
import { BENIGN_KINDS, benignCatalogue, benignEvents, type BenignKind, MAX_FACTOR } from "./catalogue.ts";
import { LOAD_AMPLITUDE } from "../workload.ts";

/** A benign event as requested; what is left open is drawn per seed. */
export interface BenignRequest {
  /** Kind of event; "any" draws one per seed. */
  readonly kind: BenignKind | "any";
  /** Name of the service that it happens to, for a deploy, a restart or a switchover. */
  readonly service?: string;
  /** Traffic as a multiple of the usual, 0 to 10. Default: that of its kind, or less if the system would not carry it within its SLO. */
  readonly factor?: number;
}

/** Something harmless that happens to the system. Like faults, benign events are ground truth. */
export interface BenignEvent {
  /** What kind of event it is. */
  readonly kind: BenignKind;
  /** The service that it happens to; absent: it is about the users' traffic. */
  readonly service?: string;
  /** First step in which it has an effect. */
  readonly startStep: number;
  /** Duration in steps. */
  readonly durationSteps: number;
}

/** A benign event with its place in the network. */
export interface PlacedBenign extends BenignEvent {
  /** The node that it happens to; -1 if it is about the traffic. */
  readonly node: number;
  /** Traffic that it leads to as a multiple of the usual; 1 for an event that is not about traffic. */
  readonly factor: number;
  /** Whether replicas are taken out before new ones run, since the rest can carry the load. */
  readonly takesOut: boolean;
}

/** Steps from one replica to the next in a rolling deploy. */
export const ROLLING_INTERVAL_STEPS = 3;
/** Steps for which each replica is out of service in a rolling deploy. */
export const REPLICA_OUT_STEPS = 2;
/** Utilisation of the busiest node, at the peak of the daily course, that an event about the traffic leads to at most. */
const MAX_UTILISATION = 0.8;
/** Utilisation of a node that a replica is taken out of at most, while it is out. */
const MAX_ROLLING_UTILISATION = 0.95;
/** Largest factor of the usual daily course. */
const DAILY_PEAK = 1 + LOAD_AMPLITUDE;
/** Steps that an event about the traffic takes; absent: until the end of the episode. */
const TRAFFIC_STEPS: Partial<Record<BenignKind, number>> = { "load-test": 30, "burst": 6 };

/**
 * Reads `kind` or `kind:service`, or as in every catalogue `kind:service=NAME`; "any" draws a kind per seed.
 *
 * @throws {UsageError} for an unknown kind or service, or a service that it can't happen to
 */
export function parseBenign(text: string, network: Network): BenignRequest {
  if (text === "any") return { kind: "any" };
  const [kind = "", service, ...rest] = text.split(":");
  if (kind === "any") {
    throw new UsageError(`The benign event "any" draws all of it, found ${showValue(text)}`);
  }
  if (rest.length > 0) throw new UsageError(`A benign event is kind[:service], found "${text}"`);
  if (service === undefined || service.includes("=")) {
    const { entry, parameters } = benignEvents.choose(text);
    return checkBenign(
      { ...parameters, kind: requireName("benign event", entry.name, BENIGN_KINDS) },
      network,
    );
  }
  return checkBenign({ kind: requireName("benign event", kind, BENIGN_KINDS), service }, network);
}

/** Returns the request. @throws {UsageError} if the network has nothing that it can happen to */
export function checkBenign(request: BenignRequest, network: Network): BenignRequest {
  if (request.kind === "any") return checkAny(request);
  const kind = requireName("benign event", request.kind, BENIGN_KINDS);
  const { services, name } = network.topology;
  const { happensTo, factor: usual } = benignCatalogue[kind];
  if (request.factor !== undefined) {
    if (usual === undefined) throw new UsageError(`The benign event "${kind}" has no factor`);
    if (!(request.factor >= 0 && request.factor <= MAX_FACTOR)) {
      throw new UsageError(
        `The factor of a benign event must lie in 0 to ${MAX_FACTOR}, found ${request.factor}`,
      );
    }
  }
  if (happensTo === undefined) {
    if (request.service === undefined) return request;
    throw new UsageError(`The benign event "${kind}" happens to no service, found "${request.service}"`);
  }
  const fitting = services.filter((service) => service.kind === happensTo).map((service) => service.name);
  if (fitting.length === 0) {
    throw new UsageError(`The benign event "${kind}" needs a ${happensTo}, topology "${name}" has none`);
  }
  if (request.service !== undefined) requireName(`${happensTo} for a ${kind}`, request.service, fitting);
  return request;
}

/** What is drawn with its kind cannot be asked for. */
function checkAny(request: BenignRequest): BenignRequest {
  for (const part of ["service", "factor"] as const) {
    if (request[part] === undefined) continue;
    throw new UsageError(`The benign event "any" draws its ${part} too, found ${showValue(request[part])}`);
  }
  return request;
}

/** Draws a benign event. Always takes three numbers from the stream, whatever the request leaves open. */
export function sampleBenign(
  { request, network, nominal, stream, warmupSteps, steps }: {
    request: BenignRequest;
    network: Network;
    nominal: Nominal;
    stream: Stream;
    warmupSteps: number;
    steps: number;
  },
): PlacedBenign {
  const [kindDraw, nodeDraw, startDraw] = [stream.next(), stream.next(), stream.next()];
  const { services } = network.topology;
  const nodesFor = (kind: BenignKind) =>
    services.flatMap((service, node) =>
      service.kind === benignCatalogue[kind].happensTo &&
        (request.service === undefined || service.name === request.service)
        ? [node]
        : []
    );
  const possible = BENIGN_KINDS.filter((kind) =>
    benignCatalogue[kind].happensTo === undefined || nodesFor(kind).length > 0
  );
  const kind = request.kind === "any" ? choose(possible, kindDraw) : request.kind;
  const node = benignCatalogue[kind].happensTo === undefined ? -1 : choose(nodesFor(kind), nodeDraw);
  const startStep = kind === "daily" ? 0 : sampleStart(startDraw, { warmupSteps, steps });
  const replicas = node < 0 ? 0 : network.replicas[node]!;
  const utilisation = node < 0 ? 0 : nominal.truth.utilisation[node]!;
  const maxTraffic = Math.max(1, MAX_UTILISATION / (DAILY_PEAK * nominal.busiest));
  return {
    kind,
    ...(node >= 0 && { service: services[node]!.name }),
    startStep,
    durationSteps: node < 0
      ? TRAFFIC_STEPS[kind] ?? steps + 1 - startStep
      : kind === "switchover"
      ? 1
      : replicas * ROLLING_INTERVAL_STEPS,
    node,
    factor: request.factor ?? Math.min(benignCatalogue[kind].factor ?? 1, maxTraffic),
    takesOut: replicas >= 2 &&
      DAILY_PEAK * utilisation * replicas / (replicas - 1) <= MAX_ROLLING_UTILISATION,
  };
}

function choose<T>(items: readonly T[], draw: number): T {
  return items[Math.floor(draw * items.length)]!;
}
