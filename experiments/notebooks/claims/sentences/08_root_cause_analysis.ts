import type { Claim } from "../claim.ts";
import { foundOf } from "./found_of.ts";

const NOTEBOOK = "08-root-cause-analysis";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says:
      "`fused` names the database by metrics alone, {85} % sure, and is over {99} % sure as soon as it may read logs",
    by: (saved) => {
      const given = (view: string) =>
        saved.rows("08-07", view).find(({ method }) => method === "fused")![view]!;
      const surer = ["metrics and logs", "metrics and traces"].map((view) =>
        Number(/^shop-db, over (\d+) %$/.exec(given(view))?.[1])
      );
      return [Number(/^shop-db, (\d+) %$/.exec(given("metrics"))?.[1]), Math.max(...surer)];
    },
  },
  {
    in: NOTEBOOK,
    says: "of {1189} ms `cart` waits {1000} for the database, which is at work for {29.3} ms of it.",
    by: (saved) =>
      saved.numbers(
        "08-09b",
        /(\d+) ms in all; cart waits (\d+) ms for shop-db, which is at work for ([\d.]+) ms/,
      ),
  },
  {
    in: NOTEBOOK,
    says:
      "On {100} such incidents `fused` names the cause first in all ([AC@1](../docs/glossary.md#ack) {1.00}, " +
      "with an [interval](../docs/glossary.md#wilson-interval) from {0.96}), `bayes` in {78}, " +
      "and the probabilities of `fused` hold ([ECE](../docs/glossary.md#ece) {0.001}).",
    by: (saved) => [
      saved.value("08-12b", "cases", { method: "fused" }),
      ...saved.values("08-12b", "AC@1", { method: "fused" }).slice(0, 2),
      foundOf(saved, "08-12b", "bayes")[0],
      saved.number("08-14", /^ECE ([\d.]+) over \d+ answers \(fused\)/),
    ],
  },
  {
    in: NOTEBOOK,
    says:
      "are `trace-self-time` with {68} and `graph` with {67}, which is told the timeouts and caches of the shop. " +
      "Simple alerts are right in {26}.",
    by: (saved) =>
      ["trace-self-time", "graph", "alerts"].map((method) => foundOf(saved, "08-12b", method)[0]),
  },
  {
    in: NOTEBOOK,
    says: "Of the {82} incidents that the prototype diagnosed wrongly, the SLO was restored in {29}, " +
      "and in {28} of these with the [cause still at work](../docs/glossary.md#cause-removed)",
    by: (saved) => {
      const wrong = (column: string) => saved.value("repairs-prototype", column, { diagnosis: "wrong" });
      const hidden = wrong("SLO held, cause at work");
      return [wrong("incidents"), wrong("cause removed") + hidden, hidden];
    },
  },
  {
    in: NOTEBOOK,
    says: "`full` was wrong in {17} of {266} and removed the cause in {13} of these all the same",
    by: (saved) => {
      const [right, wrong] = ["right", "wrong"].map((diagnosis) =>
        saved.value("08-16", "incidents", { diagnosis })
      );
      return [wrong!, right! + wrong!, saved.value("08-16", "cause removed", { diagnosis: "wrong" })];
    },
  },
  {
    in: NOTEBOOK,
    says: "of the {249} incidents that `full` diagnosed rightly, in {57} ({23} %) it only hid the symptom, " +
      "or the incident healed by itself; the prototype, when right, let {6} of {16} run their course.",
    by: (saved) => [
      saved.value("08-16", "incidents", { diagnosis: "right" }),
      ...saved.values("08-16", "SLO held, cause at work", { diagnosis: "right" }),
      saved.value("repairs-prototype", "not repaired", { diagnosis: "right" }),
      saved.value("repairs-prototype", "incidents", { diagnosis: "right" }),
    ],
  },
];
