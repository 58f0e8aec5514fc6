import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type JsonValue, UsageError } from "../model/mod.ts";
import { createStream, normalQuantile } from "../random/mod.ts";
import { sealed } from "./state/sealed.ts";
import { createStreamDetector, detectors, STREAM_DETECTORS } from "./catalogue.ts";
import type { StreamPoint } from "./detector.ts";

const WARMUP = 300;
const CONTEXT = { dimensions: 2, seed: 1 };

/** Noise about a daily wave, five minutes a step, with a spike, a level shift and a flat stretch. */
function made(length: number): StreamPoint[] {
  const stream = createStream(5, "contract");
  return Array.from({ length }, (_, step) => {
    const wave = 10 + 3 * Math.sin(2 * Math.PI * step / 288);
    const noise = () => normalQuantile(stream.next());
    const values = Float64Array.of(wave + noise(), 50 + 5 * noise());
    if (step % 97 === 0) values[0]! += 30;
    if (step > 700) values[1]! += 40;
    if (step > 800 && step < 830) values.fill(10);
    return { timeSeconds: 300 * step, values };
  });
}

const SERIES = made(900);
const LONG = made(2200);

function fitted(name: string, warmup = SERIES.slice(0, WARMUP)) {
  const detector = createStreamDetector(name, CONTEXT);
  detector.fit(warmup);
  return detector;
}

const scored = (name: string, points: readonly StreamPoint[]) => {
  const detector = fitted(name);
  return points.map((point) => detector.update(point));
};

const point = (...values: number[]): StreamPoint => ({ timeSeconds: 0, values: Float64Array.from(values) });
const sane = (score: number) => Number.isFinite(score) && score >= 0;

/** Every choice of a detector with one parameter at an end of its range, or at one of its words. */
function extremeChoices(name: string): Record<string, string | number | boolean>[] {
  const { parameters } = detectors.list().find((entry) => entry.name === name)!;
  return parameters.flatMap((parameter) => {
    const ends = parameter.words ?? [parameter.least ?? false, parameter.greatest ?? true];
    return ends.map((end) => ({ [parameter.name]: end }));
  });
}

/** Largest state of a detector of two dimensions whatever its parameters, in characters of JSON. */
const MAX_STATE_LENGTH = 8e6;

/** A state as if this had been saved. */
function resealed(state: Readonly<Record<string, JsonValue>>, inner: JsonValue): JsonValue {
  const { saveState } = sealed({ thing: "detector", name: String(state.name) }, {
    saveState: () => inner,
    loadState: () => {},
  });
  return { ...state, ...saveState() as Record<string, JsonValue> };
}

for (const name of STREAM_DETECTORS) {
  Deno.test(`${name} scores a point by what came before it: a growing prefix gives the same scores`, () => {
    const whole = scored(name, SERIES.slice(WARMUP));
    ok(whole.every(sane));
    for (const length of [1, 2, 60, 405, 520]) {
      deepStrictEqual(scored(name, SERIES.slice(WARMUP, WARMUP + length)), whole.slice(0, length));
    }
  });

  Deno.test(`${name} continues from a saved state as if it had never stopped`, () => {
    const detector = fitted(name);
    // So long that each window and ring has been filled, and gone round.
    for (const one of [...LONG, ...SERIES.slice(WARMUP, 600)]) detector.update(one);
    const other = createStreamDetector(name, CONTEXT);
    other.loadState(JSON.parse(JSON.stringify(detector.saveState())));
    for (const one of SERIES.slice(600)) strictEqual(other.update(one), detector.update(one));
  });

  Deno.test(`${name} saves and loads before it is fitted, and scores 0 then`, () => {
    const detector = createStreamDetector(name, CONTEXT);
    detector.loadState(JSON.parse(JSON.stringify(detector.saveState())));
    strictEqual(detector.update(SERIES[0]!), 0);
  });

  Deno.test(`${name} refuses a damaged state in one line that names it, and stays as it was`, () => {
    const state = fitted(name).saveState() as Record<string, JsonValue>;
    const inner = state.inner as { last: number[]; detector: Record<string, JsonValue> };
    const { last, detector: own } = inner;
    const damaged: JsonValue[] = [
      null,
      [],
      "state",
      { ...state, name: "another" },
      { ...state, dimensions: 3 },
      { ...state, inner: null },
      { ...state, inner: { ...inner, last: [last[0]!, last[1]! + 1e-9] } },
      resealed(state, { ...inner, last: [1] }),
      ...Object.keys(own).map((key) => resealed(state, { ...inner, detector: { ...own, [key]: "odd" } })),
      ...Object.keys(own).map((key) => {
        const { [key]: _left, ...rest } = own;
        return resealed(state, { ...inner, detector: rest });
      }),
    ];
    const detector = fitted(name);
    const [next, after] = [fitted(name), SERIES[WARMUP]!];
    for (const wrong of damaged) {
      throws(
        () => detector.loadState(wrong),
        (error: Error) => error instanceof UsageError && !error.message.includes("\n"),
        JSON.stringify(wrong).slice(0, 80),
      );
    }
    strictEqual(detector.update(after), next.update(after));
  });

  Deno.test(`${name} accepts missing and infinite values and times, and scores a point without any measurement as 0`, () => {
    const detector = fitted(name);
    strictEqual(detector.update(point(NaN, NaN)), 0);
    for (const timeSeconds of [NaN, Infinity, -1e12, 0]) {
      ok(sane(detector.update({ timeSeconds, values: Float64Array.of(10, 50) })), `at ${timeSeconds}`);
    }
    for (const odd of [point(NaN, 50), point(Infinity, 50), point(-Infinity, NaN), point(1e300, -1e300)]) {
      ok(sane(detector.update(odd)), String(odd.values));
    }
    for (const one of SERIES.slice(WARMUP)) ok(sane(detector.update(one)));
  });

  Deno.test(`${name} learns from constants and from a single point, and needs at least one point`, () => {
    for (const warmup of [Array.from({ length: 100 }, () => point(7, 0)), [point(7, 0)]]) {
      const detector = fitted(name, warmup);
      for (let i = 0; i < 50; i++) ok(sane(detector.update(point(7, 0))));
      ok(sane(detector.update(point(8, 1))));
    }
    throws(() => fitted(name, []), /needs a warm-up of 1 measured point or more, found none/);
    throws(() => fitted(name, [point(NaN, NaN)]), /needs a warm-up/);
    throws(() => fitted(name).update(point(1)), /watches 2 values, found a point of 1/);
  });

  Deno.test(`${name} keeps a state of bounded size`, () => {
    const detector = createStreamDetector(name, { dimensions: 1, seed: 1 });
    const { next } = createStream(1, "state");
    const on = (many: number) => {
      for (let i = 0; i < many; i++) {
        detector.update({ timeSeconds: 300 * i, values: Float64Array.of(next()) });
      }
      return JSON.stringify(detector.saveState()).length;
    };
    detector.fit([{ timeSeconds: 0, values: Float64Array.of(next()) }]);
    const [before, after] = [on(7000), on(7000)];
    ok(after < 1.1 * before, `${before} then ${after}`);
  });

  for (const parameters of extremeChoices(name)) {
    Deno.test(`${name} scores and keeps a bounded state with ${JSON.stringify(parameters)}`, () => {
      const choice = { name, ...parameters };
      const [detector, other] = [
        createStreamDetector(choice, CONTEXT),
        createStreamDetector(choice, CONTEXT),
      ];
      detector.fit(SERIES.slice(0, WARMUP));
      for (const one of SERIES.slice(WARMUP, 500)) ok(sane(detector.update(one)));
      const state = JSON.stringify(detector.saveState());
      ok(state.length < MAX_STATE_LENGTH, `${state.length} characters`);
      other.loadState(JSON.parse(state));
      for (const one of SERIES.slice(500, 520)) strictEqual(other.update(one), detector.update(one));
      if (detector.name !== name) {
        throws(() => createStreamDetector(name, CONTEXT).loadState(JSON.parse(state)), /at name/);
      }
    });
  }

  Deno.test(`${name} gives the same scores for the same seed`, () => {
    deepStrictEqual(scored(name, SERIES.slice(WARMUP, 500)), scored(name, SERIES.slice(WARMUP, 500)));
  });
}

Deno.test("createStreamDetector() names the nearest detector for one that is not there", () => {
  throws(() => createStreamDetector("ewm", CONTEXT), /did you mean "ewma"\?/);
});
