import { STEP_SECONDS } from "../../model/mod.ts";
import { faultsAtText } from "../../model/shown/fault_text.ts";
import type { Episode } from "../../run/mod.ts";

/** What happened in an episode, in a sentence: the title of its picture. */
export function finding({ record, faults, agent }: Episode): string {
  const what = faults.length === 0 ? "No fault" : capitalised(faultsAtText(faults));
  const outcome = record.first_slo === null
    ? "the SLO holds"
    : record.sustained_recovery === null
    ? "still in breach at the end"
    : `${record.slo_steps * STEP_SECONDS} s in breach, recovered ${
      record.sustained_recovery * STEP_SECONDS
    } s after it began`;
  return `${what}, agent ${agent}: ${outcome}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
