import type { Fault, FaultName, FaultType } from "../../model/mod.ts";
import {
  type Catalogue,
  catalogue,
  type Entry,
  FAULT_TYPES,
  requireName,
  UsageError,
} from "../../model/mod.ts";
import type { Stream } from "../../random/mod.ts";
import { FAULT_PARAMETERS, faultCatalogue, type FaultKinds, faults, type Target } from "./catalogue.ts";
import { faultTargets, possibleTargets } from "./targets.ts";
import type { Network } from "../topology/network.ts";
import type { Nominal } from "../physics/nominal.ts";

/** A fault as requested; what is left open is drawn per seed. */
export interface FaultRequest {
  /** Kind of fault: of the catalogue, or of the option `faultKinds`. */
  readonly type: FaultName;
  /** Name of the service at fault. */
  readonly service?: string;
  /** Severity, 0 to 1. */
  readonly severity?: number;
}

/** A fault with its target in the network. */
export interface PlacedFault extends Fault {
  readonly target: Target;
}

/** Least number of steps between the warm-up and a fault. */
const MIN_STEPS_BEFORE_FAULT = 10;
/** Least number of steps after the warm-up: time for a fault to begin, to breach the SLO and to be mended. */
export const STEPS_AFTER_WARMUP = 40;

/**
 * Reads `type`, `type:service`, `type:service:severity` or `type::severity`, or as in every catalogue `type:service=NAME,severity=NUMBER`.
 *
 * @throws {UsageError} for an unknown type or service, a service that this fault can't strike, or a severity out of range
 */
export function parseFault(
  text: string,
  network: Network,
  kinds: FaultKinds = faultCatalogue,
): FaultRequest {
  if (text.includes("=")) {
    const { entry: { name: type }, parameters } = faultsOf(kinds).choose(text);
    return checkRequest({ ...parameters, type }, network, kinds);
  }
  const [typeText = "", service, severityText, ...rest] = text.split(":");
  if (rest.length > 0) throw new UsageError(`A fault is type[:service[:severity]], found "${text}"`);
  const type = requireName("fault", typeText, Object.keys(kinds));
  const severity = severityText === undefined || severityText === "" ? undefined : severityOf(severityText);
  return checkRequest(
    { type, ...(service ? { service } : {}), ...(severity === undefined ? {} : { severity }) },
    network,
    kinds,
  );
}

/** What a catalogue says of kinds of fault, those of one's own too. */
function faultsOf(kinds: FaultKinds): Catalogue<Entry> {
  if (kinds === faultCatalogue) return faults;
  return catalogue(
    "fault",
    Object.entries(kinds).map(([name, { description }]) => ({
      name,
      about: description,
      parameters: FAULT_PARAMETERS,
    })),
  );
}

/** Decimal digits only: the number of `0x1` is 1. */
function severityOf(text: string): number {
  if (/^-?\d*\.?\d+$/.test(text)) return Number(text);
  throw new UsageError(`The severity of a fault must be a number from 0 to 1, found "${text}"`);
}

/** Returns the request. @throws {UsageError} if the network has no such target, or for a severity out of range */
export function checkRequest(
  request: FaultRequest,
  network: Network,
  kinds: FaultKinds = faultCatalogue,
): FaultRequest {
  const type = requireName("fault", request.type, Object.keys(kinds));
  if (request.severity !== undefined && !(request.severity >= 0 && request.severity <= 1)) {
    throw new UsageError(`The severity of a fault must lie in 0 to 1, found ${request.severity}`);
  }
  const { services, name } = network.topology;
  const possible = possibleTargets(kinds[type]!, network);
  if (possible.length === 0) {
    throw new UsageError(`The fault "${type}" has nothing to strike in topology "${name}"`);
  }
  if (request.service !== undefined) {
    requireName("service", request.service, services.map((service) => service.name));
    const struck = [...new Set(possible.map(({ node }) => services[node]!.name))];
    if (!struck.includes(request.service)) {
      throw new UsageError(
        `The fault "${type}" can't strike "${request.service}" in topology "${name}": it strikes ${
          struck.join(", ")
        }`,
      );
    }
  }
  return request;
}

/** Faults close to which another is to begin, at another service if possible. */
export interface NearFaults {
  /** At least one; distance is measured from the first. */
  readonly drawn: readonly PlacedFault[];
  /** Steps after the first within which it begins, inclusive. */
  readonly faultGapSteps: number;
}

/** Draws a fault. Always takes five numbers from the stream, whatever the request leaves open, and a sixth where it begins within a step. */
export function sampleFault(
  {
    request,
    network,
    nominal,
    stream,
    warmupSteps,
    steps,
    severity: [least, most],
    near,
    startSteps,
    withinStep,
    kinds = faultCatalogue,
  }: {
    request: FaultRequest | undefined;
    network: Network;
    nominal: Nominal;
    stream: Stream;
    warmupSteps: number;
    steps: number;
    severity: readonly [number, number];
    near?: NearFaults;
    /** First and last step in which it can begin. */
    startSteps?: readonly [first: number, last: number];
    /** Whether it can begin anywhere within a step. */
    withinStep?: boolean;
    /** Kinds of fault by name; by default the catalogue's. */
    kinds?: FaultKinds;
  },
): PlacedFault {
  const typeDraw = stream.next();
  const targetDraw = stream.next();
  const severityDraw = stream.next();
  const startDraw = stream.next();
  const durationDraw = stream.next();
  const onsetFraction = withinStep ? stream.next() : undefined;
  const { services } = network.topology;
  const { type, target } = placeFault(request, { network, nominal, near, typeDraw, targetDraw, kinds });
  const start = near
    ? Math.min(
      near.drawn[0]!.startStep + Math.floor(startDraw * (near.faultGapSteps + 1)),
      steps - STEPS_AFTER_WARMUP + MIN_STEPS_BEFORE_FAULT,
    )
    : startSteps
    ? startSteps[0] + Math.floor(startDraw * (startSteps[1] - startSteps[0] + 1))
    : sampleStart(startDraw, { warmupSteps, steps });
  return {
    type,
    service: services[target.node]!.name,
    ...(target.call === undefined ? {} : { caller: services[network.caller[target.call]!]!.name }),
    startStep: start,
    ...(onsetFraction !== undefined && { onsetFraction }),
    durationSteps: 60 + Math.floor(durationDraw * 61),
    severity: request?.severity ?? least + (most - least) * severityDraw,
    target,
  };
}

/** Chooses the type and the target of a fault by uniform draws: if there is a choice, away from the services of the faults near which it begins. */
function placeFault(
  request: FaultRequest | undefined,
  { network, nominal, near, typeDraw, targetDraw, kinds }: {
    network: Network;
    kinds: FaultKinds;
    nominal: Nominal;
    near: NearFaults | undefined;
    typeDraw: number;
    targetDraw: number;
  },
): Pick<PlacedFault, "type" | "target"> {
  const { services } = network.topology;
  const isNamed = (target: Target) =>
    request?.service === undefined || services[target.node]!.name === request.service;
  const isFree = (target: Target) => near?.drawn.every((fault) => fault.target.node !== target.node) ?? true;
  const feltTargets = (type: string) => faultTargets(kinds[type]!, network, nominal).filter(isNamed);
  const chooseType = () => {
    const types = applicable(network, nominal);
    const freeTypes = near ? types.filter((type) => feltTargets(type).some(isFree)) : types;
    return choose(freeTypes.length > 0 ? freeTypes : types, typeDraw);
  };
  const type = request?.type ?? chooseType();
  const targets = [
    near ? feltTargets(type).filter(isFree) : [],
    feltTargets(type),
    possibleTargets(kinds[type]!, network).filter(isNamed),
  ].find((found) => found.length > 0)!;
  return { type, target: choose(targets, targetDraw) };
}

/** The first step of a fault by a uniform draw: after the warm-up, and early enough to be mended. */
export function sampleStart(
  draw: number,
  { warmupSteps, steps }: { warmupSteps: number; steps: number },
): number {
  const room = Math.max(0, steps - warmupSteps - STEPS_AFTER_WARMUP);
  return warmupSteps + MIN_STEPS_BEFORE_FAULT + Math.floor(draw * Math.min(60, 1 + room / 2));
}

/** The catalogue's types of fault that users of this network would notice. */
function applicable(network: Network, nominal: Nominal): FaultType[] {
  return FAULT_TYPES.filter((type) => faultTargets(faultCatalogue[type], network, nominal).length > 0);
}

function choose<T>(items: readonly T[], draw: number): T {
  return items[Math.floor(draw * items.length)]!;
}
