import type { Evidence, Signals } from "../../model/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import type { FeatureTable } from "./features.ts";

export const RECORD_FEATURES = [] as const;

export function learnRecordFeatures(
  _context: DiagnoserContext,
  _before: Signals,
): (after: Signals) => Float64Array {
  return () => new Float64Array(0);
}

export function recordEvidence(
  _service: string,
  _given: { context: DiagnoserContext; features: FeatureTable; before: Signals; after: Signals },
): (Evidence & { readonly weight: number })[] {
  return [];
}
