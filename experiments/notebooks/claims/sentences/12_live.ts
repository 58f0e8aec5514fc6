import type { Claim } from "../claim.ts";

const NOTEBOOK = "12-live";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says: "at {00}:{02}:{05} the agent names the database",
    by: (saved) => saved.numbers("12-14", /(\d+):(\d+):(\d+) {2}diagnosis {2}db /),
  },
  {
    in: NOTEBOOK,
    says: "In `suggest` nobody does it: {365} s in [breach](../docs/glossary.md#breach).",
    by: (saved) => [saved.number("12-12", /in breach: (\d+) s in the mode suggest/)],
  },
  {
    in: NOTEBOOK,
    says: "In `act` it is {40} s and {4} orders, and {35} of the {40} s come after the first order, " +
      "with at most {6} % errors.",
    by: (saved) => {
      const [act] = saved.numbers("12-12", /(\d+) s in act/);
      const [after, most] = saved.numbers(
        "12-12",
        /after the first order: (\d+) s, with at most (\d+) % errors/,
      );
      return [act!, saved.number("12-12", /(\d+) in act$/), after!, act!, most!];
    },
  },
  {
    in: NOTEBOOK,
    says: "is opened a second time at {00}:{03}:{05}, a minute after the first.",
    by: (saved) => saved.numbers("12-14", /(\d+):(\d+):(\d+) {2}order {6}open_breaker\(api, db\)/).slice(3),
  },
  {
    in: NOTEBOOK,
    says:
      "All {three} actions are verified at {00}:{04}:{40}, after the last order (`restore`) has lifted the breaker.",
    by: (saved) => {
      const verified = saved.numbers("12-14", /(\d+):(\d+):(\d+) {2}verified/);
      return [verified.length / 3, ...verified.slice(-3)];
    },
  },
  {
    in: NOTEBOOK,
    says: "The log of it has {19} entries, and one word that is changed in the file is found in its line.",
    by: (saved) => [saved.number("12-16", /whole: true, (\d+) entries/)],
  },
];
