import type { Claim } from "../claim.ts";

const NOTEBOOK = "13-train-a-policy";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says: "A short training is enough to beat a list of remedies that is blind: " +
      "{29.3} steps in [breach](../docs/glossary.md#breach) against {35.4}, " +
      "and on the same incidents {6.1} [{1.1}, {10.9}] fewer.",
    by: (saved) => {
      const [value, low, high] = saved.numbers(
        "72aa1e2b",
        /that is -([\d.]+) \[-([\d.]+), -([\d.]+)\] steps/,
      );
      return [
        ...saved.numbers("72aa1e2b", /policy is in breach for ([\d.]+) steps, the blind list for ([\d.]+),/),
        ...[value!, high!, low!],
      ];
    },
  },
  {
    in: NOTEBOOK,
    says: "it can't compare causes as the full agent does, which takes {6.2}.",
    by: (saved) => [saved.number("72aa1e2b", /full for ([\d.]+)\.$/)],
  },
];
