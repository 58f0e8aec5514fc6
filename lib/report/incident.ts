import { episodeSchema } from "../run/records.ts";
import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { percentText } from "../diagnose/mod.ts";
import { describeAction, type Diagnosis, STEP_SECONDS } from "../model/mod.ts";
import type { Episode, EpisodeStep } from "../run/mod.ts";
import { clock } from "./timeline.ts";
import { wrap } from "./wrap.ts";
import { shareText } from "../model/shown/share_text.ts";

const ARGUMENTS = z.object({ episode: episodeSchema });

/** Column at which the text of a line starts. */
const TEXT_INDENT = 14;

/**
 * The incident report of an episode as text.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function incidentReport(episode: Episode): string {
  checkOptions("incidentReport", ARGUMENTS, { episode });
  const { record, agent, topology, seed } = episode;
  const facts: [label: string, text: string | undefined][] = [
    ...faultTexts(episode).map((text): [string, string] => ["fault", text]),
    ["benign", record.benign ?? undefined],
    ["detected", detectionText(episode)],
    ["SLO", breachText(episode)],
    [
      "budget",
      record.budget_left === null
        ? undefined
        : `${shareText(record.budget_left, 1)} of the error budget left`,
    ],
    ["recovery", recoveryText(episode)],
    ["diagnosis", diagnosisText(episode)],
    ["actions", actionsText(episode)],
    [
      "cost",
      `${record.capacity_cost} replica-steps, ${
        record.shed_cost.toFixed(1)
      } steps' worth of traffic turned away`,
    ],
    ["reward", record.total_reward.toFixed(1)],
  ];
  const lines = facts.filter(([, text]) => text !== undefined)
    .map(([label, text]) => wrap(`  ${label.padEnd(TEXT_INDENT - 2)}${text}`, { indent: TEXT_INDENT }));
  return [`Incident report: ${topology.name}, seed ${seed}, agent ${agent}`, ...lines].join("\n");
}

function faultTexts({ faults }: Episode): string[] {
  if (faults.length === 0) return ["none"];
  return faults.map(({ type, service, severity, startStep, durationSteps }) =>
    `${type} at ${service}, severity ${severity.toFixed(2)}, from ${
      clock(startStep * STEP_SECONDS).trim()
    } (step ${startStep}) for up to ${durationSteps} steps`
  );
}

function detectionText({ record }: Episode): string | undefined {
  return record.detection_delay === null ? undefined : `${stepsText(record.detection_delay)} after it began`;
}

function breachText({ record: { first_slo, slo_steps, flaps } }: Episode): string {
  if (first_slo === null) return "met in every step";
  const again = flaps > 0 ? `, breached again ${flaps} time${flaps === 1 ? "" : "s"}` : "";
  return `first breached at step ${first_slo}, in breach for ${stepsText(slo_steps)}${again}`;
}

function recoveryText({ record: { first_slo, sustained_recovery } }: Episode): string | undefined {
  if (first_slo === null) return undefined;
  return sustained_recovery === null
    ? "none: still in breach at the end"
    : `for good after ${stepsText(sustained_recovery)}`;
}

/** The diagnosis at the first action after a fault began, which the record judges; without one, that at the first action at all. */
function diagnosisText({ record, steps, faults }: Episode): string | undefined {
  const acted = steps.filter(({ diagnosis, executed }) => diagnosis && executed.kind !== "noop");
  const begins = record.fault_t_start ?? Infinity;
  const { diagnosis } = acted.find(({ step }) => step >= begins) ?? acted[0] ?? {};
  if (diagnosis === undefined) return undefined;
  const verdict = record.diagnosis_right === null
    ? "a false alarm"
    : !record.diagnosis_right
    ? "wrong"
    : namesOtherKind(diagnosis, faults)
    ? "service right, kind wrong"
    : "right";
  return `${diagnosis.fault ?? "fault"} at ${diagnosis.suspect} (confidence ${
    percentText(diagnosis.confidence)
  }): ${verdict}`;
}

/** Whether a kind of fault is named that none of the faults at the suspect is. */
function namesOtherKind({ suspect, fault }: Diagnosis, faults: Episode["faults"]): boolean {
  const there = faults.filter(({ service }) => service === suspect);
  return fault !== undefined && there.length > 0 && there.every(({ type }) => type !== fault);
}

function actionsText({ steps }: Episode): string {
  const told = ({ executed, step }: EpisodeStep) => `${describeAction(executed)} at ${step}`;
  return steps.filter(({ executed }) => executed.kind !== "noop").map(told).join(", ") || "none";
}

function stepsText(count: number): string {
  return `${count} step${count === 1 ? "" : "s"} (${count * STEP_SECONDS} s)`;
}
