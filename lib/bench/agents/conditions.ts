import { z } from "zod";
import { METRICS } from "../../model/mod.ts";
import { type EnvironmentOptions, MODES, ONSETS } from "../../simulator/mod.ts";
import { rewardSchema } from "../../simulator/reward.ts";
import { REMEDY_WORLDS } from "../../simulator/faults/remedies.ts";
import { MEASURED_AT } from "../../simulator/telemetry/measured_at.ts";
import { WORDINGS } from "../../simulator/telemetry/wording.ts";

/** How faults and traffic come, what harmless things happen, and what monitoring shows of it: options of the environment. */
export type ScenarioConditions =
  & Pick<
    EnvironmentOptions,
    | "onset"
    | "rampSteps"
    | "flapping"
    | "startSteps"
    | "packetLoss"
    | "scrapes"
    | "measuredAt"
    | "knownCalls"
    | "unknownCallers"
    | "wording"
    | "remedies"
    | "reward"
    | "mode"
  >
  & {
    /** Course of the traffic: a name with parameters, or a list of factors. Default: a sine of ±15 %. */
    readonly workload?: string | readonly number[];
    /** Something harmless that happens in each episode, as `kind[:service]`; "any" draws a kind per seed. Default: nothing. */
    readonly benign?: string;
  };

const wholeNumber = (least: number, most: number) => z.int().min(least).max(most);
const share = z.number().min(0).max(1);
const steps = wholeNumber(1, 1000);

/** The schemas of the conditions; the environment checks what depends on the system. */
export const CONDITIONS_SHAPE = {
  onset: z.enum(ONSETS).exactOptional().describe(
    "faults begin with a step, anywhere within it, or grow; step if absent",
  ),
  rampSteps: steps.exactOptional().describe("steps in which a fault of onset ramp grows; 48 if absent"),
  flapping: z.tuple([steps, steps]).exactOptional().describe(
    "steps for which a fault is felt, and for which it is not, by turns",
  ),
  startSteps: z.tuple([wholeNumber(2, 100_000), wholeNumber(2, 100_000)]).exactOptional().describe(
    "first and last step in which the first fault can begin",
  ),
  packetLoss: z.tuple([share, share]).exactOptional().describe(
    "shares of lost packets at severities 0.4 and 1; 0.39 and 0.6 if absent",
  ),
  workload: z.union([z.string(), z.array(z.number().min(0)).min(1)]).exactOptional().describe(
    "daily, steady, bursts or growth with their parameters, or factors on the traffic by step",
  ),
  benign: z.string().exactOptional().describe(
    "a harmless event in each episode, as kind[:service]; any draws a kind per seed",
  ),
  scrapes: z.strictObject({
    lostShare: share.exactOptional().describe("share of the scrapes that are lost"),
    held: z.boolean().exactOptional().describe("whether the last value stands in for a lost scrape"),
    lateSteps: wholeNumber(0, 24).exactOptional().describe("steps that a scrape is late at most"),
    everySteps: wholeNumber(1, 60).exactOptional().describe("steps from one scrape to the next"),
    clockSkewSteps: wholeNumber(0, 24).exactOptional().describe("steps that clocks are behind at most"),
    silent: z.union([wholeNumber(0, 10_000), z.array(z.string())]).exactOptional().describe(
      "services that export nothing: how many, or their names",
    ),
    silentAs: z.enum(["missing", "zero"]).exactOptional().describe("what is read of them; missing if absent"),
    lostMetrics: z.array(z.enum(METRICS)).exactOptional().describe("metrics that no service exports"),
  }).exactOptional().describe("what becomes of the metrics on their way to the agent"),
  measuredAt: z.union([z.enum(MEASURED_AT), z.array(z.string())]).exactOptional().describe(
    "where latency, errors and rate of services are measured: server, caller, mixed by seed, or the names of those measured at their callers; server if absent",
  ),
  knownCalls: share.exactOptional().describe("share of the calls that the topology told to agents has"),
  unknownCallers: z.union([wholeNumber(0, 10_000), z.array(z.string())]).exactOptional().describe(
    "services whose calls agents are not told of: how many, or their names",
  ),
  wording: z.enum(WORDINGS).exactOptional().describe(
    "whether each kind of trouble has words of its own in the logs; fixed if absent",
  ),
  remedies: z.enum(REMEDY_WORLDS).exactOptional().describe(
    "what mends what: usual, or otherwise than playbooks say, swapped or halved; usual if absent",
  ),
  reward: rewardSchema.exactOptional().describe("weights of the reward of a step that differ from the usual"),
  mode: z.enum(MODES).exactOptional().describe(
    "queueing, or prototype for the multiplier faults and immediate remedies of the first version; queueing if absent",
  ),
} as const;

/** What a condition is that is absent. */
export const USUAL_CONDITIONS = {
  onset: "step",
  measuredAt: "server",
  wording: "fixed",
  remedies: "usual",
  mode: "queueing",
} as const satisfies ScenarioConditions;

/** The conditions of a scenario, those that it has. */
export function conditionsOf(scenario: ScenarioConditions): ScenarioConditions {
  const names = Object.keys(CONDITIONS_SHAPE) as (keyof ScenarioConditions)[];
  const present = names.filter((name) => scenario[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, scenario[name]]));
}
