import { throws } from "node:assert";
import { createTopology } from "../topology/topologies.ts";
import { simulateRequests } from "./discrete_event.ts";
import type { SystemSettings } from "./settings.ts";

function refused(settings: object, message: RegExp): void {
  const options = { next: () => 0.5, seconds: 1, ...settings as SystemSettings };
  throws(() => simulateRequests(createTopology("three-tier"), options), message);
}

Deno.test("simulateRequests() refuses settings of what the topology doesn't have, with the nearest name", () => {
  refused(
    { services: { bd: {} } },
    /^UsageError: simulateRequests: services\.bd is not known: did you mean "db"/,
  );
  refused({ calls: { "api -> dv": {} } }, /is not known: did you mean "api -> db"/);
  refused({ schedule: [{ at: 1, flush: { db: 0 } }] }, /flush\.db is not known/);
  refused({ services: { db: { slwo: 2 } } }, /slwo is not known: did you mean "slow"/);
});

Deno.test("simulateRequests() refuses settings out of range, with the rule and the value", () => {
  refused({ services: { db: { slow: 0 } } }, /slow must be more than 0, found 0/);
  refused({ calls: { "api -> db": { loss: 1.5 } } }, /loss must be at most 1, found 1\.5/);
  refused({ calls: { "api -> db": { poolSize: 0.5 } } }, /poolSize .*found 0\.5/);
  refused({ services: { api: { balancing: "round-robin" } } }, /did you mean "round robin"/);
  refused({ users: { retries: -1 } }, /retries must be 0 or more, found -1/);
  refused({ services: { api: { pauses: { seconds: 1, share: 1 } } } }, /share must be less than 1, found 1/);
  refused({ schedule: [{ services: {} }] }, /schedule\[0\]\.at is missing/);
  refused({ schedule: [{ at: 1, services: { api: { threads: 3 } } }] }, /threads is not known/);
});
