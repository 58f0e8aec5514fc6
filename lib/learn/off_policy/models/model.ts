import type { Entry, ParameterValue } from "../../../model/mod.ts";

/** An action in a situation, as a reward model sees it. */
export interface ModelInput {
  /** The situation, as `LoggedDecision.signature`. */
  readonly signature: string;
  /** The action, as `describeAction` writes it. */
  readonly action: string;
  /** What was known of both; as long for each row, empty where nothing was. */
  readonly features: Float64Array;
}

/** What a reward model learns from: an action in a situation and what it earned. */
export interface ModelRow extends ModelInput {
  /** What it earned. */
  readonly outcome: number;
}

/** A function that predicts what an action earns in a situation. */
export type RewardModel = (input: ModelInput) => number;

/** A reward model of the catalogue. */
export interface RewardModelEntry extends Entry {
  /** Learns from rows, of which there is one at least. */
  fit(rows: readonly ModelRow[], parameters: Readonly<Record<string, ParameterValue>>): RewardModel;
}
