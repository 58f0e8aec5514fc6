import { deepStrictEqual, strictEqual } from "node:assert";
import { openLease } from "./lease.ts";
import { manualClock } from "../testing/manual_clock.ts";
import { inFolder } from "../testing/in_folder.ts";

const open = (folder: string, clock = manualClock(1000)) => ({
  clock,
  lease: (owner: string) => openLease({ path: `${folder}/lease.json`, owner, staleSeconds: 15, clock }),
});

Deno.test("of two loops one has the lease for as long as it renews it, then the other", () =>
  inFolder((folder) => {
    const { clock, lease } = open(folder);
    const [a, b] = [lease("a"), lease("b")];
    deepStrictEqual(a.renew(), { isOurs: true, owner: "a", untilSeconds: 1015 });
    for (let now = 1005; now <= 1100; now += 5) {
      clock.set(now);
      strictEqual(a.renew().isOurs, true);
      deepStrictEqual(b.renew(), { isOurs: false, owner: "a", untilSeconds: now + 15 });
    }
    clock.set(1114.9);
    strictEqual(b.renew().isOurs, false);
    clock.set(1115);
    strictEqual(b.renew().isOurs, true);
    strictEqual(a.renew().owner, "b", "who has slept too long acts no more");
  }));

Deno.test("a lease that is given up can be taken at once, and not by somebody else's giving up", () =>
  inFolder((folder) => {
    const { lease } = open(folder);
    const [a, b] = [lease("a"), lease("b")];
    a.renew();
    b.release();
    strictEqual(b.renew().owner, "a");
    a.release();
    strictEqual(b.renew().owner, "b");
  }));

Deno.test("a lease is written over the one before, whatever the names, in a file that neither empties nor grows", () =>
  inFolder((folder) => {
    const { clock, lease } = open(folder);
    const size = () => Deno.statSync(`${folder}/lease.json`).size;
    lease("zürich-1").renew();
    const first = size();
    for (let now = 1001; now < 1100; now++) {
      clock.set(now);
      strictEqual(lease("zürich-1").renew().isOurs, true);
    }
    strictEqual(size(), first);
    lease("zürich-1").release();
    strictEqual(size(), first);
    strictEqual(lease("b").renew().owner, "b");
  }));

Deno.test("a lease that was half written, or comes from a clock that runs far ahead, is free", () =>
  inFolder((folder) => {
    const { lease } = open(folder);
    for (const text of ['{"owner":"x","unt', '{"owner":"x","untilSeconds":99999}', "[]"]) {
      Deno.writeTextFileSync(`${folder}/lease.json`, text);
      strictEqual(lease("b").renew().owner, "b", text);
    }
  }));
