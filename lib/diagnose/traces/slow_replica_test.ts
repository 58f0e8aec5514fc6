import { deepStrictEqual, strictEqual } from "node:assert";
import type { Attributes, Span } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { writtenTrace } from "../testing/written_trace.ts";
import { slowReplicaIn } from "./slow_replica.ts";

/** Requests that one of three replicas of `shop` serves in turn, with exponential times of these means (ms), and a long call of each. */
function requests(count: number, means: readonly number[], name = "service.instance.id"): Span[] {
  const stream = createStream(count, "replicas");
  return Array.from({ length: count }, (_, i) => {
    const replica = i % means.length;
    const work = -means[replica]! * Math.log(1 - stream.next());
    const attributes: Attributes = { [name]: `shop-${replica}` };
    const call = { service: "shop", kind: "client", from: 0, to: 500 } as const;
    return writtenTrace(`${i}`, { service: "shop", from: 0, to: 500 + work, attributes, children: [call] });
  }).flat();
}

Deno.test("slowReplicaIn() names the replica whose own work takes five times as long, by either attribute", () => {
  for (const attribute of ["service.instance.id", "host.name"]) {
    const { service, instance } = slowReplicaIn(requests(120, [20, 100, 20], attribute))!;
    deepStrictEqual([service, instance], ["shop", "shop-1"]);
  }
});

Deno.test("slowReplicaIn() names none where all are slow alike, where few requests tell, and where nobody says which replica it was", () => {
  for (let count = 30; count < 330; count += 3) {
    strictEqual(slowReplicaIn(requests(count, [20, 20, 20])), undefined);
  }
  strictEqual(slowReplicaIn(requests(12, [20, 100, 20])), undefined);
  strictEqual(slowReplicaIn(requests(3, [20, 1e6, 20])), undefined);
  strictEqual(slowReplicaIn(requests(120, [20, 100, 20], "pod")), undefined);
  strictEqual(slowReplicaIn(requests(120, [20])), undefined);
});

Deno.test("slowReplicaIn() does not count requests that failed: a full queue answers at once", () => {
  const spans = requests(120, [20, 100, 20]).map((span) =>
    span.attributes?.["service.instance.id"] === "shop-1" ? { ...span, failed: true } : span
  );
  strictEqual(slowReplicaIn(spans), undefined);
});
