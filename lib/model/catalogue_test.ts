import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { catalogue } from "./catalogue.ts";
import { flag, number, oneOf, wholeNumber } from "./parameters.ts";

const detectors = catalogue("detector", [
  {
    name: "cusum",
    about: "cumulative sums",
    source: "Page 1954",
    parameters: {
      clip: number({ about: "most that a point counts", unit: "sd", range: [1, 100], default: 8 }),
      memory: wholeNumber({ about: "points remembered", range: [1, 50], default: 10 }),
      side: oneOf(["both", "above"], { about: "which sums count" }),
      gated: flag({ about: "whether far points teach less", default: true }),
    },
  },
  { name: "null", about: "never alarms", trivial: true, formerly: ["none"] },
]);

Deno.test("a choice in text, with and without parameters, and as an object are read alike", () => {
  const defaults = { clip: 8, memory: 10, side: "both", gated: true };
  deepStrictEqual(detectors.choose("cusum").parameters, defaults);
  const changed = { ...defaults, clip: 4.5, side: "above", gated: false };
  deepStrictEqual(detectors.choose("cusum:clip=4.5, side=above,gated=false").parameters, changed);
  deepStrictEqual(
    detectors.choose({ name: "cusum", clip: 4.5, side: "above", gated: false }).parameters,
    changed,
  );
  strictEqual(detectors.choose("null").entry, detectors.get("null"));
});

Deno.test("a label is the shortest text that chooses the same", () => {
  strictEqual(detectors.choose("cusum:clip=8").label, "cusum");
  const { label } = detectors.choose({ name: "cusum", gated: false, clip: 4 });
  strictEqual(label, "cusum:clip=4,gated=false");
  strictEqual(detectors.choose(label).label, label);
});

Deno.test("a wrong name, an old name and a wrong parameter are told with the nearest one", () => {
  throws(
    () => detectors.choose("cusun"),
    /^UsageError: Cannot find the detector "cusun": did you mean "cusum"\? Known: cusum, null$/,
  );
  throws(() => detectors.choose("none"), /Cannot find the detector "none": did you mean "null"\?/);
  throws(
    () => detectors.choose("cusum:clp=4"),
    /The detector "cusum" has no parameter "clp": did you mean "clip"\? Known: clip, memory, side, gated/,
  );
  throws(() => detectors.choose("null:clip=4"), /The detector "null" has no parameters, found "clip"/);
  throws(() => detectors.choose("cusum:toString=4"), /has no parameter "toString"/);
});

Deno.test("a value out of its range is told with the range, its unit and the value found", () => {
  throws(
    () => detectors.choose("cusum:clip=400"),
    /The parameter "clip" of the detector "cusum" must be a number from 1 to 100 \(sd\), found "400"/,
  );
  for (const clip of [NaN, "4", null, undefined, 0, Infinity]) {
    throws(() => detectors.choose({ name: "cusum", clip } as never), /must be a number from 1 to 100/);
  }
  throws(() => detectors.choose("cusum:memory=1.5"), /must be a whole number from 1 to 50, found "1.5"/);
  throws(() => detectors.choose("cusum:side=below"), /must be one of both, above, found "below"/);
  throws(() => detectors.choose("cusum:gated=1"), /must be true or false, found "1"/);
  throws(() => detectors.choose("cusum:clip=4,clip=5"), /"clip" of the detector "cusum" is given twice/);
});

Deno.test("a choice that can't be read says how one is written", () => {
  for (const text of ["cusum:", "cusum:clip", "cusum:=4", "cusum:clip=4,"]) {
    throws(() => detectors.choose(text), /are written name:parameter=value,parameter=value, found "cusum:/);
  }
  throws(() => detectors.choose({ clip: 4 } as never), /is chosen by its name or by \{ name, … \}/);
});

Deno.test("a list tells all that was declared", () => {
  const [cusum, none] = detectors.list();
  deepStrictEqual(cusum!.parameters[0], {
    name: "clip",
    about: "most that a point counts",
    type: "number",
    default: 8,
    unit: "sd",
    least: 1,
    greatest: 100,
  });
  deepStrictEqual(cusum!.parameters.map(({ type }) => type), ["number", "integer", "string", "boolean"]);
  deepStrictEqual(cusum!.parameters[2]!.words, ["both", "above"]);
  deepStrictEqual(none, { name: "null", about: "never alarms", trivial: true, parameters: [] });
  deepStrictEqual(JSON.parse(JSON.stringify(detectors.list())), detectors.list());
});
