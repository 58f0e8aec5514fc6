import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createDiagnoser } from "../catalogue.ts";
import { signalsOf, traces, type WrittenSpan } from "../testing/written_trace.ts";

const services = ["front", "cart", "prices", "db"];

/** Milliseconds that are added to each place. */
interface Added {
  readonly cart?: number;
  readonly db?: number;
  readonly toCart?: number;
  readonly toPrices?: number;
  readonly toDb?: number;
}

/** front calls cart and prices, and both call db. Everyone works 10 ms, links take 2 ms; every tenth trace is a little slower. */
function request(
  i: number,
  { cart = 0, db = 0, toCart = 0, toPrices = 0, toDb = 0 }: Added = {},
): WrittenSpan {
  const visit = (
    service: string,
    from: number,
    own: number,
    calls: (at: number) => WrittenSpan[],
  ): WrittenSpan => {
    const children = calls(from + own + i % 10 / 5);
    return { service, from, to: children.at(-1)?.to ?? from + own, children };
  };
  const call = (
    service: string,
    from: number,
    gap: number,
    callee: (at: number) => WrittenSpan,
  ): WrittenSpan => {
    const answer = callee(from + gap / 2);
    return { service, kind: "client", name: "GET", from, to: answer.to + gap / 2, children: [answer] };
  };
  const store = (service: string) => (at: number) => [
    call(service, at, 2 + toDb, (start) => visit("db", start, 10 + db, () => [])),
  ];
  return visit("front", 0, 10, (at) => {
    const first = call("front", at, 2 + toCart, (start) => visit("cart", start, 10 + cart, store("cart")));
    return [
      first,
      call("front", first.to, 2 + toPrices, (start) => visit("prices", start, 10, store("prices"))),
    ];
  });
}

function diagnose(added: Added) {
  const diagnoser = createDiagnoser("trace-self-time", { services });
  diagnoser.fit(signalsOf({ spans: traces(40, (i) => request(i)) }));
  return diagnoser.diagnose(signalsOf({ spans: traces(40, (i) => request(i, added)) }));
}

const CASES: readonly [string, Added, string][] = [
  ["a service that works longer", { cart: 30 }, "cart"],
  ["a database that works longer, although all its callers wait", { db: 30 }, "db"],
  ["a slow link", { toPrices: 30 }, "prices"],
  ["the one called when all calls into it are slow", { toDb: 30 }, "db"],
  ["the caller when all its calls are slow and its callees' other calls are not", {
    toCart: 30,
    toPrices: 30,
  }, "front"],
];

for (const [what, added, suspect] of CASES) {
  Deno.test(`self time blames ${what}`, () => {
    const diagnosis = diagnose(added);
    strictEqual(diagnosis.suspect, suspect);
    ok(diagnosis.rationale.includes(suspect) && diagnosis.evidence!.length > 0);
    const perRequest = diagnosis.ranking.reduce((sum, { score }) => sum + score, 0);
    const lost = Object.entries(added).reduce(
      (sum, [place, ms]) => sum + ms * (/db/i.test(place) ? 2 : 1),
      0,
    );
    // What is lost is found again, less the spread that counts as usual.
    ok(perRequest > 0.9 * lost / 1000 && perRequest <= lost / 1000 + 1e-9, `${perRequest}`);
  });
}

Deno.test("self time names nobody where nothing is slower, and where nobody traced", () => {
  for (
    const after of [
      signalsOf({ spans: traces(40, (i) => request(i)) }),
      signalsOf(),
      signalsOf({ spans: [] }),
    ]
  ) {
    const diagnoser = createDiagnoser("trace-self-time", { services });
    diagnoser.fit(signalsOf({ spans: traces(40, (i) => request(i)) }));
    const { confidence, ranking } = diagnoser.diagnose(after);
    strictEqual(confidence, 0);
    deepStrictEqual(ranking.map(({ score }) => score), [0, 0, 0, 0]);
  }
});

Deno.test("self time is not misled by a trace that was cut off", () => {
  const diagnoser = createDiagnoser("trace-self-time", { services });
  diagnoser.fit(signalsOf({ spans: traces(40, (i) => request(i)) }));
  const cut = traces(40, (i) => request(i)).filter(({ service }) => service === "front");
  strictEqual(diagnoser.diagnose(signalsOf({ spans: cut })).confidence, 0);
});

Deno.test("self time refuses to diagnose before it is fitted", () => {
  throws(() => createDiagnoser("trace-self-time", { services }).diagnose(signalsOf()), /must be fitted/);
});

Deno.test("a service that only writes server spans, or internal ones, is charged with its own slow work", () => {
  const chain = (own: number, kind: "server" | "internal"): WrittenSpan => ({
    service: "web",
    kind,
    from: 0,
    to: 42 + own,
    children: [{
      service: "api",
      kind,
      from: 10,
      to: 34 + own,
      children: [{ service: "db", kind, from: 22 + own, to: 33 + own }],
    }],
  });
  for (const kind of ["server", "internal"] as const) {
    for (const name of ["trace-self-time", "fused"]) {
      const diagnoser = createDiagnoser(name, {
        services: ["web", "api", "db"],
        symptom: { service: "web" },
      });
      const signals = (own: number) => signalsOf({ spans: traces(40, () => chain(own, kind)) });
      diagnoser.fit(signals(0));
      strictEqual(diagnoser.diagnose(signals(400)).suspect, "api", `${name} ${kind}`);
    }
  }
});
