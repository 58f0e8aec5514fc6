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

/** All words of a picture, those of a line that was broken joined again. */
const wordsOf = (picture: Element) =>
  [...picture.querySelectorAll("text")].map(({ textContent }) => textContent).join(" ");

Deno.test("plotReliability() says in its title what is drawn, and how far it is off below it", () => {
  const picture = plotReliability(boaster);
  strictEqual(titleOf(picture), "How often boaster is right, by its confidence");
  match(wordsOf(picture), /ECE 0\.400 over 100 answers; right diagnoses at the first action, in 10 bins/);
  match(wordsOf(picture), /Brier 0\.410, ECE 0\.400 90 % sure on average, right in 50 %/);
});

Deno.test("plotReliability() claims nothing of a few answers", () => {
  const picture = plotReliability(boaster.slice(49, 51));
  strictEqual(titleOf(picture), "How often boaster is right, by its confidence");
  match(wordsOf(picture), /ECE 0\.400 over 2 answers; /);
  match(wordsOf(plotReliability(boaster.slice(0, 1))), /ECE 0\.100 over 1 answer; /);
});

Deno.test("plotReliability() says of several agents the least and the largest calibration error", () => {
  const picture = plotReliability({ boaster, honest });
  strictEqual(titleOf(picture), "How often answers are right, by their confidence");
  match(
    wordsOf(picture),
    /ECE 0\.000 over 200 answers \(honest\) to ECE 0\.400 over 100 answers \(boaster\);/,
  );
  strictEqual(wordsOf(plotReliability([...boaster, ...honest])), wordsOf(picture));
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
