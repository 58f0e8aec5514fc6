import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { petshop } from "../../observe/petshop/petshop.ts";
import { openFolder } from "../../observe/reading/folder_files.ts";
import { accuracyAtK, type RankedCase } from "../../stats/mod.ts";
import { contextOfIncident, type DiagnoserContext } from "../diagnoser.ts";
import { around100, madeUpSignals } from "../testing/made_up_signals.ts";
import { createDiagnoser } from "../catalogue.ts";

const SERVICES = ["front", "api", "db", "cache", "mail"];
const CONTEXT: DiagnoserContext = {
  services: SERVICES,
  symptom: { service: "front" },
  graph: [["front", "api"], ["api", "db"], ["front", "db"], ["front", "cache"], ["api", "mail"]]
    .map(([caller, callee]) => ({ caller: caller!, callee: callee! })),
};

/** Three rows; at the third, latencies so many robust standard deviations from usual. */
function judge(
  name: string,
  scores: Readonly<Record<string, number>>,
  context: DiagnoserContext = CONTEXT,
) {
  const diagnoser = createDiagnoser(name, context);
  const names = SERVICES.map((name) => `${name}/latency`);
  diagnoser.fit(madeUpSignals(Object.fromEntries(names.map((name) => [name, around100(60)]))));
  const value = (name: string) => [100, NaN, 100 + 1.4826 * (scores[name] ?? 0)];
  const after = Object.fromEntries(SERVICES.map((name) => [`${name}/latency`, value(name)]));
  return diagnoser.diagnose(madeUpSignals(after));
}

const rounded = ({ ranking }: ReturnType<typeof judge>) =>
  ranking.map(({ service, score }) => [service, Math.round(score * 1e6) / 1e6]);

Deno.test("anomaly traversal ranks the deepest anomalous services by the best sum along a path", () => {
  deepStrictEqual(rounded(judge("traversal", { front: 6, api: 7, db: 8, cache: 14, mail: 4 })), [
    ["db", 21],
    ["cache", 20],
    ["front", 0],
    ["api", 0],
    ["mail", 0],
  ]);
});

Deno.test("anomaly traversal names nobody where the path to the target is broken or the target is well", () => {
  for (const scores of [{ front: 4, api: 9 }, {}]) {
    const { ranking, confidence } = judge("traversal", scores);
    deepStrictEqual(ranking.map(({ score }) => score), [0, 0, 0, 0, 0]);
    strictEqual(confidence, 0);
  }
  strictEqual(judge("traversal", { front: 6, mail: 30 }).ranking[0]!.service, "front");
});

Deno.test("with the fallback, leaves of a region that does not reach the target are named, then the rest", () => {
  const { ranking } = judge("traversal-fallback", { api: 40, db: 8, mail: 9 });
  deepStrictEqual(ranking.map(({ service }) => service), ["mail", "db", "api", "front", "cache"]);
  deepStrictEqual(ranking.map(({ score }) => score > 0), [true, true, true, false, false]);
});

Deno.test("with the fallback, candidates of the published traversal stay first", () => {
  const { ranking } = judge("traversal-fallback", { front: 6, cache: 7, mail: 30 });
  deepStrictEqual(ranking.map(({ service }) => service), ["cache", "mail", "front", "api", "db"]);
});

Deno.test("anomaly traversal without a graph takes every service for a callee of the target", () => {
  const { services, symptom } = CONTEXT;
  const ranked = rounded(
    judge("traversal", { front: 6, api: 7, db: 8 }, { services, symptom: symptom! }),
  );
  deepStrictEqual(ranked.slice(0, 3), [["db", 14], ["api", 13], ["front", 0]]);
});

Deno.test("anomaly traversal ends on a cycle of calls", () => {
  const graph = [...CONTEXT.graph!, { caller: "db", callee: "api" }];
  const { ranking } = judge("traversal", { front: 6, api: 7, db: 8, cache: 6 }, { ...CONTEXT, graph });
  strictEqual(ranking[0]!.service, "cache");
});

Deno.test("anomaly traversal answers a single row and none, and refuses to judge unfitted", () => {
  for (const name of ["traversal", "traversal-fallback"]) {
    const diagnoser = createDiagnoser(name, CONTEXT);
    throws(() => diagnoser.diagnose(madeUpSignals({})), /must be fitted/);
    diagnoser.fit(madeUpSignals({ "front/latency": around100(60), "db/latency": Array(60).fill(3) }));
    const one = diagnoser.diagnose(madeUpSignals({ "front/latency": [120], "db/latency": [4] }));
    strictEqual(one.suspect, "db");
    const none = diagnoser.diagnose(madeUpSignals({ "front/latency": [], "db/latency": [] }));
    strictEqual(none.confidence, 0);
    strictEqual(none.ranking.length, 5);
  }
});

const folder = (await Deno.permissions.query({ name: "env", variable: "AIOPS_DATA_DIR" })).state === "granted"
  ? Deno.env.get("AIOPS_DATA_DIR")
  : undefined;

Deno.test("anomaly traversal gives PetShop's published figures, and the fallback lifts them", {
  ignore: folder === undefined,
}, async () => {
  const cases: Record<string, RankedCase[]> = { published: [], fallback: [] };
  const { incidents } = await petshop.open(await openFolder(`${folder}/petshop`), { split: "train" });
  for await (const { incident, truth } of incidents) {
    const names = { published: "traversal", fallback: "traversal-fallback" };
    for (const [which, name] of Object.entries(names)) {
      const diagnoser = createDiagnoser(name, contextOfIncident(incident));
      diagnoser.fit(incident.before);
      cases[which]!.push({ ranking: diagnoser.diagnose(incident.after).ranking, truth: truth.services });
    }
  }
  const figures = (name: string) => [1, 3].map((k) => accuracyAtK(cases[name]!, k));
  ok(cases.published!.length === 16);
  deepStrictEqual(figures("published"), [10 / 16, 11 / 16]);
  deepStrictEqual(figures("fallback"), [14 / 16, 1]);
});

Deno.test("a service without the metric that shows the symptom is not anomalous", () => {
  const services = ["front", "bare", "db"];
  const graph = [{ caller: "front", callee: "bare" }, { caller: "front", callee: "db" }];
  for (const name of ["traversal", "traversal-fallback"]) {
    const diagnoser = createDiagnoser(name, { services, symptom: { service: "front" }, graph });
    diagnoser.fit(madeUpSignals({ "front/latency": around100(60), "db/latency": around100(60) }));
    const { ranking } = diagnoser.diagnose(
      madeUpSignals({ "front/latency": [100, 500, 500], "db/latency": [100, 300, 300] }),
    );
    strictEqual(ranking[0]!.service, "db");
    deepStrictEqual(ranking.find(({ service }) => service === "bare"), { service: "bare", score: 0 });
  }
});

Deno.test("anomaly traversal takes of two metrics that show the symptom alike the first", () => {
  const columns = ["latency", "latency-mean"].flatMap((metric) =>
    ["front", "api", "db"].map((name) => `${name}/${metric}`)
  );
  const signals = (rows: readonly number[], of: (name: string) => number) => {
    const { metrics } = madeUpSignals(
      Object.fromEntries(columns.map((name) => [name, rows.map((x) => x + of(name))])),
    );
    return {
      metrics: {
        ...metrics,
        indicators: metrics.indicators.map((one) => ({ ...one, role: "latency" as const })),
      },
    };
  };
  const diagnoser = createDiagnoser("traversal", CONTEXT);
  diagnoser.fit(signals(around100(60), () => 0));
  // By the one the api is at fault, by the other the database.
  const anomalous = ["front/latency", "api/latency", "front/latency-mean", "db/latency-mean"];
  const { suspect, rationale } = diagnoser.diagnose(
    signals([100, 100, 100], (name) => anomalous.includes(name) ? 20 : 0),
  );
  strictEqual(suspect, "api");
  strictEqual(/the anomaly of latency leads/.test(rationale), true, rationale);
});
