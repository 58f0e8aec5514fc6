import { deepStrictEqual, throws } from "node:assert";
import { contestantsOf } from "./contestants.ts";

const namesOf = (given: Parameters<typeof contestantsOf>[0]) => contestantsOf(given).map(({ name }) => name);

Deno.test("lists of choices and of values are every combination, each by its shortest name", () => {
  deepStrictEqual(
    namesOf({
      agent: "full",
      detector: ["ewma", { name: "cusum", clip: [4, 8], ceiling: [10, 20] }],
      policy: ["playbook", "random"],
    }),
    ["ewma", "cusum:clip=4", "cusum:clip=4,ceiling=20", "cusum", "cusum:ceiling=20"].flatMap((detector) =>
      ["playbook", "random"].map((policy) => `full detector=${detector} policy=${policy}`)
    ),
  );
});

Deno.test("the planner's parameters are a grid like those of any policy", () => {
  deepStrictEqual(namesOf({ agent: "planner", policy: { name: "planner", twinSteps: [300, 2000] } }), [
    "planner policy=planner:twinSteps=300",
    "planner policy=planner",
  ]);
});

Deno.test("a list in a text is a grid too, with several lists every combination", () => {
  const text = "cusum:clip=[4, 8],ceiling=[10,20]";
  deepStrictEqual(
    namesOf({ agent: "full", detector: text }),
    namesOf({ agent: "full", detector: { name: "cusum", clip: [4, 8], ceiling: [10, 20] } }),
  );
  for (const wrong of ["cusum:clip=[4,,8]", "cusum:clip=[]"]) {
    throws(() => namesOf({ agent: "full", detector: wrong }), /A list of values is \[value,value,…\]/);
  }
  throws(
    () => namesOf({ agent: "full", detector: "cusum:clip=[4,400]" }),
    /"clip" of the detector "cusum" must be/,
  );
});

Deno.test("a name that was given is told apart by the parts that vary alone", () => {
  const given = { name: "mine", agent: "full", detector: ["ewma", "cusum"], policy: "random" };
  deepStrictEqual(namesOf(given), ["mine detector=ewma", "mine detector=cusum"]);
  deepStrictEqual(namesOf({ ...given, detector: "ewma" }), ["mine"]);
});

Deno.test("a mistake in a grid is told with its place, and one beyond 500 agents before any is made", () => {
  throws(
    () => contestantsOf({ agent: "full", detector: { name: "cusum", clip: [4, 400] } }, ["agents", 1]),
    /^UsageError: agents\[1\].detector: The parameter "clip" of the detector "cusum" must be .* found 400$/,
  );
  const clip = Array.from({ length: 30 }, (_, i) => i + 1);
  throws(
    () => contestantsOf({ agent: "full", detector: { name: "cusum", clip, ceiling: clip } }),
    /A grid holds at most 500 agents/,
  );
});
