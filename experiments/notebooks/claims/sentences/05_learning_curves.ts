import type { Claim } from "../claim.ts";

const NOTEBOOK = "05-learning-curves";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says: "which begins with the playbook's opinion, goes from {6.4} to {4.8} steps, and `full`, " +
      "which learns nothing, from {6.4} to {4.8}.",
    by: (saved) => [
      saved.value("c823125d", "first", { agent: "linear-thompson" }),
      saved.value("c823125d", "last", { agent: "linear-thompson" }),
      ...saved.numbers("8e983d2b", /linear-thompson is not .* where full takes ([\d.]+) and ([\d.]+)/),
    ],
  },
  {
    in: NOTEBOOK,
    says:
      "in the last part of the life `full` takes {24.4} steps, {1.9} times as many as `linear-thompson` " +
      "with {12.9}, and {3.0} times as many as the one above a floor with {8.2}.",
    by: (saved) => {
      const [full, learner, careful] = ["full", "linear-thompson", "above a floor"].map((agent) =>
        saved.value("02fde8d9", "from 91", { agent })
      );
      return [full!, full! / learner!, learner!, full! / careful!, careful!];
    },
  },
];
