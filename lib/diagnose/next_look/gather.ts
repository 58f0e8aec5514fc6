import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { type Diagnosis, type Incident, type Look, type Signals, UsageError } from "../../model/mod.ts";
import { diagnoseIncident } from "../diagnose_incident.ts";
import { nextLook } from "./next_look.ts";

const ARGUMENTS = z.object({
  incident: objectWith<Incident>({ services: "list", before: "object", after: "object" }),
  options: z.strictObject({
    gather: z.custom<GatherOptions["gather"]>((value) => typeof value === "function", "must be a function"),
    diagnoser: z.string().optional(),
    signals: z.array(z.enum(["metrics", "logs", "traces"])).optional(),
    maxLooks: z.int().min(0).optional(),
    minGainBits: z.number().min(0).max(1).optional(),
  }),
});

const SIDE = z.strictObject({
  metrics: z.strictObject({
    timesSeconds: z.instanceof(Float64Array),
    indicators: z.array(z.looseObject({ service: z.string(), metric: z.string() })),
    columns: z.array(z.instanceof(Float64Array)),
  }).optional(),
  logs: z.array(z.looseObject({ timeSeconds: z.number(), service: z.string() })).optional(),
  spans: z.array(z.looseObject({ startSeconds: z.number(), service: z.string() })).optional(),
});
const GATHERED = z.strictObject({ before: SIDE, after: SIDE }) as unknown as z.ZodType<Gathered>;

/** What a look has brought: what was recorded of the service in both windows. Metrics have the times of the incident. */
export interface Gathered {
  /** From the window before. */
  readonly before: Partial<Signals>;
  /** From the window after. */
  readonly after: Partial<Signals>;
}

/** Options of `gatherAndDiagnose`. */
export interface GatherOptions {
  /** Fetches what is to be looked at, at whatever cost or delay; undefined or null where it can't be had. */
  readonly gather: (look: Look) => Promise<Gathered | null | undefined> | Gathered | null | undefined;
  /** The diagnoser, as `baro:alarm=2`. Default "fused". */
  readonly diagnoser?: string;
  /** The signals that can be fetched. Default: metrics, logs and traces. */
  readonly signals?: readonly Exclude<Look["signal"], "changes">[];
  /** Looks at most. Default 3. */
  readonly maxLooks?: number;
  /** Bits that a look must be expected to tell, as the price of one. Default 0: whatever is worth telling. */
  readonly minGainBits?: number;
}

/** A diagnosis, and what was gathered for it. */
export interface GatheredDiagnosis {
  /** What is held after the last look. */
  readonly diagnosis: Diagnosis;
  /** The incident with all that was gathered. */
  readonly incident: Incident;
  /** What was looked at, in this order, and whether anything could be had. */
  readonly looks: readonly (Look & { readonly found: boolean })[];
}

/**
 * The gathering step of a loop whose evidence costs something: diagnoses by what is at hand, fetches what would part the two likeliest
 * explanations best (`nextLook`), and diagnoses again, until nothing is worth its price.
 *
 * @throws {UsageError} for wrong options, an unknown diagnoser, or what is gathered and is no signals, or metrics at other times than those of the incident
 */
export async function gatherAndDiagnose(
  incident: Incident,
  options: GatherOptions,
): Promise<GatheredDiagnosis> {
  checkOptions("gatherAndDiagnose", ARGUMENTS, { incident, options });
  const {
    gather,
    diagnoser = "fused",
    signals = ["metrics", "logs", "traces"],
    maxLooks = 3,
    minGainBits = 0,
  } = options;
  const looks: (Look & { found: boolean })[] = [];
  let known = incident;
  let diagnosis = diagnoseIncident(known, diagnoser);
  while (looks.length < maxLooks) {
    const look = nextLook(diagnosis, known, { signals, done: looks });
    if (look === undefined || look.gainBits < minGainBits) break;
    const gathered = await gather(look) ?? undefined;
    looks.push({ ...look, found: gathered !== undefined });
    if (gathered === undefined) continue;
    known = withGathered(known, checkOptions("gatherAndDiagnose", GATHERED, gathered, "what is gathered"));
    diagnosis = diagnoseIncident(known, diagnoser);
  }
  return { diagnosis, incident: known, looks };
}

/** An incident with what was gathered in addition. */
export function withGathered(incident: Incident, { before, after }: Gathered): Incident {
  return {
    ...incident,
    before: joined(incident.before, before),
    after: joined(incident.after, after),
  };
}

function joined(known: Signals, { metrics, logs, spans }: Partial<Signals>): Signals {
  if (metrics !== undefined && !sameTimes(metrics.timesSeconds, known.metrics.timesSeconds)) {
    throw new UsageError(
      `gatherAndDiagnose needs metrics at the ${known.metrics.timesSeconds.length} times of the incident, found ${metrics.timesSeconds.length} times, or others`,
    );
  }
  return {
    ...known,
    ...(metrics && {
      metrics: {
        timesSeconds: known.metrics.timesSeconds,
        indicators: [...known.metrics.indicators, ...metrics.indicators],
        columns: [...known.metrics.columns, ...metrics.columns],
      },
    }),
    ...(logs && {
      logs: [...known.logs ?? [], ...logs].toSorted((a, b) => a.timeSeconds - b.timeSeconds),
    }),
    ...(spans && {
      spans: [...known.spans ?? [], ...spans].toSorted((a, b) => a.startSeconds - b.startSeconds),
    }),
  };
}

function sameTimes(some: Float64Array, others: Float64Array): boolean {
  return some.length === others.length && some.every((time, i) => time === others[i]);
}
