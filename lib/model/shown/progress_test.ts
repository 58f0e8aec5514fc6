import { deepStrictEqual, throws } from "node:assert";
import { beginWork, lengthOf, showWorkBy, type Work } from "./progress.ts";

/** What is shown while some work is done. */
function shownBy(work: () => void): unknown[] {
  const shown: unknown[] = [];
  showWorkBy((begun: Work) => {
    shown.push(begun.label);
    return { update: (done) => shown.push(done), finish: () => shown.push("end") };
  });
  try {
    work();
  } finally {
    showWorkBy(undefined);
  }
  return shown;
}

Deno.test("beginWork() shows the outer work, not what it is made of", () => {
  const shown = shownBy(() => {
    using outer = beginWork({ label: "outer", total: 2 });
    {
      using inner = beginWork({ label: "inner" });
      inner.update(7);
    }
    outer.update(1);
  });
  deepStrictEqual(shown, ["outer", 1, "end"]);
});

Deno.test("beginWork() ends what is shown when the work fails, and the next is shown", () => {
  const shown = shownBy(() => {
    throws(() => {
      using _ = beginWork({ label: "fails" });
      throw new Error("no");
    });
    beginWork({ label: "next" }).finish();
  });
  deepStrictEqual(shown, ["fails", "end", "next", "end"]);
});

Deno.test("showWorkBy() forgets work that was broken off in the middle", () => {
  const shown = shownBy(() => {
    beginWork({ label: "broken off" });
    showWorkBy(() => ({ update: () => {}, finish: () => {} }));
    beginWork({ label: "is shown elsewhere" });
  });
  deepStrictEqual(shown, ["broken off"]);
});

Deno.test("lengthOf() counts lists and sets, and never runs through a generator", () => {
  deepStrictEqual([lengthOf([1, 2]), lengthOf(new Set([1])), lengthOf((function* () {})())], [
    2,
    1,
    undefined,
  ]);
});
