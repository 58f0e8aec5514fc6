import { deepStrictEqual, strictEqual, throws } from "node:assert";
import type { DiagnoserContext } from "../../diagnose/mod.ts";
import type { Diagnosis, LabelledIncident } from "../../model/mod.ts";
import { createTopology } from "../../simulator/mod.ts";
import { createJudge } from "./judge.ts";
import { madeUpIncident } from "./testing/made_up_incident.ts";
import type { Method } from "./method.ts";

const ANSWER: Diagnosis = {
  suspect: "db",
  confidence: 0.7,
  ranking: [{ service: "db", score: 2 }, { service: "api", score: 0 }],
  rationale: "db is slow",
};

/** A method that notes what it is given. */
function spy(answer: () => Diagnosis = () => ANSWER) {
  const given: { contexts: DiagnoserContext[]; fits: unknown[] } = { contexts: [], fits: [] };
  const method: Method = {
    name: "spy",
    create: (context) => {
      given.contexts.push(context);
      return { name: "spy", fit: (before) => given.fits.push(before), diagnose: answer };
    },
  };
  return { method, given };
}

/** Another incident that shares what is normal with the first. */
function neighbour(of: LabelledIncident): LabelledIncident {
  return { ...of, incident: { ...of.incident, id: "neighbour" } };
}

Deno.test("createJudge() sets the answer beside the truth; a score of 0 names nobody", () => {
  const verdict = createJudge(spy().method)(madeUpIncident("1"));
  deepStrictEqual(verdict.named, ["db"]);
  deepStrictEqual([verdict.truth, verdict.fault, verdict.confidence], [["api"], "cpu", 0.7]);
});

Deno.test("createJudge() shows a method no word of the truth", () => {
  const { method, given } = spy();
  createJudge(method)(madeUpIncident("1"));
  deepStrictEqual(Object.keys(given.contexts[0]!).sort(), ["seed", "services", "symptom"]);
  deepStrictEqual(Object.keys(given.fits[0]!), ["metrics"]);
});

Deno.test("createJudge() learns once for neighbours, and gives each new diagnoser a seed of its own", () => {
  const { method, given } = spy();
  const judge = createJudge(method);
  const first = madeUpIncident("1");
  judge(first);
  strictEqual(judge(neighbour(first)).fitMs, null);
  judge(madeUpIncident("2"));
  strictEqual(given.fits.length, 2);
  deepStrictEqual(given.contexts.map(({ seed }) => seed), [0, 1]);
});

Deno.test("createJudge() hands on the topology of an incident, and learns anew where it is another one", () => {
  const { method, given } = spy();
  const judge = createJudge(method);
  const first = madeUpIncident("1");
  const [one, other] = [createTopology("three-tier"), createTopology("boutique")];
  for (const topology of [one, one, other]) judge({ ...first, incident: { ...first.incident, topology } });
  deepStrictEqual(given.contexts.map(({ topology }) => topology?.name), ["three-tier", "boutique"]);
  deepStrictEqual(given.contexts.map(({ services }) => services), [["api", "db"], ["api", "db"]]);
});

Deno.test("createJudge() takes the time of learning and of the diagnosis apart", () => {
  const ticks = [0, 5, 12].values();
  const verdict = createJudge(spy().method, { clock: () => ticks.next().value! })(madeUpIncident("1"));
  deepStrictEqual([verdict.fitMs, verdict.diagnoseMs], [5, 7]);
});

Deno.test("createJudge() names the method and the incident where a method fails or is surer than sure", () => {
  const failing = spy(() => {
    throw new Error("no luck");
  });
  throws(
    () => createJudge(failing.method)(madeUpIncident("set/3")),
    /^Error: The method "spy" failed on the incident "set\/3": no luck$/,
  );
  for (const confidence of [NaN, -0.1, 1.1]) {
    const { method } = spy(() => ({ ...ANSWER, confidence }));
    throws(() => createJudge(method)(madeUpIncident("1")), /"spy" failed .* 0 to 1, found/);
  }
});
