import { deepStrictEqual, strictEqual } from "node:assert";
import { incidentAfter, isSameAttempt, openIncident, type Signs, withAttempt } from "./incidents.ts";
import type { OpenIncident } from "./state/state.ts";

const RULES = { system: "shop", quietSeconds: 60 };
const quiet = (atSeconds: number, more: Partial<Signs> = {}): Signs => ({
  atSeconds,
  isMeasured: true,
  isBusy: false,
  ...more,
});

Deno.test("an incident is opened by the first sign, of which a breach tells the most, and named by its time", () => {
  strictEqual(incidentAfter(null, quiet(0), RULES), null);
  const opened = incidentAfter(null, quiet(1_700_000_000, { alarm: "alarm", breach: "slow" }), RULES)!;
  deepStrictEqual([opened.id, opened.openedBy], ["shop-20231114T221320Z", "slow"]);
});

Deno.test("an incident is over after a quiet time that nothing has interrupted, neither a sign nor a gap in the measurements", () => {
  let incident: OpenIncident | null = openIncident("shop", { atSeconds: 0, openedBy: "slow" });
  for (let at = 5; at <= 60; at += 5) incident = incidentAfter(incident, quiet(at), RULES);
  incident = incidentAfter(incident, quiet(62, { alarm: "alarm" }), RULES);
  for (let at = 65; at < 125; at += 5) {
    incident = incidentAfter(incident, quiet(at, { isMeasured: at > 100 }), RULES);
  }
  strictEqual(incident!.quietSinceSeconds, 105, "what was not measured was not quiet");
  strictEqual(incidentAfter(incident, quiet(164), RULES)?.id, incident!.id);
  strictEqual(incidentAfter(incident, quiet(165, { isBusy: true }), RULES)?.id, incident!.id);
  strictEqual(incidentAfter(incident, quiet(165), RULES), null);
});

Deno.test("an alert from outside holds an incident open until people were called or have refused something, and no longer", () => {
  const alerted = (incident: OpenIncident, at: number) =>
    incidentAfter(incident, quiet(at, { alert: "Slow" }), RULES);
  const opened = openIncident("shop", { atSeconds: 0, openedBy: "Slow" });
  strictEqual(alerted({ ...opened, quietSinceSeconds: 0 }, 1000)?.id, opened.id);
  for (const over of [{ ...opened, escalated: "3 attempts" }, { ...opened, rejected: ["restart(db)"] }]) {
    const still = alerted(over, 1000);
    strictEqual(still?.quietSinceSeconds, 1000);
    strictEqual(alerted(still!, 1060), null);
  }
});

Deno.test("actions within half the settling time of the first are one attempt", () => {
  let incident = openIncident("shop", { atSeconds: 0, openedBy: "slow" });
  for (const at of [10, 20, 39, 40, 100]) incident = withAttempt(incident, at, 60);
  deepStrictEqual([incident.attempts, incident.attemptAtSeconds], [3, 100]);
  deepStrictEqual([isSameAttempt(incident, 129, 60), isSameAttempt(incident, 130, 60)], [true, false]);
});
