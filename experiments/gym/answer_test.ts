import { deepStrictEqual, match, strictEqual } from "node:assert";
import { printed } from "../testing/printed.ts";
import { createAnswerer } from "./answer.ts";
import { gym } from "./gym.ts";

Deno.test("requests are answered line by line: the spaces, an episode that comes again with its seed, a picture", () => {
  const answer = createAnswerer();
  const ask = (request: unknown) => JSON.parse(answer(JSON.stringify(request)));
  const { low, high, actions, steps } = ask({ make: { topology: "three-tier", steps: 100 } });
  strictEqual(low.length, high.length);
  strictEqual(steps, 40);
  const begun = ask({ reset: 7 });
  strictEqual(begun.observation.length, low.length);
  strictEqual(begun.mask.length, actions.length);
  const first = ask({ step: actions.indexOf("restart(db)") });
  strictEqual(first.mask[actions.indexOf("restart(db)")], 0);
  match(ask({ render: "text" }).render, /^step 61 .*after restart\(db\)\napi /);
  match(ask({ render: "picture" }).render, /^<svg/);
  deepStrictEqual(ask({ reset: 7 }), begun);
  deepStrictEqual(ask({ step: actions.indexOf("restart(db)") }), first);
});

Deno.test("what is wrong with a request is answered, and the next one is taken", () => {
  const answer = createAnswerer();
  const error = (line: string) => JSON.parse(answer(line)).error;
  match(error("step"), /a request must be a line of JSON, found step/);
  match(error('{"reset":1}'), /must be made first/);
  match(error('{"make":{"topology":"three-teir"}}'), /did you mean "three-tier"/);
  match(error('{"make":{"skipwarmup":true}}'), /did you mean "skipWarmup"/);
  strictEqual(error('{"make":{}}'), undefined);
  match(error('{"step":1}'), /must be reset before its first step/);
  match(error('{"reset":0.5}'), /reset must be a whole number, found 0.5/);
  strictEqual(error('{"reset":1}'), undefined);
  match(error('{"step":99}'), /from 0 to 17, found 99/);
});

Deno.test("the command describes an environment, and refuses what it does not know", async () => {
  match(
    await printed(() => gym([])),
    /three-tier: episodes of 180 steps[^]*33 {2}tried restore[^]*17 {2}restore/,
  );
  match(
    await printed(() => gym([])),
    /reward of a step: [^]*\n {2}healthy +1 {2}a step within the SLO\n {2}breach +-2 [^]*\n {2}shed +-1 {2}per step, times the share[^]*\n {2}action\.restart +-0\.5 {2}each restart/,
  );
  match(await printed(() => gym(["--help"])), /deno task gym \[options\]/);
});
