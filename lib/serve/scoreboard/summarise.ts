import { createStream } from "../../random/mod.ts";
import { bcaMean, type Estimate, wilsonInterval } from "../../stats/mod.ts";
import type { Judged } from "./judge.ts";

/** An estimate with the episodes that it rests on; null: there were none. */
export type Measured = (Estimate & { readonly episodes: number }) | null;

/** A stage of an incident. */
export type Stage = "detected" | "localised" | "analysed" | "exactSet" | "mitigated";

/** A measure of an incident in seconds. */
export type MeanName = "ttdSeconds" | "ttlSeconds" | "ttaSeconds" | "ttmSeconds" | "deniedSeconds";

/** The stages, each a share of the incidents, 0 to 1, with its Wilson interval. */
export const STAGES: readonly Stage[] = ["detected", "localised", "analysed", "exactSet", "mitigated"];
/** Means over the incidents in which they are defined, with their bias-corrected and accelerated intervals. */
export const MEANS: readonly MeanName[] = [
  ...["ttdSeconds", "ttlSeconds", "ttaSeconds", "ttmSeconds", "deniedSeconds"] as const,
];
/** What an episode costs, incident or not. */
export const COSTS: readonly ("calls" | "tokens")[] = ["calls", "tokens"];

/** What an agent's episodes came to. */
export interface Summary {
  /** Its name. */
  readonly agent: string;
  /** Shares and means of its incidents. */
  readonly incidents: Readonly<Record<Stage | MeanName, Measured>>;
  /** What it does where nothing is wrong. */
  readonly calm: {
    /** Share of the calm episodes without an alarm. */
    readonly quiet: Measured;
    /** Share of the calm episodes without an action. */
    readonly untouched: Measured;
    /** Actions in a calm episode. */
    readonly falseActs: Measured;
    /** Seconds in a calm episode in which users were denied something. */
    readonly deniedSeconds: Measured;
  };
  /** Means over all episodes. */
  readonly cost: Readonly<Record<"calls" | "tokens", Measured>>;
}

/** Summarises the episodes of an agent. The same episodes give the same digits. */
export function summarise(agent: string, judged: readonly Judged[]): Summary {
  const incidents = judged.filter(({ isCalm }) => !isCalm);
  const calm = judged.filter(({ isCalm }) => isCalm);
  const by = <K extends string>(keys: readonly K[], make: (key: K) => Measured) =>
    Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, Measured>;
  return {
    agent,
    incidents: {
      ...by(STAGES, (key) => share(incidents.map((one) => one[key]))),
      ...by(MEANS, (key) => meanOf(key, incidents.map((one) => one[key]))),
    },
    calm: {
      quiet: share(calm.map(({ detected }) => detected)),
      untouched: share(calm.map(({ falseActs }) => falseActs === 0)),
      falseActs: meanOf("falseActs", calm.map(({ falseActs }) => falseActs)),
      deniedSeconds: meanOf("deniedSeconds calm", calm.map(({ deniedSeconds }) => deniedSeconds)),
    },
    cost: by(COSTS, (key) => meanOf(key, judged.map((one) => one[key]))),
  };
}

function share(values: readonly (boolean | null)[]): Measured {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const successes = known.filter((value) => value).length;
  return { ...wilsonInterval({ successes, cases: known.length }), episodes: known.length };
}

/** Limits are NaN for fewer than four episodes. */
function meanOf(key: string, values: readonly (number | null)[]): Measured {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const { next } = createStream("scoreboard", key);
  return { ...bcaMean(known, { next }), episodes: known.length };
}
