import { recordsSchema } from "./records_schema.ts";
import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { displayable } from "../model/shown/displayable.ts";
import { createStream } from "../random/mod.ts";
import type { EpisodeRecord } from "../run/mod.ts";
import { bcaMean, bcaPairedDifference, type Estimate, headroom, mean, median } from "../stats/mod.ts";
import { MIN_BOOTSTRAP_CASES } from "../stats/estimates/resample.ts";
import { createTable, type Table, table, tableBundle } from "./tables/table.ts";
import { shareText } from "../model/shown/share_text.ts";

const SUMMARISE_ARGUMENTS = z.object({ records: recordsSchema });
const SUMMARY_TEXT_ARGUMENTS = z.object({
  agent: z.string(),
  records: recordsSchema,
  options: z.strictObject({ learns: z.boolean().optional() }),
});
const COMPARISON_TABLE_ARGUMENTS = z.object({
  byAgent: z.record(z.string(), recordsSchema),
  reference: z.string(),
});

/** Summary of a batch of episodes of one agent. */
export interface Summary {
  /** Number of episodes. */
  readonly episodes: number;
  /** Number of episodes with an SLO breach. */
  readonly incidents: number;
  /** Number of incidents in breach at the end; these are censored in the median. */
  readonly unrecovered: number;
  /** Mean SLO-violation steps per episode, with its 95 % interval. */
  readonly sloSteps: Estimate;
  /** Mean total reward per episode, with its 95 % interval. */
  readonly reward: Estimate;
  /** Median steps from the first breach to the end of the last; Infinity if most incidents did not recover, NaN without incidents. */
  readonly medianRecoverySteps: number;
  /** Median steps from the start of the fault to the first alarm; NaN without an alarm. */
  readonly medianDetectionDelaySteps: number;
  /** Number of episodes with a diagnosis at the first action. */
  readonly diagnosed: number;
  /** Number of them whose diagnosis named a service at fault. */
  readonly diagnosisRight: number;
  /** Number of these that named the kind of fault as well. */
  readonly kindRight: number;
  /** Mean false-positive steps per episode. */
  readonly falsePositiveSteps: number;
}

/** All bootstraps draw from the same stream, so that a summary always has the same bytes. */
function resampling() {
  return { next: createStream("bootstrap").next };
}

/**
 * Summarises a batch. Unrecovered incidents count as longer than any recovered one.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function summarise(records: readonly EpisodeRecord[]): Summary {
  checkOptions("summarise", SUMMARISE_ARGUMENTS, { records });
  const incidents = records.filter(({ first_slo }) => first_slo !== null);
  const diagnosed = records.filter(({ diagnosis_right }) => diagnosis_right !== null);
  const summary: Summary = {
    episodes: records.length,
    incidents: incidents.length,
    unrecovered: incidents.filter(({ sustained_recovery }) => sustained_recovery === null).length,
    sloSteps: bcaMean(records.map(({ slo_steps }) => slo_steps), resampling()),
    reward: bcaMean(records.map(({ total_reward }) => total_reward), resampling()),
    medianRecoverySteps: median(incidents.map(({ sustained_recovery }) => sustained_recovery ?? Infinity)),
    medianDetectionDelaySteps: median(
      records.flatMap(({ detection_delay }) => detection_delay === null ? [] : [detection_delay]),
    ),
    diagnosed: diagnosed.length,
    diagnosisRight: diagnosed.filter(({ diagnosis_right }) => diagnosis_right).length,
    kindRight: diagnosed.filter(({ diagnosis_kind_right }) => diagnosis_kind_right).length,
    falsePositiveSteps: mean(records.map(({ false_positive_steps }) => false_positive_steps)),
  };
  return displayable(summary, (one) => tableBundle(table(one)));
}

/** Fewest episodes of which quarters are told. */
const MIN_COURSE_EPISODES = 20;

/** The mean SLO steps by quarters of a life, and that it is one life; nothing where it is too short. */
function courseLines(records: readonly EpisodeRecord[]): string[] {
  const { length } = records;
  if (length < MIN_COURSE_EPISODES) return [];
  const cuts = [0, 1, 2, 3, 4].map((quarter) => Math.round(quarter * length / 4));
  const means = cuts.slice(1).map((end, i) =>
    mean(records.slice(cuts[i], end).map(({ slo_steps }) => slo_steps)).toFixed(1)
  );
  return [
    `  in the course of it   ${means.join(", ")} SLO-violation steps by quarters of this one life`,
  ];
}

/** What an interval rests on. */
function restsOn(episodes: number, learns: boolean): string {
  if (episodes < MIN_BOOTSTRAP_CASES) {
    return `mean; ${episodes} ${episodes === 1 ? "is" : "are"} too few for an interval`;
  }
  return learns ? "mean, 95 % interval over the episodes of one life" : "mean, 95 % interval";
}

/**
 * The summary of a batch as text.
 *
 * @param options.learns whether the agent learns, default false: the text then has its course by quarters, and says that the episodes are one life
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function summaryText(
  agent: string,
  records: readonly EpisodeRecord[],
  options: {
    /** Whether the agent learns: the text then has its course by quarters. Default false. */
    readonly learns?: boolean;
  } = {},
): string {
  checkOptions("summaryText", SUMMARY_TEXT_ARGUMENTS, { agent, records, options });
  const { learns = false } = options;
  const summary = summarise(records);
  const { unrecovered, diagnosed } = summary;
  const recovery = Number.isFinite(summary.medianRecoverySteps)
    ? `${summary.medianRecoverySteps} steps (${summary.medianRecoverySteps * 5} s)`
    : "none, most did not recover";
  return [
    `${agent}: ${summary.episodes} ${
      summary.episodes === 1 ? "episode" : "episodes"
    }, ${summary.incidents} with an SLO breach, ${unrecovered} not recovered by the end`,
    `  SLO-violation steps   ${estimateText(summary.sloSteps, 1)} per episode (${
      restsOn(summary.episodes, learns)
    })`,
    ...(learns ? courseLines(records) : []),
    `  total reward          ${estimateText(summary.reward, 1)}`,
    `  time to recovery      median ${recovery}${unrecovered > 0 ? `, ${unrecovered} censored` : ""}`,
    `  detection delay       ${
      Number.isNaN(summary.medianDetectionDelaySteps)
        ? "-"
        : `median ${summary.medianDetectionDelaySteps} steps`
    }, false-positive steps ${summary.falsePositiveSteps.toFixed(2)} per episode`,
    `  diagnosis             ${
      diagnosed === 0
        ? "none was made"
        : `service right at first action in ${summary.diagnosisRight} of ${diagnosed} (${
          shareText(summary.diagnosisRight / diagnosed, 1)
        }), the kind of fault too in ${summary.kindRight}`
    }`,
  ].join("\n");
}

/** What an agent gains of what is open between one at the bottom and the oracle. */
const SCALES = [{ title: "headroom", bottom: "noop" }, { title: "above blind", bottom: "blind" }] as const;

/**
 * The comparison of agents on the same seeds as a table: means, paired differences from the reference, and, with `oracle` among them, the
 * shares of the headroom gained above `noop` and above `blind`, where they are there.
 *
 * @param reference the agent that the others are compared with
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function comparisonTable(
  byAgent: Readonly<Record<string, readonly EpisodeRecord[]>>,
  reference: string,
): Table {
  checkOptions("comparisonTable", COMPARISON_TABLE_ARGUMENTS, { byAgent, reference });
  const sloOf = (agent: string) => byAgent[agent]!.map(({ slo_steps }) => slo_steps);
  const rewardOf = (agent: string) => byAgent[agent]!.map(({ total_reward }) => total_reward);
  const scales = SCALES.filter(({ bottom }) => "oracle" in byAgent && bottom in byAgent);
  const rows = Object.keys(byAgent).map((agent) => {
    const summary = summarise(byAgent[agent]!);
    const own = agent === reference;
    const slo = bcaPairedDifference(sloOf(agent), sloOf(reference), resampling());
    const reward = bcaPairedDifference(rewardOf(agent), rewardOf(reference), resampling());
    return [
      agent,
      summary.sloSteps.value.toFixed(1),
      own ? "-" : estimateText(slo, 1),
      summary.reward.value.toFixed(1),
      own ? "-" : estimateText(reward, 1),
      String(summary.unrecovered),
      summary.diagnosed === 0 ? "-" : shareText(summary.diagnosisRight / summary.diagnosed, 1),
      summary.diagnosed === 0 ? "-" : shareText(summary.kindRight / summary.diagnosed, 1),
      ...scales.map(({ bottom }) => agent === "noop" ? "-" : headroomText(byAgent, agent, bottom)),
    ];
  });
  return createTable({
    header: [
      "agent",
      "SLO steps",
      `minus ${reference}`,
      "reward",
      `minus ${reference}`,
      "unrec.",
      "service",
      "and kind",
      ...scales.map(({ title }) => title),
    ],
    rows,
  });
}

/** What an agent gains of what the agent at the bottom leaves to the oracle. */
function headroomText(
  byAgent: Readonly<Record<string, readonly EpisodeRecord[]>>,
  agent: string,
  bottom: string,
): string {
  if (agent === bottom || agent === "oracle") return "-";
  const sloOf = (name: string) => byAgent[name]!.map(({ slo_steps }) => slo_steps);
  const ends = { noop: sloOf(bottom), agent: sloOf(agent), oracle: sloOf("oracle") };
  return shareText(headroom(ends, resampling()).value, 1);
}

function estimateText({ value, low, high }: Estimate, digits: number): string {
  // Few episodes have no interval.
  if (Number.isNaN(low)) return value.toFixed(digits);
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}
