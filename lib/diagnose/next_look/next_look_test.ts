import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert";
import type { Diagnosis } from "../../model/mod.ts";
import { diagnoseIncident } from "../diagnose_incident.ts";
import { around100, madeUpSignals } from "../testing/made_up_signals.ts";
import { madeUpOutage } from "../testing/outages.ts";
import { lookText } from "./look_text.ts";
import { nextLook, type NextLookOptions } from "./next_look.ts";

const SERVICES = ["web", "shop", "db"];
const GRAPH = [{ caller: "web", callee: "shop" }, { caller: "shop", callee: "db" }];
const METRICS = madeUpSignals({
  "web/cpu": around100(9),
  "shop/cpu": around100(9),
  "db/cpu": around100(9),
});

/** A diagnosis between sets of services, as likely as stated. */
function between(...causes: (readonly [readonly string[], number])[]): Diagnosis {
  const of = (service: string) =>
    causes.reduce((sum, [services, p]) => sum + (services.includes(service) ? p : 0), 0);
  const ranking = SERVICES.map((service) => ({ service, score: of(service) })).toSorted((a, b) =>
    b.score - a.score
  );
  return {
    suspect: ranking[0]!.service,
    confidence: ranking[0]!.score,
    ranking,
    causes: causes.map(([services, probability]) => ({ services, probability })),
    rationale: "",
  };
}

function asked(diagnosis: Diagnosis, options: NextLookOptions = {}) {
  const incident = { services: SERVICES, graph: GRAPH, before: METRICS, after: METRICS };
  return nextLook(diagnosis, incident, options);
}

const SHOP_OR_DB = between([["shop"], 0.5], [["db"], 0.45], [[], 0.05]);

Deno.test("of a caller and what it calls the traces of what is called part them, since the caller suffers either way", () => {
  const look = asked(SHOP_OR_DB)!;
  deepStrictEqual([look.signal, look.service, look.between], ["traces", "db", [["shop"], ["db"]]]);
  const logs = asked(SHOP_OR_DB, { signals: ["logs"] })!;
  deepStrictEqual([logs.signal, logs.service], ["logs", "db"]);
  ok(logs.gainBits < look.gainBits);
});

Deno.test("where one signal of one service is left that parts two suspects, that is named, and nothing where none is", () => {
  const all = ["traces", "logs", "changes"] as const;
  for (const signal of all) {
    for (const service of ["shop", "db"]) {
      const others = all.flatMap((one) => SERVICES.map((its) => ({ signal: one, service: its })))
        .filter((one) => one.signal !== signal || one.service !== service);
      const look = asked(SHOP_OR_DB, { done: others });
      // Logs of a caller speak of it about as often as of what it waits for.
      if (signal === "logs" && service === "shop") strictEqual(look, undefined);
      else deepStrictEqual([look?.signal, look?.service], [signal, service]);
      strictEqual(asked(SHOP_OR_DB, { done: [...others, { signal, service }] }), undefined);
    }
  }
});

Deno.test("changes are worth as much as a deployment is likely at the suspect", () => {
  const deployed = (probability: number): Diagnosis => ({
    ...SHOP_OR_DB,
    kinds: [
      { service: "shop", fault: "bad_deploy", probability: probability / 2 },
      { service: "shop", fault: "memory_leak", probability: (1 - probability) / 2 },
      { service: "db", fault: "slow_query", probability: 0.45 },
    ],
  });
  const look = asked(deployed(0.98))!;
  deepStrictEqual([look.signal, look.service], ["changes", "shop"]);
  strictEqual(asked(deployed(0), { signals: ["changes"] }), undefined);
});

Deno.test("a look is worth nothing where one explanation is left, and most where two are equally likely", () => {
  strictEqual(asked(between([["db"], 0.999], [["shop"], 0.001])), undefined);
  strictEqual(asked(between([["db"], 0.7])), undefined);
  const gains = [0.6, 0.8, 0.95].map((p) => asked(between([["db"], p], [["shop"], 1 - p]))!.gainBits);
  ok(gains[0]! > gains[1]! && gains[1]! > gains[2]! && gains[0]! <= 1, gains.join());
});

Deno.test("sets of causes and nobody are explanations as well, and said in words", () => {
  const second = asked(between([["db"], 0.5], [["db", "web"], 0.5]), { signals: ["traces"] })!;
  deepStrictEqual(second.service, "web");
  match(
    lookText(second),
    /^to tell whether it is db or db and web, look next at traces of web \(0\.\d\d bits expected\)$/,
  );
  const nobody = asked(between([[], 0.6], [["db"], 0.4]))!;
  match(lookText(nobody), /whether it is nobody or db, look next at traces of db /);
  const changes = asked(SHOP_OR_DB, { signals: ["changes"] })!;
  match(lookText(changes), /look next at what has lately been changed in (shop|db) /);
});

Deno.test("without sets of causes the ranking is read, scaled to the confidence", () => {
  const { causes: _, ...plain } = SHOP_OR_DB;
  const scores = {
    ...plain,
    confidence: 0.5,
    ranking: plain.ranking.map((one) => ({ ...one, score: 40 * one.score })),
  };
  deepStrictEqual(asked(scores)?.between, [["shop"], ["db"]]);
});

Deno.test("fused says in its rationale what to look at next, and not where it is sure", () => {
  const { incident } = madeUpOutage(1, "slow");
  const { look, rationale } = diagnoseIncident(incident);
  ok(look !== undefined && look.gainBits > 0.05);
  ok(rationale.endsWith(`; ${lookText(look)}`), rationale);
  const sure = diagnoseIncident(madeUpOutage(1, "dead").incident);
  strictEqual(sure.look, undefined);
  doesNotMatch(sure.rationale, /look next/);
});
