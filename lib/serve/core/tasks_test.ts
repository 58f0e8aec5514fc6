import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { environmentOptions } from "../../bench/agents/resolve.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { madeUpSuite, SECRET } from "../testing/made_up_host.ts";
import { mixedSuite } from "./suites.ts";
import { createTaskBook, SPLITS, type Task } from "./tasks.ts";

const three = madeUpSuite("three", [
  { name: "a", fault: "partition" },
  { name: "b", fault: "slow_query" },
  { name: "c", fault: "disk_full" },
]);
const calm = madeUpSuite("calm", [{ name: "x", faultCount: 0 }, { name: "y", faultCount: 0, decoys: 1 }]);
const bookOf = (secret = SECRET) =>
  createTaskBook({ suites: [three, calm, mixedSuite(three, calm)], secret });
const book = bookOf();

Deno.test("the judging split has every scenario of the experiment with every seed of it once", () => {
  strictEqual(book.count("three", "judging"), 60);
  const tasks = Array.from(
    { length: 60 },
    (_, index) => book.find({ suite: "three", split: "judging", index }),
  );
  const played = tasks.map(({ scenario, seed }) => `${scenario.name} ${seed}`).sort();
  const expected = ["a", "b", "c"].flatMap((name) =>
    Array.from({ length: 20 }, (_, i) => `${name} ${2001 + i}`)
  ).sort();
  deepStrictEqual(played, expected);
});

Deno.test("no split of a suite shares a seed with another, and after the last task the first comes again", () => {
  const seedsOf = (split: Task["split"]) =>
    new Set(
      Array.from({ length: book.count("three", split) }, (_, index) =>
        book.find({ suite: "three", split, index }).seed),
    );
  const [tuning, judging, hidden] = SPLITS.map(seedsOf);
  ok(tuning!.isDisjointFrom(judging!) && tuning!.isDisjointFrom(hidden!) && judging!.isDisjointFrom(hidden!));
  strictEqual(hidden!.size, 3000);
  deepStrictEqual(
    { ...book.find({ suite: "three", split: "judging", index: 60 }) },
    { ...book.find({ suite: "three", split: "judging", index: 0 }) },
  );
});

Deno.test("the order of the scenarios is another in each round, so that an index says nothing of the fault", () => {
  for (const split of SPLITS) {
    const rounds = Array.from(
      { length: 20 },
      (_, round) =>
        [0, 1, 2].map((i) => book.find({ suite: "three", split, index: 3 * round + i }).scenario.name).join(
          "",
        ),
    );
    ok(new Set(rounds).size >= 4, `${split}: ${rounds}`);
    ok(rounds.every((round) => [...round].sort().join("") === "abc"));
  }
});

Deno.test("a mixed round has four incidents for each calm episode, all of different seeds where they are alike", () => {
  const tasks = Array.from(
    { length: 11 },
    (_, index) => book.find({ suite: "mixed", split: "judging", index }),
  );
  strictEqual(tasks.filter(({ scenario }) => scenario.faultCount === 0).length, 2);
  strictEqual(new Set(tasks.map(({ scenario, seed }) => `${scenario.name} ${seed}`)).size, 11);
});

Deno.test("a hidden task can be rebuilt by nobody without the secret: not by its index, nor by its true seed", () => {
  const seen = ({ scenario, seed, secret }: Pick<Task, "scenario" | "seed" | "secret">) => {
    const environment = createEnvironment({
      ...environmentOptions(scenario),
      ...(secret !== undefined && { secret }),
    });
    return [...environment.reset({ seed }).observation.values];
  };
  const task = book.find({ suite: "three", split: "hidden", index: 4 });
  const hidden = seen(task);
  deepStrictEqual(seen(book.find({ suite: "three", split: "hidden", index: 4 })), hidden);
  const { scenario, seed } = task;
  for (const guess of [4, 5, 2005, seed]) notDeepStrictEqual(seen({ scenario, seed: guess }), hidden);
  const other = bookOf("another secret of 16 or more").find({ suite: "three", split: "hidden", index: 4 });
  notDeepStrictEqual(seen({ ...other, scenario }), hidden);
  strictEqual(book.find({ suite: "three", split: "judging", index: 4 }).secret, undefined);
});

Deno.test("a wrong name is told with the nearest one, and a short secret is refused", () => {
  throws(() => book.find({ suite: "tree" }), /Cannot find the suite "tree": did you mean "three"/);
  throws(() => book.find({ split: "hiden" as "hidden" }), /a task: split is "hiden": did you mean "hidden"/);
  throws(() => book.find({ index: -1 }), /a task: index must be 0 or more, found -1/);
  throws(() => bookOf("short"), /createTaskBook: secret must have 16 or more/);
});
