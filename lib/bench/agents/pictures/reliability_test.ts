import { UsageError } from "../../../model/mod.ts";
import { match, ok, strictEqual, throws } from "node:assert";
import { madeUpRecord } from "../testing/made_up_record.ts";
import { plotReliability } from "./reliability.ts";
import { toSvg } from "../../../plot/parts/svg.ts";

/** So many diagnoses of one confidence, the first of them right. */
const diagnoses = (agent: string, confidence: number, { right, of }: { right: number; of: number }) =>
  Array.from(
    { length: of },
    (_, i) => madeUpRecord({ agent, seed: i, diagnosis_confidence: confidence, diagnosis_right: i < right }),
  );
const boaster = diagnoses("boaster", 0.9, { right: 50, of: 100 });
const honest = [
  ...diagnoses("honest", 0.8, { right: 80, of: 100 }),
  ...diagnoses("honest", 0.4, { right: 40, of: 100 }),
];
const titleOf = (picture: Element) => picture.getAttribute("aria-label")!;

Deno.test("plotReliability() tells who is overconfident, with Brier score and calibration error", () => {
  strictEqual(
    titleOf(plotReliability(boaster)),
    "boaster is overconfident: 90 % sure on average, right in 50 % (Brier 0.410, ECE 0.400)",
  );
  match(titleOf(plotReliability(diagnoses("shy", 0.3, { right: 90, of: 100 }))), /^shy is underconfident/);
});

Deno.test("plotReliability() tells which of several agents has the lowest calibration error", () => {
  strictEqual(
    titleOf(plotReliability({ boaster, honest })),
    "honest has the lowest calibration error and is as sure as it is right: 60 % sure on average, right in 60 % (Brier 0.200, ECE 0.000)",
  );
  strictEqual(
    titleOf(plotReliability([...boaster, ...honest])),
    titleOf(plotReliability({ boaster, honest })),
  );
});

Deno.test("plotReliability() has a dot for each bin that holds a diagnosis, and the number of them", () => {
  const svg = toSvg(plotReliability(honest));
  strictEqual(svg.match(/<circle/g)?.length, 2);
  strictEqual(svg.match(/>100</g)?.length, 2);
  strictEqual(toSvg(plotReliability(honest, { bins: 1 })).match(/<circle/g)?.length, 1);
});

Deno.test("plotReliability() leaves out agents that never diagnose, and refuses if none does", () => {
  ok(!toSvg(plotReliability({ honest, noop: [madeUpRecord({ agent: "noop" })] })).includes("noop"));
  throws(() => plotReliability([madeUpRecord()]), /found none/);
  throws(() => plotReliability(honest, { bins: 0 }), UsageError);
});

Deno.test("plotReliability() gives the same bytes twice", () => {
  strictEqual(toSvg(plotReliability(honest)), toSvg(plotReliability(honest)));
});
