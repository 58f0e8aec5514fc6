import { describeAction, STEP_SECONDS } from "../model/mod.ts";
import type { Episode } from "../run/mod.ts";
import { clock } from "./timeline.ts";

/** The incident report at the end of an episode, as a person would file it. */
export function incidentReport(episode: Episode): string {
  const { record, faults, steps, agent, topology, seed } = episode;
  const first = steps.find(({ diagnosis, executed }) => diagnosis && executed.kind !== "noop")?.diagnosis;
  const actions = steps.filter(({ executed }) => executed.kind !== "noop");
  const lines = [
    `Incident report: ${topology.name}, seed ${seed}, agent ${agent}`,
    ...faults.map(({ type, service, severity, startStep, durationSteps }) =>
      `  fault       ${type} at ${service}, severity ${severity.toFixed(2)}, from ${
        clock(startStep * STEP_SECONDS).trim()
      } (step ${startStep}) for up to ${durationSteps} steps`
    ),
  ];
  if (faults.length === 0) lines.push("  fault       none");
  if (record.detection_delay !== null) {
    lines.push(`  detected    ${stepsText(record.detection_delay)} after it began`);
  }
  if (record.first_slo === null) lines.push("  SLO         met in every step");
  else {
    lines.push(
      `  SLO         first breached at step ${record.first_slo}, in breach for ${
        stepsText(record.slo_steps)
      }${record.flaps > 0 ? `, fell back ${record.flaps} times` : ""}`,
    );
    lines.push(
      record.sustained_recovery === null
        ? "  recovery    none: still in breach at the end"
        : `  recovery    for good after ${stepsText(record.sustained_recovery)}`,
    );
  }
  if (first) {
    const right = record.diagnosis_right;
    lines.push(
      `  diagnosis   ${first.fault ?? "fault"} at ${first.suspect} (confidence ${
        first.confidence.toFixed(2)
      }): ${right ? "right" : "wrong"}`,
    );
  }
  lines.push(
    `  actions     ${
      actions.length === 0
        ? "none"
        : actions.map(({ executed, step }) => `${describeAction(executed)} at ${step}`).join(", ")
    }`,
    `  cost        ${record.capacity_cost} replica-steps, ${
      record.shed_cost.toFixed(1)
    } steps' worth of traffic turned away`,
    `  reward      ${record.total_reward.toFixed(1)}`,
  );
  return lines.join("\n");
}

function stepsText(count: number): string {
  return `${count} step${count === 1 ? "" : "s"} (${count * STEP_SECONDS} s)`;
}
