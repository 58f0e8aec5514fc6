import { deepStrictEqual, match, strictEqual, throws } from "node:assert";
import { type Incident, UsageError } from "../model/mod.ts";
import { createDiagnoser } from "./catalogue.ts";
import { diagnoseIncident } from "./diagnose_incident.ts";
import { around100, madeUpSignals } from "./testing/made_up_signals.ts";

/** An incident in which the latency of the database rises, and with it that of its caller. */
const INCIDENT: Incident = {
  services: ["front", "db"],
  graph: [{ caller: "front", callee: "db" }],
  symptom: { service: "front" },
  before: madeUpSignals({ "front/latency": around100(60), "db/latency": around100(60) }),
  after: madeUpSignals({
    "front/latency": around100(24).map((x) => x + 150),
    "db/latency": around100(24).map((x) => x + 150),
  }),
} as unknown as Incident;

Deno.test("diagnoseIncident() says what the diagnoser of that name says, by default fused", () => {
  for (const choice of ["fused", "traversal", "baro:alarm=2"]) {
    const { services, graph, symptom } = INCIDENT;
    const diagnoser = createDiagnoser(choice, { services, graph: graph!, symptom: symptom! });
    diagnoser.fit(INCIDENT.before);
    deepStrictEqual(diagnoseIncident(INCIDENT, choice), diagnoser.diagnose(INCIDENT.after));
  }
  strictEqual(diagnoseIncident(INCIDENT).suspect, "db");
  deepStrictEqual(diagnoseIncident(INCIDENT), diagnoseIncident(INCIDENT, "fused"));
});

Deno.test("diagnoseIncident() names nobody, and says why, where the incident lacks what the diagnoser needs", () => {
  const { confidence, rationale, ranking } = diagnoseIncident(INCIDENT, "trace-self-time");
  deepStrictEqual([confidence, ranking.map(({ score }) => score)], [0, [0, 0]]);
  match(rationale, /spans/);
});

Deno.test("diagnoseIncident() refuses what is no incident, and a diagnoser that is not known", () => {
  const { before: _, ...half } = INCIDENT;
  for (
    const wrong of [null, undefined, 5, {}, [], half, { ...INCIDENT, services: "front" }, {
      ...INCIDENT,
      after: 7,
    }]
  ) {
    throws(
      () => diagnoseIncident(wrong as never),
      (error) => error instanceof UsageError && /^diagnoseIncident: /.test(error.message),
    );
  }
  throws(
    () => diagnoseIncident({ ...INCIDENT, services: [] }),
    /^UsageError: An incident needs a service .*, found none$/,
  );
  throws(() => diagnoseIncident(INCIDENT, "fusd"), /^UsageError: .*did you mean "fused"/);
});
