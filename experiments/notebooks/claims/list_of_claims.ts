import type { Claim } from "./claim.ts";
import { CLAIMS as OF_01 } from "./sentences/01_first_episode.ts";
import { CLAIMS as OF_02 } from "./sentences/02_faults_and_remedies.ts";
import { CLAIMS as OF_03 } from "./sentences/03_baselines.ts";
import { CLAIMS as OF_04 } from "./sentences/04_build_your_own_agent.ts";
import { CLAIMS as OF_05 } from "./sentences/05_learning_curves.ts";
import { CLAIMS as OF_06 } from "./sentences/06_statistics_and_power.ts";
import { CLAIMS as OF_07 } from "./sentences/07_topologies.ts";
import { CLAIMS as OF_08 } from "./sentences/08_root_cause_analysis.ts";
import { CLAIMS as OF_09 } from "./sentences/09_rca_on_real_incidents.ts";
import { CLAIMS as OF_10 } from "./sentences/10_detectors.ts";
import { CLAIMS as OF_11 } from "./sentences/11_from_simulation_to_reality.ts";
import { CLAIMS as OF_12 } from "./sentences/12_live.ts";
import { CLAIMS as OF_13 } from "./sentences/13_train_a_policy.ts";
import { CLAIMS as OF_15 } from "./sentences/15_someone_elses_agent.ts";

/**
 * What the notebooks claim, and what bears it, a file a notebook: each sentence with its numbers in braces, and how they are worked out anew
 * from what the saved notebook shows above the sentence, by the names of its cells. `claims_test.ts` compares them.
 */
export const CLAIMS: readonly Claim[] = [
  ...OF_01,
  ...OF_02,
  ...OF_03,
  ...OF_04,
  ...OF_05,
  ...OF_06,
  ...OF_07,
  ...OF_08,
  ...OF_09,
  ...OF_10,
  ...OF_11,
  ...OF_12,
  ...OF_13,
  ...OF_15,
];
