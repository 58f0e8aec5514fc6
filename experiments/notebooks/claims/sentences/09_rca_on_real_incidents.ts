import type { Claim } from "../claim.ts";
import { foundOf } from "./found_of.ts";

const NOTEBOOK = "09-rca-on-real-incidents";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says: "ours is the same, {10} and {11} of {16}.",
    by: (saved) => {
      const cases = saved.value("09-05", "cases", { method: "traversal" });
      return [
        ...["AC@1", "AC@3"].map((measure) => cases * saved.value("09-05", measure, { method: "traversal" })),
        cases,
      ];
    },
  },
  {
    in: NOTEBOOK,
    says: "our `alerts` follows that recipe as far as it is published and finds {3} of the {17}.",
    by: (saved) => foundOf(saved, "09-08", "alerts"),
  },
  {
    in: NOTEBOOK,
    says:
      "the published `traversal` finds {10} of PetShop's {16}, and `fused`, which may also ask who calls whom, " +
      "finds all {16}.",
    by: (saved) => [...foundOf(saved, "09-05", "traversal"), foundOf(saved, "09-05", "fused")[0]!],
  },
  {
    in: NOTEBOOK,
    says:
      "`fused` finds all {17}, `trace-self-time` alone {16} of them, while no other method finds more than {3}.",
    by: (saved) => {
      const [fused, cases] = foundOf(saved, "09-08", "fused");
      const others = saved.rows("09-08", "AC@1").map(({ method }) => method!)
        .filter((method) => method !== "fused" && method !== "trace-self-time");
      const traced = foundOf(saved, "09-08", "trace-self-time")[0]!;
      return [
        fused === cases ? cases! : NaN,
        traced,
        Math.max(...others.map((method) => foundOf(saved, "09-08", method)[0]!)),
      ];
    },
  },
  {
    in: NOTEBOOK,
    says:
      "`fused` accuses nobody with {50} % or more ([specificity](../docs/glossary.md#specificity) {1.00}).",
    by: (saved) => [50, saved.value("09-08", "spec.", { method: "fused" })],
  },
  {
    in: NOTEBOOK,
    says: "from {0.82} to {1.00} for its [AC@1](../docs/glossary.md#ack) on Train Ticket, " +
      "from {0.81} to {1.00} on PetShop.",
    by: (saved) =>
      ["09-08", "09-05"].flatMap((cell) => saved.values(cell, "AC@1", { method: "fused" }).slice(1)),
  },
];
