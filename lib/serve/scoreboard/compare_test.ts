import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { compare } from "./compare.ts";
import type { Judged } from "./judge.ts";
import { summarise } from "./summarise.ts";
import { scoreText } from "./text.ts";

/** Episodes of which only the compared measures differ. */
function episodes(
  ...some: readonly (readonly [mitigated: boolean | null, deniedSeconds: number] | { falseActs: number })[]
): Judged[] {
  return some.map((one) => ({
    ...{ calls: 1, tokens: null, detected: true, localised: true, analysed: true, exactSet: true },
    ...{ ttdSeconds: null, ttlSeconds: null, ttaSeconds: null, ttmSeconds: null },
    ...("falseActs" in one
      ? { isCalm: true, mitigated: null, deniedSeconds: 0, falseActs: one.falseActs }
      : { isCalm: false, mitigated: one[0], deniedSeconds: one[1], falseActs: 9 }),
  }));
}

Deno.test("agents are compared episode by episode: what all find hard widens no interval", () => {
  // The second is 10 s slower in each of incidents that differ by minutes.
  const seconds = [10, 600, 40, 300, 90];
  const mine = episodes(...seconds.map((s) => [true, s] as const), { falseActs: 0 }, { falseActs: 1 });
  const theirs = episodes(
    ...seconds.map((s, i) => [i === 0 ? null : i > 1, s + 10] as const),
    { falseActs: 2 },
    { falseActs: 3 },
  );
  const comparison = compare(mine, { agent: "theirs", episodes: theirs });
  deepStrictEqual(comparison.deniedSeconds, { value: -10, low: -10, high: -10, episodes: 5 });
  const { mitigated, falseActs } = comparison;
  deepStrictEqual([mitigated!.value, mitigated!.episodes], [0.25, 4], "one is not judged");
  ok(mitigated!.low <= 0.25 && mitigated!.high >= 0.25);
  deepStrictEqual([falseActs!.value, falseActs!.episodes, falseActs!.low], [-2, 2, NaN]);
  strictEqual(compare(episodes([true, 1]), { agent: "x", episodes: episodes([true, 2]) }).falseActs, null);
  const text = scoreText([summarise("mine", mine), summarise("theirs", theirs)], [comparison]);
  match(
    text,
    /^mine minus +mitigated % +users denied s +false acts\n.*\ntheirs +25 \(.*\) +-10 \(-10\.\.-10\) +-2\.00$/m,
  );
});
