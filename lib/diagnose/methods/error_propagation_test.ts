import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createDiagnoser } from "../catalogue.ts";
import { signalsOf, traces, type WrittenSpan } from "../testing/written_trace.ts";

const services = ["front", "cart", "db"];

/** How a request goes: where it fails, or whom it does not reach. */
type Course = "well" | "db" | "cart" | "no db" | "no answer of db";

function request(course: Course): WrittenSpan {
  const failed = course !== "well";
  const inDb = course !== "well" && course !== "cart";
  const store: WrittenSpan = {
    service: "cart",
    kind: "client",
    from: 2,
    to: 8,
    failed: inDb,
    attributes: { "server.address": "db" },
    children: course === "no db" ? [] : [{ service: "db", from: 3, to: 7, failed: course === "db" }],
  };
  const cart: WrittenSpan = { service: "cart", from: 1, to: 9, failed, children: [store] };
  const call: WrittenSpan = { service: "front", kind: "client", from: 0, to: 10, failed, children: [cart] };
  return { service: "front", from: 0, to: 10, failed, children: [call] };
}

function diagnose(course: Course, usual: Course = "well") {
  const some = (often: Course, each: number) => traces(50, (i) => request(i % each === 0 ? often : "well"));
  const diagnoser = createDiagnoser("error-propagation", { services });
  diagnoser.fit(signalsOf({ spans: some(usual, 10) }));
  return diagnoser.diagnose(signalsOf({ spans: some(course, 5) }));
}

for (
  const [course, suspect] of [["db", "db"], ["cart", "cart"], ["no db", "db"], [
    "no answer of db",
    "db",
  ]] as const
) {
  Deno.test(`a failure that goes ${course} begins at ${suspect}, not where it is passed on`, () => {
    const { suspect: named, confidence, ranking, rationale } = diagnose(course);
    strictEqual(named, suspect);
    deepStrictEqual(ranking.map(({ score }) => score), [0.2, 0, 0]);
    strictEqual(confidence, 1);
    ok(rationale.includes(suspect));
  });
}

Deno.test("a call that is given up is the fault of who was still at work beneath it, not of who waited too", () => {
  const slow = (): WrittenSpan => ({
    service: "front",
    kind: "client",
    from: 0,
    to: 10,
    failed: true,
    children: [{
      service: "cart",
      from: 1,
      to: 31,
      children: [{
        service: "cart",
        kind: "client",
        from: 2,
        to: 30,
        attributes: { "server.address": "db" },
        children: [{ service: "db", from: 3, to: 29 }],
      }],
    }],
  });
  const diagnoser = createDiagnoser("error-propagation", { services });
  diagnoser.fit(signalsOf({ spans: traces(50, () => request("well")) }));
  const { suspect, rationale } = diagnoser.diagnose(signalsOf({ spans: traces(50, slow) }));
  strictEqual(suspect, "db");
  ok(rationale.includes("given up"));
});

Deno.test("failures that were there before do not count", () => {
  const { suspect, ranking } = diagnose("cart", "db");
  strictEqual(suspect, "cart");
  strictEqual(ranking.find(({ service }) => service === "db")!.score, 0);
});

Deno.test("error propagation names nobody where nothing fails or nobody traced, and must be fitted", () => {
  const diagnoser = createDiagnoser("error-propagation", { services });
  throws(() => diagnoser.diagnose(signalsOf()), /must be fitted/);
  diagnoser.fit(signalsOf());
  strictEqual(diagnoser.diagnose(signalsOf()).confidence, 0);
  strictEqual(diagnose("well").confidence, 0);
});

/** Only servers write spans; `front` calls `cart`, which calls `db`. */
function serversOnly(reached: readonly string[]): WrittenSpan {
  const failed = reached.length < services.length;
  const down = (names: readonly string[], depth: number): WrittenSpan[] =>
    names.length === 0 ? [] : [{
      service: names[0]!,
      from: depth,
      to: 20 - depth,
      failed,
      children: down(names.slice(1), depth + 1),
    }];
  return down(reached, 0)[0]!;
}

Deno.test("where only servers write spans, failures begin at the callee that has stopped writing any", () => {
  for (const name of ["error-propagation", "fused"]) {
    for (const [reached, suspect] of [[["front", "cart"], "db"], [["front"], "cart"]] as const) {
      const diagnoser = createDiagnoser(name, { services });
      diagnoser.fit(signalsOf({ spans: traces(50, () => serversOnly(services)) }));
      strictEqual(
        diagnoser.diagnose(signalsOf({ spans: traces(50, () => serversOnly(reached)) })).suspect,
        suspect,
        name,
      );
    }
  }
});
