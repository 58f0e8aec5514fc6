import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert";
import { UsageError } from "../../model/mod.ts";
import { readCsv } from "./csv.ts";
import { createLosses, NO_LOSSES, readableIncidents } from "./losses.ts";

const numbersOf = (text: string, losses = createLosses()) =>
  losses.rows(readCsv(text, "x.csv"), ({ line, cells: [cell] }) => {
    if (!/^\d+$/.test(cell!)) throw new UsageError(`x.csv:${line}: expected a number`);
    return Number(cell);
  });

Deno.test("a line with a stray quote, a cell too many or a wrong cell loses itself alone, and is counted", () => {
  for (
    const [bad, why] of [
      ['5,"a"b', 'expected a comma behind a quoted cell, found "\\"b\\n6,x\\n7,x\\n8,x"'],
      ['5,"a', 'expected a closing quote, found "\\"a\\n6,x\\n7,x\\n8,x"'],
      ["5,x,7", "expected 2 cells, found 3"],
      ["five,x", "expected a number"],
    ]
  ) {
    const losses = createLosses();
    deepStrictEqual(numbersOf(`n,text\n1,x\n2,"y\nz"\n4,x\n${bad}\n6,x\n7,x\n8,x`, losses), [
      1,
      2,
      4,
      6,
      7,
      8,
    ]);
    deepStrictEqual(losses.notes, [`1 of 7 lines of x.csv left out: line 6: ${why}`]);
  }
});

Deno.test("an open quote takes no later lines with it, though one closes it", () => {
  const losses = createLosses();
  deepStrictEqual(numbersOf('n,text\n1,x\n2,"y\n3,x\n4,"z"\n5,x', losses), [1, 3, 4, 5]);
  strictEqual(losses.notes.length, 1);
});

Deno.test("where more than half of the lines can't be read, the file is refused", () => {
  throws(() => numbersOf("n\na\nb\n1"), { name: "UsageError", message: "x.csv:2: expected a number" });
  deepStrictEqual(numbersOf("n\na\n1"), [1]);
});

Deno.test("strict reading refuses the first bad line, part and incident", async () => {
  throws(() => numbersOf("n\n1\na\n2", NO_LOSSES), { message: "x.csv:3: expected a number" });
  const broken = () => Promise.reject(new UsageError("x.csv: expected rows"));
  await rejects(NO_LOSSES.part("x", broken), { message: "x.csv: expected rows" });
});

const incidentsOf = (cases: readonly string[], losses = createLosses()) =>
  Array.fromAsync(readableIncidents(cases, {
    losses,
    nameOf: (one) => `case ${one}`,
    read: (one) =>
      one.startsWith("bad") ? Promise.reject(new UsageError(`${one}: expected rows`)) : Promise.resolve(one),
  }));

Deno.test("an incident that can't be read is named, and the others are read; it is an error if none can be", async () => {
  const losses = createLosses();
  deepStrictEqual(await incidentsOf(["a", "bad", "b"], losses), ["a", "b"]);
  deepStrictEqual(losses.notes, ["case bad left out: bad: expected rows"]);
  await rejects(incidentsOf(["bad 1", "bad 2"]), {
    name: "UsageError",
    message: "None of 2 incidents can be read; the first: bad 1: expected rows",
  });
  await rejects(incidentsOf(["bad"]), { message: "bad: expected rows" });
  deepStrictEqual(await incidentsOf([]), []);
});

Deno.test("mistakes of the program are no losses", async () => {
  const losses = createLosses();
  await rejects(losses.part("x", () => Promise.reject(new TypeError("x is not a function"))), TypeError);
  throws(() =>
    losses.rows(readCsv("n\n1\n2", "x.csv"), () => {
      throw new TypeError("x is not a function");
    }), TypeError);
});
