import { deepStrictEqual, ok, throws } from "node:assert";
import { remedyMatrix } from "./remedy_matrix.ts";

Deno.test("remedyMatrix() shows that a failover ends a slow query and a rollback does not", () => {
  const rows = remedyMatrix({
    faults: ["slow_query:db:1"],
    plans: [[], [{ kind: "failover", service: "db" }], [
      { kind: "rollback", service: "db" },
      { kind: "rollback", service: "db" },
    ]],
    seeds: [1, 2, 3],
  });
  deepStrictEqual(rows.map(({ action }) => action), ["nothing", "failover(db)", "2 x rollback(db)"]);
  const [nothing, failover, rollback] = rows.map(({ sloSteps }) => sloSteps);
  ok(failover! < 30 && nothing! > 40, `${failover} against ${nothing}`);
  // A rollback of a database does nothing at all.
  deepStrictEqual(rollback, nothing);
});

Deno.test("remedyMatrix() refuses to compare nothing", () => {
  throws(() => remedyMatrix({ faults: [], plans: [[]], seeds: [1] }), /^UsageError: A matrix of remedies/);
  throws(() => remedyMatrix({ faults: ["slow_query"], plans: [], seeds: [1] }), /at least one fault/);
  throws(() => remedyMatrix({ faults: ["slow_query"], plans: [[]], seeds: [] }), /one seed/);
});
