import type { z } from "zod";
import { DETECTOR, DIAGNOSER, POLICY } from "../../agent/composed.ts";
import { agentSchema } from "../../model/schemas.ts";
import { policies, type PolicyEntry } from "../../decide/mod.ts";
import { detectorOf } from "../../detect/catalogue.ts";
import { type DetectorEntry, detectors } from "../../detect/mod.ts";
import { guarded } from "../../detect/state/guarded.ts";
import {
  type Diagnoser,
  type DiagnoserContext,
  type DiagnoserEntry,
  diagnosers,
} from "../../diagnose/mod.ts";
import type { DetectorMethod } from "../detectors/detector_method.ts";
import type { Method } from "../diagnosers/method.ts";
import type { AgentOptions } from "../../agent/mod.ts";
import { checkOptions } from "../../model/check_options.ts";
import { ownCaller, withHome } from "../../model/own_code/call_own.ts";
import { type OwnHome, placeOf } from "../../model/own_code/place.ts";
import { ownDiagnoser } from "../../agent/own_stages.ts";
import type { StreamMethod } from "../../detect/detector.ts";
import { showValue } from "../../model/show_value.ts";
import {
  type Agent,
  type Catalogue,
  catalogue,
  type Choice,
  type Entry,
  nearestName,
  type ParameterValue,
  UsageError,
} from "../../model/mod.ts";
import type { OwnFault } from "../../simulator/mod.ts";
import { isOwn, parametersOf, readReference } from "./own_reference.ts";

/** Where a part of one's own comes from, and what it is told from others by: a module with all that it imports, or a function's own text. */
export type OwnOrigin =
  | {
    /** SHA-256 of the module and of the local files that it imports. */
    readonly sha256: string;
  }
  | {
    /** A module's text that exports it as `part`. */
    readonly source: string;
  };

/** A part of one's own: what a module exports, or a value of a notebook. */
export interface OwnPart {
  /** A function that makes a part, a declaration as those of the catalogues, or a kind of fault. */
  readonly value: unknown;
  /** What it is told from others by. */
  readonly origin: OwnOrigin;
  /** Where messages say that it is. */
  readonly home?: OwnHome;
}

/** Parts of one's own by reference: `./mine.ts#makePolicy` of a module, `#makePolicy` of a notebook. */
export type OwnParts = ReadonlyMap<string, OwnPart>;

/** No parts of one's own. */
export const NO_OWN_PARTS: OwnParts = new Map();

/** The stages that a part of one's own can take, and the agent as a whole. */
export type OwnKind = "agent" | "detector" | "diagnoser" | "policy";

/** The value of a reference. @throws {UsageError} if it was not loaded */
function partOf(kind: string, text: string, own: OwnParts): unknown {
  const { reference } = readReference(text);
  const part = own.get(reference);
  if (part !== undefined) return part.value;
  throw new UsageError(
    `The ${kind} "${text}" is one of one's own, which has not been loaded: runExperiment, experiment() and the commands load those that an experiment names`,
  );
}

/** Where the part of a reference comes from. */
function placeOfPart(text: string, own: OwnParts): OwnHome | undefined {
  return own.get(readReference(text).reference)?.home;
}

const STAGES: Readonly<Record<Exclude<OwnKind, "agent">, Catalogue<Entry>>> = {
  detector: detectors,
  diagnoser: diagnosers,
  policy: policies,
};

/** What a function that makes a part must make. */
const PARTS = { detector: DETECTOR, diagnoser: DIAGNOSER, policy: POLICY } as const;

/** Whether a value is declared as an entry of a catalogue is. */
function isDeclared(value: unknown, kind: OwnKind): value is Entry {
  if (typeof value !== "object" || value === null || typeof (value as Entry).name !== "string") return false;
  const made = value as Record<string, unknown>;
  return kind === "detector"
    ? typeof made.stream === "function" || typeof made.services === "function"
    : (kind === "diagnoser" || kind === "policy") && typeof made.create === "function";
}

/**
 * The text of a choice of a part of one's own: its reference, and the parameters that differ from their defaults, where it declares them.
 *
 * @throws {UsageError} naming the reference, for a value that makes no such part, and a parameter that is not declared
 */
export function ownLabel(kind: OwnKind, choice: Choice, own: OwnParts): string {
  const text = typeof choice === "string" ? choice : textOf(choice);
  const value = partOf(kind, text, own);
  const { reference, rest } = readReference(text);
  if (isDeclared(value, kind)) {
    const { label } = declaredChoice(kind, text, value);
    return label.includes(":") ? `${reference}:${label.slice(label.indexOf(":") + 1)}` : reference;
  }
  if (typeof value === "function") {
    parametersOf(kind, text);
    return rest === "" ? reference : text;
  }
  const article = kind === "agent" ? "an" : "a";
  throw new UsageError(
    `The ${kind} "${reference}" must be a function that makes ${article} ${kind}${
      kind === "agent" ? "" : `, or a declaration as ${kind}({ name, about, … }) makes it`
    }, found ${showValue(value)}`,
  );
}

/** An object's choice as text. */
function textOf({ name, ...parameters }: Exclude<Choice, string>): string {
  const pairs = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? name : `${name}:${pairs.join(",")}`;
}

function declaredChoice<E extends Entry>(kind: OwnKind, text: string, entry: E) {
  const { rest } = readReference(text);
  return catalogue<E>(kind, [entry]).choose(rest === "" ? entry.name : `${entry.name}:${rest}`);
}

/**
 * Calls a function that makes a part. A parameter that it never looks at is one that it doesn't have, and would be passed over in silence.
 *
 * @throws {UsageError} naming the reference, for such a parameter and if the function throws
 */
function called(
  kind: OwnKind,
  text: string,
  own: OwnParts,
  make: (parameters: Readonly<Record<string, ParameterValue>>) => unknown,
): unknown {
  const given = parametersOf(kind, text);
  const read = new Set<string>();
  const watched = new Proxy(given, {
    get: (target, key) => {
      read.add(String(key));
      return Reflect.get(target, key);
    },
    // Whoever copies all of them may use any.
    ownKeys: (target) => {
      for (const key of Object.keys(target)) read.add(key);
      return Reflect.ownKeys(target);
    },
  });
  let made: unknown;
  try {
    made = make(watched);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const place = placeOf(error, { caller: import.meta.url, home: placeOfPart(text, own) });
    throw new UsageError(
      `The ${kind} "${text}" could not be made${place === undefined ? "" : ` (${place})`}: ${
        error instanceof Error ? error.message : String(error)
      }`,
    );
  }
  const unread = Object.keys(given).find((key) => !read.has(key));
  if (unread === undefined) return made;
  const nearest = nearestName(unread, [...read]);
  const known = read.size === 0
    ? "its function looks at none (they are its second argument, an agent's its first)"
    : `${nearest === undefined ? "" : `did you mean "${nearest}"? `}It looks at ${[...read].join(", ")}`;
  throw new UsageError(`The ${kind} "${text}" has no parameter "${unread}": ${known}`);
}

/**
 * The parts of an agent with those of one's own as functions that make them, as `createAgent` takes them.
 *
 * @throws {UsageError} for one that was not loaded or that makes no such part
 */
export function ownAgentOptions(
  parts: Readonly<Partial<Record<"detector" | "threshold" | "diagnoser" | "policy", string>>>,
  own: OwnParts,
): AgentOptions {
  return Object.fromEntries(
    Object.entries(parts).map(([part, text]) => [
      part,
      isOwn(text) ? makerOf(part as keyof typeof STAGES, text, own) : text,
    ]),
  );
}

function makerOf(kind: keyof typeof STAGES, text: string, own: OwnParts): (context: never) => unknown {
  if (STAGES[kind] === undefined) throw new UsageError(`The ${kind} "${text}" must be one of the catalogue`);
  ownLabel(kind, text, own);
  const value = partOf(kind, text, own);
  const home = placeOfPart(text, own);
  if (!isDeclared(value, kind)) {
    const make = value as (context: unknown, parameters: unknown) => unknown;
    return withHome(
      (context: never) =>
        checkOptions(
          `the ${kind} "${text}"`,
          PARTS[kind] as z.ZodType,
          called(kind, text, own, (parameters) => make(context, parameters)),
          "what it makes",
        ),
      home,
    );
  }
  if (kind === "detector") {
    const chosen = declaredChoice(kind, text, value as DetectorEntry);
    return withHome((context: never) => detectorOf(watched(chosen, home), context), home);
  }
  const { entry, parameters } = declaredChoice(kind, text, value as DiagnoserEntry & PolicyEntry);
  return withHome((context: never) => entry.create(context, parameters), home);
}

/** A choice of a declared detector whose scores of a stream are checked, and whose errors say where they come from. */
function watched<C extends { readonly entry: DetectorEntry }>(chosen: C, home: OwnHome | undefined): C {
  const { entry } = chosen;
  const { stream } = entry;
  if (stream === undefined) return chosen;
  return {
    ...chosen,
    entry: {
      ...entry,
      stream: (context, parameters) =>
        ownStream(stream.call(entry, context, parameters), { name: entry.name, home }),
    },
  };
}

/** A method of one's own for streams, of which each score is checked. */
function ownStream(
  method: StreamMethod,
  { name, home }: { readonly name: string; readonly home: OwnHome | undefined },
): StreamMethod {
  const call = ownCaller(`the detector "${name}"`, { home });
  return {
    fit: (warmup) => call("fit", () => method.fit(warmup)),
    update: (point) => {
      const score = call("update", () => method.update(point));
      if (Number.isFinite(score)) return score;
      return call("update", () => {
        throw new UsageError(`must return a score, a finite number, found ${showValue(score)}`);
      });
    },
    ...("arrays" in method
      ? { arrays: method.arrays }
      : { saveState: () => method.saveState(), loadState: (state) => method.loadState(state) }),
  };
}

/**
 * A diagnoser of one's own for a comparison of diagnosers, by its label.
 *
 * @throws {UsageError} for one that was not loaded or makes no diagnoser
 */
export function ownMethod(label: string, own: OwnParts): Method {
  const make = makerOf("diagnoser", label, own) as (context: DiagnoserContext) => Diagnoser;
  const value = partOf("diagnoser", label, own);
  const { needs = [] } = isDeclared(value, "diagnoser") ? value : {};
  const home = placeOfPart(label, own);
  return {
    name: label,
    needs,
    create: (context) => ({
      ...ownDiagnoser(make(context), { services: context.services, home }),
      name: label,
    }),
  };
}

/**
 * A detector of streams of one's own for a comparison of detectors, by its label.
 *
 * @throws {UsageError} for one that was not loaded, and one that is not declared with `stream`
 */
export function ownDetectorMethod(label: string, own: OwnParts): DetectorMethod {
  const value = partOf("detector", label, own);
  const { reference } = readReference(label);
  if (!isDeclared(value, "detector") || typeof (value as DetectorEntry).stream !== "function") {
    throw new UsageError(
      `The detector "${reference}" must be declared with detector({ name, about, stream }) to watch a series, found ${
        showValue(value)
      }`,
    );
  }
  const { entry, parameters } = watched(
    declaredChoice("detector", label, value as DetectorEntry),
    placeOfPart(label, own),
  );
  return {
    name: label,
    create: (context) =>
      guarded(entry.stream!(context, parameters), { name: label, dimensions: context.dimensions }),
  };
}

/**
 * An agent of one's own.
 *
 * @throws {UsageError} for one that was not loaded, and for a function that makes no agent
 */
export function createOwnAgent(text: string, own: OwnParts): Agent {
  ownLabel("agent", text, own);
  const make = partOf("agent", text, own) as (parameters: unknown) => unknown;
  const made = checkOptions(
    `the agent "${text}"`,
    agentSchema,
    called("agent", text, own, (parameters) => make(parameters)),
    "what it makes",
  );
  let step: number | undefined;
  const call = ownCaller(`the agent "${made.name}"`, {
    home: placeOfPart(text, own),
    when: () => step === undefined ? undefined : `step ${step}`,
  });
  // Not a copy: one of a class of one's own would lose its methods.
  return {
    name: made.name,
    ...(made.learns !== undefined && { learns: made.learns }),
    begin: (context) => {
      step = undefined;
      call("begin", () => made.begin(context));
    },
    act: (observation) => {
      step = observation.step;
      return call("act", () => made.act(observation));
    },
    learn: (feedback) => call("learn", () => made.learn(feedback)),
    saveState: () => call("saveState", () => made.saveState()),
    loadState: (state) => call("loadState", () => made.loadState(state)),
  };
}

/**
 * A fault of one's own, `./mine.ts#expiry:api:0.8`, as options of an environment.
 *
 * @throws {UsageError} for one that was not loaded or is no kind of fault
 */
export function ownFault(
  text: string,
  own: OwnParts,
): { readonly fault: string; readonly faultKinds: readonly OwnFault[] } {
  const value = partOf("fault", text, own);
  const home = placeOfPart(text, own);
  const made = typeof value === "function"
    ? ownCaller(`the fault "${text}"`, { home })("where it is made", () => value())
    : value;
  const { reference, rest } = readReference(text);
  const { name, effect } = (made ?? {}) as Partial<OwnFault>;
  if (typeof name !== "string" || typeof effect !== "function") {
    throw new UsageError(
      `The fault "${reference}" must be a kind of fault, { name, about, effect(severity, age), … }, or a function that makes one, found ${
        showValue(made)
      }`,
    );
  }
  withHome(effect, home);
  return { fault: rest === "" ? name : `${name}:${rest}`, faultKinds: [made as OwnFault] };
}
