import type { Given } from "./unborne.ts";

/** The numbers in the prose of the notebooks that are no results: choices, examples, published figures. */
export const GIVEN: readonly Given[] = [
  {
    in: "08-root-cause-analysis",
    says: "of the answers given with 80 %, 80 % should be right",
    from: "an example of what calibrated means",
  },
  {
    in: "09-rca-on-real-incidents",
    says: "learnt from simulated seeds 1 to 1000",
    from: "the training of the network: `deno task train diagnosers`",
  },
  {
    in: "09-rca-on-real-incidents",
    says: "the 16 issues of",
    from: "the data set; its table is below the heading",
  },
  { in: "09-rca-on-real-incidents", says: "Mind that all 16 have", from: "the data set; its table is below" },
  { in: "09-rca-on-real-incidents", says: "AC@1 .625 and AC@3 .688", from: "PetShop's paper" },
  {
    in: "09-rca-on-real-incidents",
    says:
      "over all 52 issues, `train` and `test`, has top-1 .654 and top-3 .827, the same without a graph .212 and .538",
    from: "PetShop's paper",
  },
  {
    in: "09-rca-on-real-incidents",
    says: "the 17 faults of",
    from: "the data set; its table is below the heading",
  },
  {
    in: "09-rca-on-real-incidents",
    says: "Nezha AS@1 .867, and .93 for counting simple alerts",
    from: "Nezha's paper",
  },
  { in: "10-detectors", says: "the 51 of 58 files", from: "which files of Numenta's are free" },
  {
    in: "10-detectors",
    says: "Published on all 58 files: ARTime 74.9, HTM 70.1, windowed Gaussian 39.6",
    from: "Numenta's table, as linked there",
  },
  {
    in: "11-from-simulation-to-reality",
    says: "its metrics were recorded every 5 s",
    from: "the recordings' Prometheus: experiments/shop",
  },
  {
    in: "11-from-simulation-to-reality",
    says: "Both begin 30 s before the fault",
    from: "how compareShop() cuts recordings",
  },
  { in: "13-train-a-policy", says: "Machine Learning 8, 1992", from: "the paper's place" },
  { in: "13-train-a-policy", says: "Kingma and Ba, 2015", from: "the paper's year" },
];
