import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Diagnosis, Observation, Topology } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import type { Offer } from "../remedies/chooser.ts";
import { plansFor } from "../remedies/plans.ts";
import { createIncidentView, INCIDENT_FEATURES } from "./incident_features.ts";
import { CANDIDATE_FEATURES, candidateRows, playbookPrior } from "./plan_features.ts";

const SLO = { latencyP95Ms: 220, errorRate: 0.06 };
const LARGER: Topology = {
  ...SYNTHETIC,
  services: [...SYNTHETIC.services, { ...SYNTHETIC.services[0]!, name: "mail" }],
};
const DIAGNOSIS: Diagnosis = {
  suspect: "db",
  confidence: 0.75,
  ranking: [{ service: "db", score: 0.75 }, { service: "api", score: 0.25 }, { service: "cache", score: 0 }],
  kinds: [
    { service: "db", fault: "slow_query", probability: 0.5 },
    { service: "db", fault: "disk_full", probability: 0.25 },
    { service: "api", fault: "bad_deploy", probability: 0.25 },
  ],
  rationale: "given",
};

/** The rows of a decision, each by the name of its features. */
function rowsOf(changes: Partial<Offer> = {}, topology = SYNTHETIC, p95 = 440) {
  const context = { topology, slo: SLO };
  const view = createIncidentView(context);
  const recent = createWindow(topology, 24);
  const observe = synthesize(1);
  let observation: Observation | undefined;
  for (let i = 0; i < 6; i++) {
    const seen = observe({ values: i < 5 ? {} : { 0: p95 } });
    const values = Float64Array.from(
      { length: topology.services.length * 5 },
      (_, at) => seen.values[at] ?? 0,
    );
    observation = { ...seen, values };
    recent.push(observation);
    if (i === 4) view.fit(recent);
  }
  const offer: Offer = {
    situation: {
      observation: observation!,
      recent,
      detection: undefined,
      inBreach: true,
      diagnose: () => DIAGNOSIS,
    },
    diagnosis: DIAGNOSIS,
    plans: plansFor(DIAGNOSIS, context),
    waits: undefined,
    mayWait: true,
    breachSteps: 2,
    attempts: [],
    ...changes,
  };
  const incident = new Float64Array(CANDIDATE_FEATURES.length);
  view.write(offer, incident);
  const rows = candidateRows(offer, offer.plans, { context, incident });
  const named = rows.map((row) => Object.fromEntries(CANDIDATE_FEATURES.map((name, i) => [name, row[i]!])));
  return { rows, named, plans: offer.plans };
}

Deno.test("a row has the same features on systems of any size, each with a name of its own", () => {
  strictEqual(new Set(CANDIDATE_FEATURES).size, CANDIDATE_FEATURES.length);
  for (const topology of [SYNTHETIC, LARGER]) {
    for (const row of rowsOf({}, topology).rows) {
      strictEqual(row.length, CANDIDATE_FEATURES.length);
      ok(row.every(Number.isFinite));
    }
  }
});

Deno.test("the incident is in all rows of a decision: how sure the diagnosis is, and how far users are from the SLO", () => {
  const { rows, named } = rowsOf();
  for (const row of rows) {
    deepStrictEqual(row.slice(0, INCIDENT_FEATURES.length), rows[0]!.slice(0, INCIDENT_FEATURES.length));
  }
  const [row] = named;
  strictEqual(row!["confidence"], 0.75);
  strictEqual(row!["margin of the suspect"], 0.5);
  strictEqual(row!["may be slow_query"], 0.5);
  ok(Math.abs(row!["latency over the SLO"]! - Math.log(2) / 3) < 1e-9);
  ok(rowsOf({}, SYNTHETIC, 880).named[0]!["trend of the latency"]! > row!["trend of the latency"]!);
});

Deno.test("a plan's row has the probability of each kind of fault where it acts, and what is none of them", () => {
  const { named, plans } = rowsOf();
  const rowOf = (text: string) =>
    named[
      1 + plans.findIndex(({ actions }) => {
        const last = actions.at(-1)!;
        return `${last.kind} ${"service" in last ? last.service : ""}` === text;
      })
    ]!;
  const failover = rowOf("failover db");
  strictEqual(failover["failover against slow_query"], 0.5);
  strictEqual(failover["failover against bad_deploy"], 0);
  strictEqual(failover["failover against anything else"], 0.25);
  strictEqual(failover["probability of the service"], 0.75);
  strictEqual(failover["on a database"], 1);
  const rollback = rowOf("rollback api");
  strictEqual(rollback["rollback against bad_deploy"], 0.25);
  strictEqual(rollback["failover against slow_query"], 0);
  strictEqual(rowOf("limit_traffic ")["limit_traffic against bad_deploy"], 0.25);
});

Deno.test("the playbook's choice is its first plan, or waiting where it would wait", () => {
  const choiceOf = (changes: Partial<Offer>) =>
    rowsOf(changes).named.findIndex((row) => row["the playbook's choice"] === 1);
  strictEqual(choiceOf({}), 1);
  strictEqual(choiceOf({ waits: "in doubt" }), 0);
  strictEqual(choiceOf({ mayWait: false }), 0);
});

Deno.test("what failed in this incident is seen, at its service and elsewhere", () => {
  const { named, plans } = rowsOf({ attempts: [[{ kind: "restart", service: "db" }]] });
  const restarts = plans.flatMap(({ actions }, i) => {
    const last = actions.at(-1)!;
    return last.kind === "restart" ? [{ service: last.service, row: named[1 + i]! }] : [];
  });
  ok(restarts.length > 1);
  for (const { service, row } of restarts) {
    strictEqual(row["this kind failed at this service"], service === "db" ? 1 : 0);
    strictEqual(row["this kind failed elsewhere"], service === "db" ? 0 : 1);
  }
});

Deno.test("the prior prefers the playbook's choice, and without trust none", () => {
  const { rows } = rowsOf();
  const scoresBy = (trust: number) => {
    const { mean } = playbookPrior({ trust, noise: 0.6 });
    return rows.map((row) => row.reduce((sum, value, i) => sum + value * mean[i]!, 0));
  };
  const trusting = scoresBy(0.5);
  strictEqual(trusting.indexOf(Math.max(...trusting)), 1);
  ok(scoresBy(0).every((score) => score === 0));
});
